"""Segments that staff saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Key, Model, Name, Ref


class SegmentRow(Model):
    """A saved segment; `definition` is that of its newest version."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("name"), TABLE)

    id: Mapped[Id]
    name: Mapped[Name]
    definition: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[Key]
    archived_at: Mapped[datetime | None]


class SegmentVersion(Model):
    """What a segment said, and who said so; never changed."""

    __tablename__ = "segment_version"
    __table_args__ = (UniqueConstraint("segment_id", "version"), TABLE)

    id: Mapped[Id]
    segment_id: Mapped[Ref]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[Key]


class SegmentCount(Model):
    """How many members a saved segment held when it was last counted."""

    __tablename__ = "segment_count"
    __table_args__ = (TABLE,)

    segment_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    members: Mapped[int]
    counted_at: Mapped[datetime]
