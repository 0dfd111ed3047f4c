"""Tables of the conversation with the outside."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Instant, Key, LongKey, LongText, Model, Name, Ref


class Contact(Model):
    """A chat identity: one openid of one official account, one WeCom external user, ...

    The row is the contact's lock, and carries all that a turn needs to begin: the dialogue, who
    serves, and what may still be sent (`message_*` is the 48-hour window, `act_*` the short one).
    """

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("account", "external_id"),
        Index("ix_contact_member", "member_id"),
        Index("ix_contact_unionid", "unionid"),
        Index("ix_contact_unfollowed", "unfollowed_at"),
        TABLE,
    )

    id: Mapped[Id]
    account: Mapped[Key] = mapped_column(comment="channel and account, such as wechat:wx123")
    external_id: Mapped[Key] = mapped_column(comment="openid or external user id")
    unionid: Mapped[Key | None]
    member_id: Mapped[Ref | None]
    subscribed: Mapped[bool] = mapped_column(default=True)
    blocked: Mapped[bool] = mapped_column(default=False)
    scene: Mapped[Key | None] = mapped_column(comment="the QR code they came by")
    created_at: Mapped[datetime]
    followed_at: Mapped[datetime | None]
    unfollowed_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    served_by: Mapped[str] = mapped_column(String(16), default="bot", server_default="bot")
    conversation_id: Mapped[Ref | None]
    dialogue: Mapped[dict[str, Any] | None] = mapped_column(Document)
    dialogue_until: Mapped[datetime | None]
    message_until: Mapped[datetime | None] = mapped_column(comment="end of the 48-h window")
    message_left: Mapped[int] = mapped_column(default=0, server_default="0")
    act_until: Mapped[datetime | None] = mapped_column(comment="end of the 1-min window")
    act_left: Mapped[int] = mapped_column(default=0, server_default="0")
    held: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="outbox rows that wait until they write"
    )


class Inbox(Model):
    """Every message and event that arrived, once, with the reply it got inside the response."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("account", "dedupe_key"),
        Index("ix_inbox_contact", "contact_id", "id"),
        Index("ix_inbox_received", "received_at"),
        TABLE,
    )

    id: Mapped[Id]
    account: Mapped[Key]
    dedupe_key: Mapped[LongKey]
    contact_id: Mapped[Ref | None] = mapped_column(comment="none for what is nobody's")
    kind: Mapped[Name] = mapped_column(comment="text, image, voice, ..., event")
    event: Mapped[Name | None]
    text: Mapped[str | None] = mapped_column(LongText, comment="what was said or recognised")
    content: Mapped[dict[str, Any]] = mapped_column(comment="every field that came")
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    media_id: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[Name] = mapped_column(comment="accepted, handled, failed")
    intent: Mapped[Name | None]
    handler: Mapped[Name | None]
    reply: Mapped[dict[str, Any] | None] = mapped_column(Document)
    error: Mapped[str | None] = mapped_column(String(500))


WAITING = "finished_at IS NULL"


class Outbox(Model):
    """A message to be sent, and what became of it.

    queued → inflight → accepted | failed | unknown; `held` waits for the customer to write,
    `paused` for a person to let it go on, `blocked` carries the rule that forbade it, `cancelled`
    was called back.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index("ix_outbox_due", "state", "account", "lane", "due_at", "id"),
        Index("ix_outbox_author", "author", "state"),
        Index(
            "ix_outbox_waiting",
            "contact_id",
            "id",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index("ix_outbox_contact", "contact_id", "id"),
        Index("ix_outbox_ticket", "ticket_id"),
        TABLE,
    )

    id: Mapped[Id]
    dedupe_key: Mapped[LongKey]
    account: Mapped[Key]
    contact_id: Mapped[Ref]
    channel: Mapped[Name] = mapped_column(
        default="message", server_default="message", comment="message, template, subscribe, sms, …"
    )
    category: Mapped[Name] = mapped_column(comment="service, survey, notice, marketing")
    payload: Mapped[dict[str, Any]]
    author: Mapped[Key] = mapped_column(comment="bot, staff:ID, campaign:ID, …")
    ticket_id: Mapped[Ref | None]
    state: Mapped[Name] = mapped_column(default="queued", server_default="queued")
    lane: Mapped[int] = mapped_column(
        SmallInteger, default=0, server_default="0", comment="0 goes before 1"
    )
    due_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(comment="of no use from then on")
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[Key | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    code: Mapped[int | None] = mapped_column(comment="the platform's errcode")
    reason: Mapped[str | None] = mapped_column(String(200), comment="error class or blocking rule")
    platform_id: Mapped[Key | None]


class OutboxAccount(Model):
    """How fast an account may send, and until when it may not at all."""

    __tablename__ = "outbox_account"
    __table_args__ = (TABLE,)

    account: Mapped[Key] = mapped_column(primary_key=True)
    per_second: Mapped[int | None]
    per_minute: Mapped[int | None]
    paused_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(64), comment="why it is paused")
