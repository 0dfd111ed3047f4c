"""Tables of the ledgers: consents for one message, quotas, mass sends, and the rules' versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Key, Model, Name, Ref


class NoticeConsent(Model):
    """How many 订阅通知 of one template a contact has allowed and not had yet."""

    __tablename__ = "notice_consent"
    __table_args__ = (UniqueConstraint("contact_id", "template"), TABLE)

    id: Mapped[Id]
    contact_id: Mapped[Ref]
    template: Mapped[Key] = mapped_column(comment="the platform's template id")
    remaining: Mapped[int] = mapped_column(default=0, server_default="0")
    given: Mapped[int] = mapped_column(default=0, server_default="0", comment="accepted taps")
    changed_at: Mapped[datetime]
    refused_at: Mapped[datetime | None]


class ContactQuota(Model):
    """What a contact has received of what the platform counts by the month."""

    __tablename__ = "contact_quota"
    __table_args__ = (UniqueConstraint("contact_id", "channel", "period"), TABLE)

    id: Mapped[Id]
    contact_id: Mapped[Ref]
    channel: Mapped[Name] = mapped_column(comment="mass or wecom")
    period: Mapped[Key] = mapped_column(comment="a month in China, such as 2026-11")
    used: Mapped[int] = mapped_column(default=0, server_default="0")


class AccountQuota(Model):
    """What an account has sent of what the platform counts by the day."""

    __tablename__ = "account_quota"
    __table_args__ = (UniqueConstraint("account", "channel", "period"), TABLE)

    id: Mapped[Id]
    account: Mapped[Key]
    channel: Mapped[Name]
    period: Mapped[Key] = mapped_column(comment="a day in China, such as 2026-11-22")
    used: Mapped[int] = mapped_column(default=0, server_default="0")


class SendingAccount(Model):
    """What is known of an account that this house can send by, noted when a process starts."""

    __tablename__ = "sending_account"
    __table_args__ = (UniqueConstraint("account"), TABLE)

    id: Mapped[Id]
    account: Mapped[Key] = mapped_column(comment="wechat:APPID, wecom:CORPID, sms")
    kind: Mapped[str] = mapped_column(String(16), comment="service, subscription, test, …")
    templates: Mapped[dict[str, Any]] = mapped_column(comment="our name → the platform's id")
    changed_at: Mapped[datetime]


class ReachRules(Model):
    """A version of the rules that staff edit: quiet hours, caps, order of channels."""

    __tablename__ = "reach_rules"
    __table_args__ = (UniqueConstraint("version"), TABLE)

    id: Mapped[Id]
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[Key]


class MassSend(Model):
    """One call of the platform's mass send.

    queued → inflight → accepted | failed | unknown; or cancelled, blocked, withdrawn. `client_id`
    makes a repeated call the same call, so an ambiguous one is simply made again.
    """

    __tablename__ = "mass_send"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_mass_send_due", "state", "due_at"),
        Index("ix_mass_send_platform", "account", "platform_id"),
        TABLE,
    )

    id: Mapped[Id]
    client_id: Mapped[Key] = mapped_column(comment="clientmsgid")
    account: Mapped[Key]
    audience: Mapped[Name] = mapped_column(comment="all, tag or list")
    tag: Mapped[Key | None] = mapped_column(comment="the platform's tag, for audience tag")
    payload: Mapped[dict[str, Any]]
    category: Mapped[Name]
    author: Mapped[Key]
    receivers: Mapped[int] = mapped_column(comment="how many were counted when it was made")
    state: Mapped[Name] = mapped_column(default="queued", server_default="queued")
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[Key | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    code: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    platform_id: Mapped[Key | None] = mapped_column(comment="msg_id")
    period: Mapped[Key | None] = mapped_column(comment="the month whose quota was taken")


class MassReceiver(Model):
    """One receiver of a mass send by list; `outbox_id` is the row that asked for it, if any."""

    __tablename__ = "mass_receiver"
    __table_args__ = (
        UniqueConstraint("mass_send_id", "contact_id"),
        Index("ix_mass_receiver_outbox", "outbox_id"),
        TABLE,
    )

    id: Mapped[Id]
    mass_send_id: Mapped[Ref]
    contact_id: Mapped[Ref]
    outbox_id: Mapped[Ref | None]


class MassResult(Model):
    """What MASSSENDJOBFINISH said; it may come before we have recorded the call itself."""

    __tablename__ = "mass_result"
    __table_args__ = (UniqueConstraint("account", "platform_id"), TABLE)

    id: Mapped[Id]
    account: Mapped[Key]
    platform_id: Mapped[Key]
    status: Mapped[Name] = mapped_column(comment="send success, send fail, err(…)")
    total: Mapped[int]
    filtered: Mapped[int]
    sent: Mapped[int]
    errors: Mapped[int]
    received_at: Mapped[datetime]
