"""Conversations, tickets and their history."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Key, LongKey, LongText, Model, Name, Ref

_ZERO = text("0")
_Blob = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


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
        Index("ix_ticket_incident", "incident_id"),
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
    next_breached: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="the next response that runs is late"
    )
    next_missed: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
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


class TicketLink(Model):
    """Two tickets that staff say belong together; one row a pair, the smaller id first."""

    __tablename__ = "ticket_link"
    __table_args__ = (Index("ix_ticket_link_second", "second_id"), TABLE)

    first_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    second_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[Ref]
    at: Mapped[datetime]


class TicketResponse(Model):
    """One wait of a customer that a human ended: the first, or a later one."""

    __tablename__ = "ticket_response"
    __table_args__ = (
        Index("ix_ticket_response_ticket", "ticket_id"),
        Index("ix_ticket_response_at", "answered_at"),
        TABLE,
    )

    id: Mapped[Id]
    ticket_id: Mapped[Ref]
    team_id: Mapped[Ref | None]
    staff_id: Mapped[Ref]
    first: Mapped[bool]
    late: Mapped[bool]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime]


class Mention(Model):
    """Somebody was called into a ticket with @; `seen_at` when they opened it."""

    __tablename__ = "mention"
    __table_args__ = (
        Index("ix_mention_staff", "staff_id", "seen_at"),
        Index("ix_mention_ticket", "ticket_id"),
        TABLE,
    )

    id: Mapped[Id]
    ticket_id: Mapped[Ref]
    staff_id: Mapped[Ref]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


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
