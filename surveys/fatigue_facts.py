"""All that the rules of fatigue look at, gathered for many candidates at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from membership.reach import plan as plan_reach
from messaging.reach.values import SURVEY, Plan
from surveys.chats import ChatReach
from surveys.repository import facts
from surveys.values import MESSAGE, SurveyInfo

TEMPLATE = "survey"
"""Our name of the subscription and short-message templates that invite to the form."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might be asked, for one occasion: a member, or a chat of nobody's."""

    occasion: str
    member_id: int | None = None
    contact_id: int | None = None
    ticket_id: int | None = None
    order_id: int | None = None
    staff_id: int | None = None
    store: str | None = None
    resurvey_of: int | None = None

    @property
    def subject(self) -> str:
        if self.member_id is not None:
            return f"member:{self.member_id}"
        return f"contact:{self.contact_id}"

    @property
    def key(self) -> int:
        """What facts are kept by: the member's number, or a stranger's chat below zero."""
        return self.member_id if self.member_id is not None else -(self.contact_id or 0)


@dataclass(frozen=True, slots=True)
class Known:
    """The facts on all candidates, by `Candidate.key`; routes also by the occasion's chat, and
    `tickets` by their own number."""

    members: Mapping[int, Any]
    invited: Mapping[int, list[Any]]
    complaints: Mapping[int, list[Any]]
    routes: Mapping[tuple[int, int | None], Plan]
    tickets: Mapping[int, Any]


def gather(
    session: Session,
    survey: SurveyInfo,
    candidates: Sequence[Candidate],
    *,
    cooldown: timedelta,
    after_complaint: timedelta,
    besides: frozenset[int],
    now: datetime,
) -> Known:
    """A few statements, whatever the number of candidates. `besides` are no invitations then."""
    members = sorted({one.member_id for one in candidates if one.member_id is not None})
    strangers = sorted(
        {one.contact_id for one in candidates if one.member_id is None and one.contact_id}
    )
    who = {"member_ids": members, "contact_ids": strangers}
    invited = [
        row for row in facts.invited(session, **who, since=now - cooldown) if row.id not in besides
    ]
    complaints = facts.complaints(session, **who, since=now - after_complaint)
    return Known(
        members={row.id: row for row in facts.members(session, members)} if members else {},
        invited=_by_key(invited),
        complaints=_by_key(complaints),
        routes=_routes(session, survey, candidates, now),
        tickets=facts.tickets(session, [one.ticket_id for one in candidates if one.ticket_id]),
    )


def _by_key(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        if row.member_id is not None:
            found.setdefault(row.member_id, []).append(row)
        if row.contact_id is not None:
            found.setdefault(-row.contact_id, []).append(row)
    return found


def _routes(
    session: Session, survey: SurveyInfo, candidates: Sequence[Candidate], now: datetime
) -> dict[tuple[int, int | None], Plan]:
    """The chat that an occasion belongs to where it is open, else what reach plans.

    A stranger has no other way; a member is asked in the chat only if the survey may be there.
    """
    in_chat = MESSAGE in survey.definition.channels
    own = [one for one in candidates if one.contact_id and (in_chat or one.member_id is None)]
    chats = ChatReach(session, [one.contact_id for one in own if one.contact_id], now=now)
    found = {
        (one.key, one.contact_id): chats.plan(one.contact_id or 0, one.member_id) for one in own
    }
    rest = sorted(
        {
            one.member_id
            for one in candidates
            if one.member_id is not None and not _is_routed(found.get((one.key, one.contact_id)))
        }
    )
    channels = survey.definition.channels
    plans = {}
    if rest:
        plans = plan_reach(
            session, rest, category=SURVEY, channels=channels, template=TEMPLATE, now=now
        )
    for one in candidates:
        if one.member_id in plans:
            found[one.key, one.contact_id] = plans[one.member_id]
    return found


def _is_routed(plan: Plan | None) -> bool:
    return plan is not None and plan.route is not None
