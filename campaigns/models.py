"""Tables of campaigns: what is to be sent to whom, and a row for everybody who was meant."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Instant, Key, Model, Name, Ref


class Campaign(Model):
    """One campaign. draft → on ↔ paused → ended; the document in force is that of `version`."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("key"), Index("ix_campaign_state", "state"), TABLE)

    id: Mapped[Id]
    key: Mapped[Key] = mapped_column(comment="a name that never changes, such as birthday")
    name: Mapped[Name]
    kind: Mapped[Name] = mapped_column(comment="a file of campaigns/kinds/")
    state: Mapped[str] = mapped_column(String(16), comment="draft, on, paused, ended")
    version: Mapped[int]
    salt: Mapped[Key] = mapped_column(comment="decides with the member who is held out")
    looked_until: Mapped[datetime | None] = mapped_column(
        comment="occasions before this instant have been entered"
    )
    created_at: Mapped[datetime]
    created_by: Mapped[Key]
    updated_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    settled: Mapped[bool] = mapped_column(
        default=True, server_default=true(), comment="its messages have followed its state"
    )


class CampaignVersion(Model):
    """A campaign's document as staff saved it; never changed. A delivery cites its version."""

    __tablename__ = "campaign_version"
    __table_args__ = (UniqueConstraint("campaign_id", "version"), TABLE)

    id: Mapped[Id]
    campaign_id: Mapped[Ref]
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[Key]


class CampaignLook(Model):
    """Up to when one share of the members has been looked at; a campaign has been looked at when
    all shares of the same `shares` have."""

    __tablename__ = "campaign_look"
    __table_args__ = (TABLE,)

    campaign_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    shares: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    share: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    looked_until: Mapped[datetime]


class Delivery(Model):
    """One step of a campaign for one member on one occasion: the unique key sends it once.

    waiting → planned | blocked | held_out. `waiting` is looked at again at `due_at`, with the rule
    that stood in the way last; `planned` has an outbox row, which says what became of it;
    `blocked` is final, by its rule. Nothing may be sent from `until` on.
    """

    __tablename__ = "campaign_delivery"
    __table_args__ = (
        UniqueConstraint("campaign_id", "occasion", "step", "member_id"),
        Index("ix_campaign_delivery_due", "campaign_id", "state", "due_at"),
        Index("ix_campaign_delivery_member", "member_id", "campaign_id", "entered_at"),
        Index("ix_campaign_delivery_outbox", "outbox_id"),
        TABLE,
    )

    id: Mapped[Id]
    campaign_id: Mapped[Ref]
    version: Mapped[int]
    occasion: Mapped[Key] = mapped_column(comment="2026, 2026-09-25, transition:7, …")
    step: Mapped[int] = mapped_column(comment="0 is the first")
    member_id: Mapped[Ref]
    arm: Mapped[str] = mapped_column(String(16), comment="treated, holdout, global_holdout")
    state: Mapped[str] = mapped_column(String(16))
    rule: Mapped[Name | None] = mapped_column(comment="what stands or stood in the way")
    channel: Mapped[Name | None]
    contact_id: Mapped[Ref | None]
    outbox_id: Mapped[Ref | None]
    ticket_id: Mapped[Ref | None] = mapped_column(comment="the task it made for staff")
    gift: Mapped[dict[str, Any] | None] = mapped_column(
        Document, comment="what was given: points, coupon (its code), cost in fen"
    )
    facts: Mapped[dict[str, Any]] = mapped_column(comment="variables that the occasion brings")
    began_at: Mapped[datetime] = mapped_column(comment="an order after this has recovered them")
    entered_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(Instant, comment="when it is (next) to be sent")
    until: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
