"""Tables of the people: members, what they allowed, and what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, Model, Name, Ref


class Member(Model):
    """A person. Their chat identities are the contacts whose `member_id` is this row's id.

    `phone_*` hold one phone: sealed, as a keyed blind index, and as the hint staff may see.
    `level_until` is the end of the level's period (none on the lowest level).
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("external_id"),
        Index("ix_member_phone", "phone_index"),
        Index("ix_member_birthday", "birthday_calendar", "birthday_month", "birthday_day"),
        Index("ix_member_level_until", "level_until"),
        Index("ix_member_joined", "joined_at"),
        Index("ix_member_level", "level_id", "growth"),
        TABLE,
    )

    id: Mapped[Id]
    external_id: Mapped[Key | None] = mapped_column(comment="the shop system's own number")
    name: Mapped[str] = mapped_column(String(64), default="", server_default="")
    phone_sealed: Mapped[str | None] = mapped_column(String(255))
    phone_index: Mapped[Key | None] = mapped_column(comment="keyed blind index")
    phone_hint: Mapped[str | None] = mapped_column(String(24), comment="such as 138****1111")
    gender: Mapped[str | None] = mapped_column(String(8), comment="male, female, other")
    birthday_calendar: Mapped[str | None] = mapped_column(String(8), comment="solar or lunar")
    birthday_year: Mapped[int | None] = mapped_column(SmallInteger)
    birthday_month: Mapped[int | None] = mapped_column(SmallInteger)
    birthday_day: Mapped[int | None] = mapped_column(SmallInteger)
    birthday_changed_at: Mapped[datetime | None]
    joined_at: Mapped[datetime]
    tags: Mapped[list[Any]] = mapped_column(Document, default=list)
    preferences: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    custom: Mapped[dict[str, Any]] = mapped_column(
        Document, default=dict, comment="values of custom_field by key"
    )
    level_id: Mapped[Ref | None]
    level_since: Mapped[datetime | None]
    level_until: Mapped[datetime | None]
    level_notice_at: Mapped[datetime | None] = mapped_column(
        comment="when the keep-level notice of this period went out"
    )
    level_period_from: Mapped[datetime | None]
    growth: Mapped[Ref] = mapped_column(default=0, server_default="0")
    growth_offset: Mapped[Ref] = mapped_column(
        default=0,
        server_default="0",
        comment="growth that no longer counts towards a level since the last fall",
    )
    merged_into_id: Mapped[Ref | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CustomField(Model):
    """A profile field that staff defined; its values live in `member.custom`."""

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("key"), TABLE)

    id: Mapped[Id]
    key: Mapped[Key]
    label: Mapped[Name]
    kind: Mapped[str] = mapped_column(String(16), comment="text, number, date, choice, yes_no")
    options: Mapped[list[Any]] = mapped_column(Document, default=list)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    archived_at: Mapped[datetime | None]


class Consent(Model):
    """The present answer of a contact or member for one channel and kind of message."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("subject", "channel", "kind"), TABLE)

    id: Mapped[Id]
    subject: Mapped[Key] = mapped_column(comment="member:ID or contact:ID")
    channel: Mapped[str] = mapped_column(String(16), comment="wechat, wecom, sms, or * for all")
    kind: Mapped[str] = mapped_column(String(16), comment="marketing, survey, notice, *")
    allowed: Mapped[bool]
    changed_at: Mapped[datetime]
    source: Mapped[Key] = mapped_column(comment="chat, staff:ID, import, …")


class MemberEvent(Model):
    """One line of a member's timeline; never changed."""

    __tablename__ = "member_event"
    __table_args__ = (
        Index("ix_member_event_member", "member_id", "occurred_at"),
        Index("ix_member_event_contact", "contact_id"),
        TABLE,
    )

    id: Mapped[Id]
    member_id: Mapped[Ref | None]
    contact_id: Mapped[Ref | None]
    kind: Mapped[Name] = mapped_column(comment="joined, bound, level_up, consent, merged, …")
    occurred_at: Mapped[datetime]
    actor: Mapped[Key] = mapped_column(comment="contact:ID, staff:ID, system, import")
    detail: Mapped[dict[str, Any]]


class BindingCode(Model):
    """A one-time code asked for by a contact; `member_id` is empty when nobody has the phone."""

    __tablename__ = "binding_code"
    __table_args__ = (
        Index("ix_binding_code_contact", "contact_id", "created_at"),
        Index("ix_binding_code_phone", "phone_index", "created_at"),
        TABLE,
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref]
    member_id: Mapped[Ref | None]
    phone_index: Mapped[Key]
    code_hash: Mapped[Key]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    used_at: Mapped[datetime | None]


class MemberMerge(Model):
    """Two records that turned out to be one person, and all that is needed to part them again."""

    __tablename__ = "member_merge"
    __table_args__ = (Index("ix_member_merge_kept", "kept_id"), TABLE)

    id: Mapped[Id]
    kept_id: Mapped[Ref]
    gone_id: Mapped[Ref]
    merged_at: Mapped[datetime]
    actor: Mapped[Key]
    journal: Mapped[dict[str, Any]] = mapped_column(comment="every value before the merge")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Key | None]
