"""Deciding whom to ask, in batches, and writing down who is and who is not, and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from membership.errors import FieldError
from surveys import definitions, fatigue
from surveys.fatigue import Decision
from surveys.fatigue_facts import Candidate
from surveys.repository import planning as repository
from surveys.values import BLOCKED, LANGUAGES, PLANNED, SurveyInfo

BATCH = 1_000
NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan came to: how many will be asked, and how many each rule held back.

    `again` had been planned for the same occasion before, and were left as they are.
    """

    asked: int = 0
    blocked: Mapping[str, int] = field(default_factory=dict)
    again: int = 0

    def __add__(self, other: "Planned") -> "Planned":
        together = Counter(self.blocked) + Counter(other.blocked)
        return Planned(self.asked + other.asked, together, self.again + other.again)


def by_hand(
    session: Session,
    survey_id: int,
    member_ids: Sequence[int],
    *,
    wave: str,
    due_at: datetime | None = None,
    now: datetime,
) -> Planned:
    """Ask these members, such as those of a segment, once under the name `wave`.

    The rules hold as ever. Planning the same wave again asks only those who were not in it. Raise
    `FieldError` for a wave without a name or with a long one.
    """
    survey = definitions.get(session, survey_id)
    name = _named(wave)
    total = Planned()
    for part in _parts(member_ids):
        candidates = [Candidate(f"hand:{name}", member_id=member) for member in part]
        total += plan(
            session, survey, candidates, origin="hand", wave=name, due_at=due_at, now=now
        )
    return total


def incident(
    session: Session, survey_id: int, ticket_ids: Sequence[int], *, wave: str, now: datetime
) -> Planned:
    """Ask the customers of these tickets (again), such as those of an incident after its end.

    A cooldown does not hold them back; everything else does. Each customer is asked once a wave.
    """
    survey = definitions.get(session, survey_id)
    name = _named(wave)
    total = Planned()
    for part in _parts(ticket_ids):
        rows = repository.tickets(session, part)
        candidates = [of_ticket(row, f"incident:{name}") for row in rows]
        total += plan(session, survey, candidates, origin="incident", wave=name, now=now)
    return total


def _named(wave: str) -> str:
    name = wave.strip()
    if not name or len(name) > NAME_LENGTH:
        raise FieldError("wave", "too_long" if name else "missing", NAME_LENGTH)
    return name


def of_ticket(row: Any, occasion: str) -> Candidate:
    """The customer of a ticket, asked in the chat that it was settled in."""
    return Candidate(
        occasion,
        member_id=row.member_id,
        contact_id=row.contact_id,
        ticket_id=row.id,
        staff_id=row.owner_id or row.resolved_by,
    )


def plan(
    session: Session,
    survey: SurveyInfo,
    candidates: Sequence[Candidate],
    *,
    origin: str,
    wave: str,
    day: date | None = None,
    due_at: datetime | None = None,
    now: datetime,
) -> Planned:
    """Decide for each candidate and keep the decision; at most `BATCH` of them at once."""
    fresh = _fresh(session, survey, candidates)
    decisions = fatigue.decide(session, survey, fresh, origin=origin, day=day, now=now)
    common = {
        "survey_id": survey.id,
        "version": survey.version,
        "relation": survey.definition.relation,
        "origin": origin,
        "wave": wave,
        "planned_at": now,
        "due_at": due_at or now,
    }
    repository.add(session, [{**common, **_row(one, now)} for one in decisions])
    blocked = Counter(one.rule for one in decisions if one.rule)
    asked = len(decisions) - blocked.total()
    return Planned(asked, blocked, len(candidates) - len(fresh))


def promise(
    session: Session,
    survey: SurveyInfo,
    candidate: Candidate,
    *,
    origin: str,
    wave: str,
    wait: timedelta,
    now: datetime,
) -> None:
    """Plan to ask later; the rules are put when the time has come."""
    unasked = Decision(candidate, (), None, None, None)
    row = {
        "survey_id": survey.id,
        "version": survey.version,
        "relation": survey.definition.relation,
        "origin": origin,
        "wave": wave,
        "planned_at": now,
        "due_at": now + wait,
        **_row(unasked, now),
    }
    repository.add(session, [row])


def _fresh(
    session: Session, survey: SurveyInfo, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Those without an invitation for their occasion, each once."""
    by_occasion: dict[str, list[Candidate]] = {}
    for one in candidates:
        by_occasion.setdefault(one.occasion, []).append(one)
    if len(by_occasion) == len(candidates) > 1:
        return list(candidates)
    fresh: list[Candidate] = []
    for occasion, some in by_occasion.items():
        each = {one.subject: one for one in some}
        known = repository.known(session, survey.id, occasion, list(each))
        fresh += [one for subject, one in each.items() if subject not in known]
    return fresh


def _row(decision: Decision, now: datetime) -> dict[str, Any]:
    one, rule, route = decision.candidate, decision.rule, decision.route
    return {
        "subject": one.subject,
        "occasion": one.occasion,
        "member_id": one.member_id,
        "contact_id": route.contact_id or one.contact_id if route else one.contact_id,
        "channel": route.channel if route else None,
        "account": route.account if route else None,
        "ticket_id": one.ticket_id,
        "order_id": one.order_id,
        "staff_id": one.staff_id,
        "store": one.store,
        "level": decision.level,
        "language": decision.language or LANGUAGES[0],
        "resurvey_of": one.resurvey_of,
        "state": BLOCKED if rule else PLANNED,
        "rule": rule or None,
        "ended_at": now if rule else None,
    }


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])
