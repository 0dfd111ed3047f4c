"""Tables of announcements: what is told to whom, in which parts, and what became of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Instant, Key, Model, Name, Ref


class Announcement(Model):
    """One announcement: draft → submitted → approved → sending → done; see `announcements.states`.

    `version` counts the edits: whoever submits, approves or edits names the one they have seen.
    """

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_due", "state", "send_at"), TABLE)

    id: Mapped[Id]
    name: Mapped[Name]
    content: Mapped[dict[str, Any]]
    target: Mapped[dict[str, Any]]
    send_at: Mapped[datetime | None] = mapped_column(comment="as soon as approved where empty")
    state: Mapped[str] = mapped_column(String(16), default="draft", server_default="draft")
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[datetime]
    created_by: Mapped[Key]
    edited_at: Mapped[datetime]
    edited_by: Mapped[Key]
    submitted_by: Mapped[Key | None]
    decided_by: Mapped[Key | None]
    reason: Mapped[str | None] = mapped_column(String(200), comment="why it was returned")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    left_out: Mapped[dict[str, Any] | None] = mapped_column(
        Document, comment="how many members were left out, by rule"
    )


class AnnouncementEvent(Model):
    """What somebody did with an announcement; never changed."""

    __tablename__ = "announcement_event"
    __table_args__ = (Index("ix_announcement_event_of", "announcement_id", "id"), TABLE)

    id: Mapped[Id]
    announcement_id: Mapped[Ref]
    at: Mapped[datetime]
    actor: Mapped[Key]
    kind: Mapped[Name] = mapped_column(comment="a state, or edited, previewed")
    detail: Mapped[dict[str, Any]]


class AnnouncementPart(Model):
    """One call of a platform. queued → inflight → accepted | failed | unknown; or cancelled.

    A mass send is carried out by `messaging.reach.mass`: its part only points to the row there.
    """

    __tablename__ = "announcement_part"
    __table_args__ = (
        UniqueConstraint("announcement_id", "position"),
        Index("ix_announcement_part_due", "state", "due_at"),
        Index("ix_announcement_part_target", "way", "target", "claimed_at"),
        TABLE,
    )

    id: Mapped[Id]
    announcement_id: Mapped[Ref]
    position: Mapped[int]
    way: Mapped[str] = mapped_column(String(16), comment="mass, robot, customers, preview")
    target: Mapped[Key] = mapped_column(comment="robot id, staff user id, contact id, or empty")
    payload: Mapped[dict[str, Any]]
    receivers: Mapped[list[Any]] = mapped_column(comment="external user ids of a customer send")
    state: Mapped[str] = mapped_column(String(16), default="queued", server_default="queued")
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    claimed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    mass_send_id: Mapped[Ref | None]
    platform_id: Mapped[Key | None]
    code: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime | None] = mapped_column(comment="when results were last asked for")


class CustomerOutcome(Model):
    """What became of a customer send for one receiver, as the platform last told."""

    __tablename__ = "announcement_outcome"
    __table_args__ = (UniqueConstraint("part_id", "receiver", "sender"), TABLE)

    id: Mapped[Id]
    part_id: Mapped[Ref]
    receiver: Mapped[Key] = mapped_column(comment="external user id or group chat id")
    sender: Mapped[Key] = mapped_column(comment="the staff member's user id")
    status: Mapped[str] = mapped_column(
        String(16), comment="unsent, sent, not_friend, received_other"
    )
    sent_at: Mapped[datetime | None]


class GroupRobot(Model):
    """A robot (群机器人) of a WeCom group. Whoever has its key can write into the group."""

    __tablename__ = "group_robot"
    __table_args__ = (UniqueConstraint("name"), TABLE)

    id: Mapped[Id]
    name: Mapped[Name]
    key_sealed: Mapped[str] = mapped_column(String(255))
    is_test: Mapped[bool] = mapped_column(
        default=False, comment="its group is where staff look at previews"
    )
    archived_at: Mapped[datetime | None]
