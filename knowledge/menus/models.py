"""Tables of the bottom menu: what staff wrote, and what became of publishing it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, Model, Ref


class MenuVersion(Model):
    """A menu as it was saved once; it never changes."""

    __tablename__ = "menu_version"
    __table_args__ = (UniqueConstraint("number"), TABLE)

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(comment="from 1, without gaps")
    document: Mapped[list[Any]] = mapped_column(Document, comment="columns of lines")
    saved_at: Mapped[datetime]
    saved_by: Mapped[Key]


class MenuPublication(Model):
    """A wish to show a menu to all followers: wanted → published | refused."""

    __tablename__ = "menu_publication"
    __table_args__ = (TABLE,)

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(comment="the version; 0 is the one we bring along")
    state: Mapped[str] = mapped_column(String(16))
    wanted_at: Mapped[datetime]
    wanted_by: Mapped[Key]
    tried_at: Mapped[datetime | None]
    account: Mapped[Key | None] = mapped_column(comment="whose platform did not take it")
    code: Mapped[Ref | None] = mapped_column(comment="the platform's errcode, if it gave one")
