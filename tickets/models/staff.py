"""Who works at the desk, in which team, by which hours."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Key, LongKey, Model, Name, Ref

_ZERO = text("0")


class Staff(Model):
    """Somebody who works at the desk. `session_mark` changes when all sessions must end."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("name"), Index("ix_staff_contact", "contact_id"), TABLE)

    id: Mapped[Id]
    name: Mapped[Key] = mapped_column(comment="what they log in with")
    display_name: Mapped[Name]
    role: Mapped[str] = mapped_column(String(16), comment="agent, supervisor, admin")
    password_hash: Mapped[str] = mapped_column(String(160))
    totp_secret: Mapped[str | None] = mapped_column(String(200), comment="encrypted")
    totp_step: Mapped[int | None] = mapped_column(BigInteger, comment="time step used last")
    totp_since: Mapped[datetime | None]
    session_mark: Mapped[str] = mapped_column(String(32))
    active: Mapped[bool] = mapped_column(default=True)
    presence: Mapped[str] = mapped_column(String(16), default="offline", server_default="offline")
    seen_at: Mapped[datetime | None]
    capacity: Mapped[int] = mapped_column(default=8, server_default=text("8"))
    last_assigned_at: Mapped[datetime | None]
    contact_id: Mapped[Ref | None] = mapped_column(comment="their own chat, to answer from")
    chat_notices: Mapped[str] = mapped_column(
        String(16), default="away", server_default="away", comment="always, away, never"
    )
    created_at: Mapped[datetime]


class LoginFailure(Model):
    """How often a name or an address failed to log in lately."""

    __tablename__ = "login_failure"

    key: Mapped[LongKey] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(comment="when the count starts anew")


class RecoveryCode(Model):
    """One of the codes that stand in for a lost second factor; each works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_staff", "staff_id"), TABLE)

    id: Mapped[Id]
    staff_id: Mapped[Ref]
    code_hash: Mapped[str] = mapped_column(String(64))


class ChatCode(Model):
    """A code shown in the console that binds the chat it is sent from, once and for minutes."""

    __tablename__ = "staff_chat_code"

    staff_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]


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
