"""What staff write, promise and set."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, LongText, Model, Name, Ref

_ZERO = text("0")


class Draft(Model):
    """What somebody has begun to write; `version` grows with every save."""

    __tablename__ = "draft"

    ticket_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(LongText)
    version: Mapped[int]
    saved_at: Mapped[datetime]


class Viewer(Model):
    """Who has a ticket open, and whether they are writing."""

    __tablename__ = "ticket_viewer"

    ticket_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    writing: Mapped[bool]
    seen_at: Mapped[datetime]


class CannedReply(Model):
    """A sentence staff use again and again, with {{variables}}."""

    __tablename__ = "canned_reply"
    __table_args__ = (UniqueConstraint("shortcut"), TABLE)

    id: Mapped[Id]
    shortcut: Mapped[Key]
    title: Mapped[Name]
    text: Mapped[str] = mapped_column(LongText)
    picture: Mapped[str | None] = mapped_column(String(64), comment="digest of one on the shelf")
    used: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    changed_at: Mapped[datetime]


class SentPicture(Model):
    """A message of staff that shows a picture, which therefore stays on the shelf."""

    __tablename__ = "sent_picture"
    __table_args__ = (Index("ix_sent_picture_digest", "digest"), TABLE)

    outbox_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))


class Compensation(Model):
    """Points or a coupon promised inside a ticket: waiting, granted, refused."""

    __tablename__ = "compensation"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_compensation_ticket", "ticket_id"),
        Index("ix_compensation_state", "state", "id"),
        TABLE,
    )

    id: Mapped[Id]
    client_id: Mapped[Key]
    ticket_id: Mapped[Ref]
    kind: Mapped[str] = mapped_column(String(16), comment="points or coupon")
    points: Mapped[int]
    coupon: Mapped[Key | None]
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    asked_by: Mapped[Ref]
    decided_by: Mapped[Ref | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class AuditEntry(Model):
    """Who revealed, exported or changed what."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at", "at"), TABLE)

    id: Mapped[Id]
    staff_id: Mapped[Ref | None]
    action: Mapped[Name]
    subject: Mapped[Key] = mapped_column(comment="member:ID, ticket:ID, staff:ID, ...")
    detail: Mapped[dict[str, Any]]
    address: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]


class DeskSetting(Model):
    """A rule that supervisors may change."""

    __tablename__ = "desk_setting"

    name: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Document)
