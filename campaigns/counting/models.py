"""The table of dry runs that are counted to the end."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Key, Model, Ref


class CampaignCount(Model):
    """The newest dry run of a campaign. counting → done | stopped; `slices` counts the parts, so
    that of two who read the same one only the first keeps it."""

    __tablename__ = "campaign_count"
    __table_args__ = (Index("ix_campaign_count_state", "state"), TABLE)

    campaign_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(comment="of the campaign when it was begun")
    state: Mapped[str] = mapped_column(String(16), comment="counting, done, stopped")
    at: Mapped[datetime] = mapped_column(comment="for what instant it asks who is due")
    audience: Mapped[int | None] = mapped_column(comment="how many there are, where known")
    begun_at: Mapped[datetime]
    begun_by: Mapped[Key]
    counted_at: Mapped[datetime] = mapped_column(comment="when the last part was kept")
    slices: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    result: Mapped[dict[str, Any]]
