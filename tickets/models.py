"""Tables of the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from store import live
from store.columns import TABLE, Document, Id, Key, LongKey, LongText, Model, Name, Ref

LiveEvent = live.LiveEvent
_ZERO = text("0")
_Blob = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


class Staff(Model):
    """Somebody who works at the desk. `session_mark` changes when all sessions must end."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("name"), TABLE)

    id: Mapped[Id]
    name: Mapped[Key] = mapped_column(comment="what they log in with")
    display_name: Mapped[Name]
    role: Mapped[str] = mapped_column(String(16), comment="agent, supervisor, admin")
    password_hash: Mapped[str] = mapped_column(String(160))
    totp_secret: Mapped[str | None] = mapped_column(String(200), comment="encrypted")
    session_mark: Mapped[str] = mapped_column(String(32))
    active: Mapped[bool] = mapped_column(default=True)
    presence: Mapped[str] = mapped_column(String(16), default="offline", server_default="offline")
    seen_at: Mapped[datetime | None]
    capacity: Mapped[int] = mapped_column(default=8, server_default=text("8"))
    last_assigned_at: Mapped[datetime | None]
    contact_id: Mapped[Ref | None] = mapped_column(comment="their own chat, to answer from")
    created_at: Mapped[datetime]


class LoginFailure(Model):
    """How often a name or an address failed to log in lately."""

    __tablename__ = "login_failure"

    key: Mapped[LongKey] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(comment="when the count starts anew")


