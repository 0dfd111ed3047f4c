"""Whether somebody may be asked, and why not: every rule in one place.

Relational surveys come at most once in 90 days, transactional ones once in 14, counted from when
the last was shown; nobody is asked while a complaint is open or within a day of its end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from messaging.reach.values import REFUSED, Route
from surveys import definitions, drawing
from surveys.drawing import Draw
from surveys.fatigue_facts import Candidate, Known, gather
from surveys.language import preferred
from surveys.values import SurveyInfo, Trigger
from tickets.values import WORKING

COOLDOWN: Mapping[str, timedelta] = {
    "relational": timedelta(days=90),
    "transactional": timedelta(days=14),
}
AFTER_COMPLAINT = timedelta(hours=24)
UNASKED = frozenset({"resurvey", "incident"})
"""Origins that a cooldown does not hold back: they ask again because something was put right."""

OFF, UNKNOWN, AUDIENCE, NOT_DRAWN = "survey off", "unknown member", "audience", "not drawn"
PENDING, COMPLAINT, UNSUBSCRIBED = "being asked", "open complaint", "refused"
COOLING = {name: f"{name} cooldown" for name in COOLDOWN}
UNREACHABLE, RATED, REOPENED = "not reachable", "rated", "ticket reopened"
RULES: Mapping[str, str] = {
    OFF: "the survey is switched off",
    UNKNOWN: "there is no such member, or the record was merged into another",
    AUDIENCE: "they are not among those that the survey is for",
    NOT_DRAWN: "they were not in the day's random sample",
    RATED: "they have rated the ticket already",
    REOPENED: "the ticket that it is about is open again",
    PENDING: "another survey is on its way to them",
    COOLING["relational"]: "they were asked about the shop within 90 days",
    COOLING["transactional"]: "they were asked about an order or ticket within 14 days",
    COMPLAINT: "a complaint is open, or ended less than 24 hours ago",
    UNSUBSCRIBED: "they do not want surveys (退订)",
    UNREACHABLE: "no channel of the survey may be used now",
}
"""Every rule by its key, in the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One rule's verdict, with what it looked at."""

    rule: str
    passed: bool
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a candidate may be asked; `rule` is the first that failed, "" for none.

    `language` is the one that the profile names.
    """

    candidate: Candidate
    checks: tuple[Checked, ...]
    route: Route | None
    level: str | None
    language: str | None

    @property
    def rule(self) -> str:
        return next((one.rule for one in self.checks if not one.passed), "")


def explain(
    session: Session, survey_id: int, member_id: int, *, now: datetime, day: date | None = None
) -> list[Checked]:
    """Why a member would be asked now, or was not: every rule, passed or failed, with its facts.

    `day` is the business day whose sample is looked at, by default that of `now` in UTC.
    """
    survey = definitions.get(session, survey_id)
    candidate = Candidate("explain", member_id=member_id)
    origin = survey.definition.trigger.on
    (decision,) = decide(
        session, survey, [candidate], origin=origin, day=day or now.date(), now=now
    )
    return list(decision.checks)


def decide(
    session: Session,
    survey: SurveyInfo,
    candidates: Sequence[Candidate],
    *,
    origin: str,
    day: date | None = None,
    besides: Iterable[int] = (),
    now: datetime,
) -> list[Decision]:
    """Put every rule to every candidate: a few statements for all of them together.

    `day` is that of the sample, where there is one. `besides` are invitations that do not count as
    being on their way, such as the one that is about to be sent.
    """
    known = gather(
        session,
        survey,
        candidates,
        cooldown=COOLDOWN[survey.definition.relation],
        after_complaint=AFTER_COMPLAINT,
        besides=frozenset(besides),
        now=now,
    )
    drawn = None
    if origin == "sample" and day is not None:
        drawn = drawing.draw(survey.key, day, survey.definition.trigger.daily_share)
    rules = _Rules(survey, origin, drawn, known, now)
    taken: set[int] = set()
    decisions = []
    for candidate in candidates:
        decision = _decide(candidate, rules, known, candidate.key in taken)
        if not decision.rule:
            taken.add(candidate.key)
        decisions.append(decision)
    return decisions


_Check = Callable[[Candidate], Checked]


class _Rules:
    """The rules of one survey over known facts. Facts stand only where there are some to tell."""

    def __init__(
        self, survey: SurveyInfo, origin: str, drawn: Draw | None, known: Known, now: datetime
    ) -> None:
        self._survey, self._origin, self._drawn = survey, origin, drawn
        self._known, self._now = known, now
        self._relation = survey.definition.relation
        self._cooling = COOLING[self._relation]
        checks: list[_Check] = [self._is_on, self._is_member]
        if origin == "sample":
            checks += [self._audience, self._sampled]
        if origin == "ticket_closed":
            checks += [self._unrated, self._settled]
        checks += [self._pending, self._cooled, self._quiet, self._wanted, self._reachable]
        self._checks = tuple(checks)

    def check(self, one: Candidate) -> tuple[Checked, ...]:
        return tuple([check(one) for check in self._checks])

    def _is_on(self, _one: Candidate) -> Checked:
        return _PASSED[OFF] if self._survey.active else Checked(OFF, False)

    def _is_member(self, one: Candidate) -> Checked:
        if one.member_id is None:
            return _PASSED[UNKNOWN]
        row = self._known.members.get(one.member_id)
        if row is None:
            return Checked(UNKNOWN, False)
        merged = row.merged_into_id
        return _PASSED[UNKNOWN] if merged is None else Checked(UNKNOWN, False, {"into": merged})

    def _audience(self, one: Candidate) -> Checked:
        row = self._known.members.get(one.member_id or 0)
        return _audience(self._survey.definition.trigger, row, self._now)

    def _sampled(self, one: Candidate) -> Checked:
        drawn = self._drawn
        inside = drawn is None or (one.member_id is not None and drawn.takes(one.member_id))
        return _PASSED[NOT_DRAWN] if inside else Checked(NOT_DRAWN, False)

    def _unrated(self, one: Candidate) -> Checked:
        row = self._known.tickets.get(one.ticket_id or 0)
        if row is None or row.rating is None:
            return _PASSED[RATED]
        return Checked(RATED, False, {"rating": row.rating})

    def _settled(self, one: Candidate) -> Checked:
        row = self._known.tickets.get(one.ticket_id or 0)
        if row is None or row.state not in WORKING:
            return _PASSED[REOPENED]
        return Checked(REOPENED, False, {"ticket": row.id})

    def _pending(self, one: Candidate) -> Checked:
        rows = self._known.invited.get(one.key, ())
        first = next((row for row in rows if row.shown_at is None), None)
        if first is None:
            return _PASSED[PENDING]
        return Checked(PENDING, False, {"invitation": first.id, "survey": first.survey_id})

    def _cooled(self, one: Candidate) -> Checked:
        rows = self._known.invited.get(one.key, ())
        shown = [row.shown_at for row in rows if row.shown_at and row.relation == self._relation]
        if not shown:
            return _PASSED[self._cooling]
        last = max(shown)
        asked = {"shown_at": last, "again_from": last + COOLDOWN[self._relation]}
        return Checked(self._cooling, self._origin in UNASKED, asked)

    def _quiet(self, one: Candidate) -> Checked:
        rows = self._known.complaints.get(one.key, ())
        other = next((row for row in rows if row.id != one.ticket_id), None)
        if other is None:
            return _PASSED[COMPLAINT]
        return Checked(COMPLAINT, False, {"ticket": other.id, "ended_at": other.resolved_at})

    def _wanted(self, one: Candidate) -> Checked:
        plan = self._known.routes[one.key, one.contact_id]
        refused = plan.route is None and any(block.rule == REFUSED for block in plan.blocks)
        return Checked(UNSUBSCRIBED, False) if refused else _PASSED[UNSUBSCRIBED]

    def _reachable(self, one: Candidate) -> Checked:
        plan = self._known.routes[one.key, one.contact_id]
        if plan.route is not None:
            return _PASSED[UNREACHABLE]
        return Checked(UNREACHABLE, False, {block.channel: block.rule for block in plan.blocks})


def _audience(trigger: Trigger, row: Any, now: datetime) -> Checked:
    """Whether a sample draws from this member: orders, the last of them, how long they belong."""
    orders = (row.order_count or 0) if row is not None else 0
    last = row.last_order_at if row is not None else None
    joined = row.joined_at if row is not None else now
    bought = timedelta(days=trigger.bought_within_days)
    fits = (
        orders >= trigger.min_orders
        and (not bought or (last is not None and last >= now - bought))
        and joined <= now - timedelta(days=trigger.joined_days)
    )
    if fits:
        return _PASSED[AUDIENCE]
    told = {"orders": orders, "last_order_at": last, "joined_at": joined}
    return Checked(AUDIENCE, False, told)


_PASSED = {rule: Checked(rule, True) for rule in RULES}


def _decide(candidate: Candidate, rules: _Rules, known: Known, is_taken: bool) -> Decision:
    row = known.members.get(candidate.member_id or 0)
    found = rules.check(candidate)
    if is_taken:
        found = (*found, Checked(PENDING, False, {"occasion": candidate.occasion}))
    return Decision(
        candidate=candidate,
        checks=found,
        route=known.routes[candidate.key, candidate.contact_id].route,
        level=None if row is None else row.level,
        language=None if row is None else preferred(row.preferences),
    )
