"""What the desk hands out: plain values, no rows."""

from dataclasses import dataclass, field
from datetime import datetime

NUMBER_BASE = 1000
KINDS = ("complaint", "after_sale", "enquiry", "suggestion", "survey")
PRIORITIES = (1, 2, 3, 4)
NORMAL = 3
WORKING = ("new", "open", "pending", "snoozed")
ROLES = ("agent", "supervisor", "admin")
TASK = "campaign"
"""The source of work that a campaign gives to staff: the customer has asked for nothing."""


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as others see it; `number` is what the customer is told."""

    id: int
    contact_id: int
    member_id: int | None
    kind: str
    subject: str
    description: str
    state: str
    priority: int
    priority_reasons: tuple[str, ...]
    level: str | None
    category: str | None
    source: str
    account: str
    owner_id: int | None
    team_id: int | None
    linked_id: int | None
    merged_into_id: int | None
    incident_id: int | None
    order_no: str | None
    opened_at: datetime
    awaiting_since: datetime | None
    first_response_at: datetime | None
    last_customer_at: datetime | None
    last_staff_at: datetime | None
    last_at: datetime
    last_line: str
    unread: int
    due_at: datetime | None
    due_kind: str | None
    warned_at: datetime | None
    breached_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    cause: str | None
    outcome: str | None
    resolution: str | None
    rating: int | None
    rating_comment: str | None
    reopened: int

    @property
    def number(self) -> int:
        return self.id + NUMBER_BASE

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_task(self) -> bool:
        return self.source == TASK


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a customer's worth when a ticket opens: names, points, lifecycle class."""

    level: str | None = None
    level_rank: int = 0
    points: int = 0
    lifecycle: str | None = None


@dataclass(frozen=True, slots=True)
class HandOff:
    """What became of a wish for a human: `position` in the queue, or when staff are back.

    `waiting` is set where the queue is full: so many wait, the ticket is kept, and nobody promises
    a place. `served_by` is the colleague who has the ticket, and is there to answer it.
    """

    ticket: TicketView
    position: int
    back_at: datetime | None
    already: bool
    tell_off_hours: bool
    waiting: int = 0
    served_by: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the desk did with a customer's message, and what the bot may do now."""

    bot_may_speak: bool
    ticket_id: int | None = None
    back_at: datetime | None = None
    moves: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class StaffView:
    """One account; `session_mark` is part of every session and ends them all when it changes."""

    id: int
    name: str
    display_name: str
    role: str
    active: bool
    presence: str
    seen_at: datetime | None
    capacity: int
    session_mark: str
    totp_since: datetime | None

    def may(self, role: str) -> bool:
        """Whether this account has at least the rights of `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)