class Team(Model):
    """People who share a queue; `vip` teams get the members of high level first."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("name"), TABLE)

    id: Mapped[Id]
    name: Mapped[Key]
    vip: Mapped[bool] = mapped_column(default=False)
    calendar_id: Mapped[Ref | None]
    kinds: Mapped[list[Any]] = mapped_column(comment="ticket kinds it takes; empty: all")
    queue_limit: Mapped[int] = mapped_column(default=0, server_default=_ZERO, comment="0: none")
    active: Mapped[bool] = mapped_column(default=True)


class TeamStaff(Model):
    """Who is in which team."""

    __tablename__ = "team_staff"
    __table_args__ = (Index("ix_team_staff_staff", "staff_id"), TABLE)

    team_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)


class BusinessHours(Model):
    """When a team works: seven lists of [start, end] minutes, Monday first."""

    __tablename__ = "business_hours"
    __table_args__ = (UniqueConstraint("name"), TABLE)

    id: Mapped[Id]
    name: Mapped[Key]
    week: Mapped[list[Any]]
    exceptions: Mapped[dict[str, Any]] = mapped_column(comment="ISO date to list of spans")
    chinese_holidays: Mapped[bool] = mapped_column(default=True)
    timezone: Mapped[Name]


class SlaTarget(Model):
    """How many business minutes a ticket of this kind and priority may take."""

    __tablename__ = "sla_target"
    __table_args__ = (UniqueConstraint("kind", "priority"), TABLE)

    id: Mapped[Id]
    kind: Mapped[Name]
    priority: Mapped[int] = mapped_column(comment="1 urgent, 2 high, 3 normal, 4 low")
    first_minutes: Mapped[int]
    next_minutes: Mapped[int]
    resolve_minutes: Mapped[int]


class Conversation(Model):
    """Who serves a contact now: one row per contact, moved by tickets/machines.py only."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("contact_id"),
        Index("ix_conversation_queue", "state", "queued_at"),
        TABLE,
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref]
    state: Mapped[str] = mapped_column(String(24))
    staff_id: Mapped[Ref | None]
    team_id: Mapped[Ref | None]
    reason: Mapped[str | None] = mapped_column(String(64), comment="why a human was asked for")
    queued_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    off_hours_told_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class ConversationEvent(Model):
    """One move of a conversation."""

    __tablename__ = "conversation_event"
    __table_args__ = (Index("ix_conversation_event_of", "conversation_id", "id"), TABLE)

    id: Mapped[Id]
    conversation_id: Mapped[Ref]
    event: Mapped[Name]
    source: Mapped[str] = mapped_column(String(24))
    target: Mapped[str] = mapped_column(String(24))
    actor: Mapped[Key] = mapped_column(comment="customer, staff:ID, bot, clock")
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Ticket(Model):
    """Something a customer wants settled. Its number is its id plus a constant."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_contact", "contact_id", "id"),
        Index("ix_ticket_member", "member_id"),
        Index("ix_ticket_list", "state", "owner_id", "last_at"),
        Index("ix_ticket_due", "state", "due_at"),
        Index("ix_ticket_opened", "opened_at"),
        Index("ix_ticket_resolved", "resolved_at"),
        TABLE,
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref]
    member_id: Mapped[Ref | None]
    account: Mapped[Key]
    kind: Mapped[Name] = mapped_column(comment="one of tickets.values.KINDS")
    source: Mapped[Name] = mapped_column(comment="chat, console, survey, api")
    category: Mapped[Name | None]
    subject: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(LongText)
    order_no: Mapped[Key | None]
    phone: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[Name | None] = mapped_column(comment="the member's level when it was opened")
    priority: Mapped[int] = mapped_column(default=3, server_default=text("3"))
    priority_reasons: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(24))
    owner_id: Mapped[Ref | None]
    team_id: Mapped[Ref | None]
    source_inbox_id: Mapped[Ref | None]
    linked_id: Mapped[Ref | None] = mapped_column(comment="the earlier ticket it continues")
    merged_into_id: Mapped[Ref | None]
    incident_id: Mapped[Ref | None]
    opened_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    awaiting_since: Mapped[datetime | None] = mapped_column(comment="a customer waits since")
    first_response_at: Mapped[datetime | None]
    last_customer_at: Mapped[datetime | None]
    last_staff_at: Mapped[datetime | None]
    last_at: Mapped[datetime]
    last_line: Mapped[str] = mapped_column(String(120))
    unread: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    first_due: Mapped[datetime | None]
    next_due: Mapped[datetime | None]
    resolve_due: Mapped[datetime | None]
    running_since: Mapped[datetime | None] = mapped_column(comment="resolve clock runs since")
    used_minutes: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    due_at: Mapped[datetime | None] = mapped_column(comment="the nearest of the deadlines")
    due_kind: Mapped[str | None] = mapped_column(String(16))
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    first_breached: Mapped[bool] = mapped_column(default=False)
    resolve_breached: Mapped[bool] = mapped_column(default=False)
    snoozed_until: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[Ref | None]
    cause: Mapped[Name | None]
    outcome: Mapped[Name | None]
    resolution: Mapped[str | None] = mapped_column(LongText)
    rating: Mapped[int | None]
    rating_comment: Mapped[str | None] = mapped_column(LongText)
    reopened: Mapped[int] = mapped_column(default=0, server_default=_ZERO)


class TicketEvent(Model):
    """A move, note or addition on a ticket (what is said aloud is in inbox and outbox)."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index("ix_ticket_event_of", "ticket_id", "id"), TABLE)

    id: Mapped[Id]
    ticket_id: Mapped[Ref]
    kind: Mapped[Name] = mapped_column(comment="an event of the machine, note, addition, ...")
    actor: Mapped[Key]
    text: Mapped[str | None] = mapped_column(LongText)
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]


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
    used: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    changed_at: Mapped[datetime]


class Attachment(Model):
    """A picture, voice or file of a customer, fetched before its media id dies (3 days)."""

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("inbox_id"),
        Index("ix_attachment_state", "state", "id"),
        TABLE,
    )

    id: Mapped[Id]
    inbox_id: Mapped[Ref]
    contact_id: Mapped[Ref]
    media_id: Mapped[LongKey]
    kind: Mapped[Name]
    state: Mapped[str] = mapped_column(String(16), comment="waiting, stored, lost")
    content_type: Mapped[str | None] = mapped_column(String(100))
    content: Mapped[bytes | None] = mapped_column(_Blob, deferred=True)
    attempts: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    created_at: Mapped[datetime]


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


class Incident(Model):
    """One trouble behind many tickets, answered together."""

    __tablename__ = "incident"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(200))
    announcement: Mapped[str] = mapped_column(LongText)
    state: Mapped[str] = mapped_column(String(16), comment="open, closed")
    opened_by: Mapped[Ref]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


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
