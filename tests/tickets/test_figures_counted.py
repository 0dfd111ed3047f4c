"""The figures of the reports, beside a slow count of the rows, over stores made at random.

The rows lie around midnight, the ends of months and of the year, in a shop of another time zone
than its teams; some were opened again, merged or withdrawn, and some are tasks.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from messaging.models import Inbox
from store.transactions import Store
from tests.tickets.people import ACCOUNT
from tickets import figures, hours, teams
from tickets.calendar import BusinessCalendar, Spans
from tickets.models import Conversation, ConversationEvent, Ticket, TicketResponse
from tickets.report_values import Share, Span, Times
from tickets.values import TASK

SHOP = ZoneInfo("Asia/Shanghai")
EDGES = tuple(
    datetime(*day, tzinfo=SHOP).astimezone(UTC)
    for day in ((2024, 2, 29), (2024, 3, 1), (2024, 3, 31), (2024, 1, 1), (2023, 12, 31))
)
SPANS = (
    (date(2024, 2, 28), date(2024, 3, 1)),
    (date(2024, 2, 29), date(2024, 2, 29)),
    (date(2023, 12, 30), date(2024, 1, 2)),
    (date(2024, 3, 1), date(2024, 3, 31)),
    (date(2020, 5, 5), date(2020, 5, 6)),
)
MINUTE = timedelta(minutes=1)
Hours = tuple[tuple[Spans, ...], ZoneInfo]
OFFICE: Hours = ((((540, 720), (810, 1080)),) * 5 + ((),) * 2, SHOP)
NIGHT: Hours = ((((1200, 1560),),) * 7, ZoneInfo("Europe/Berlin"))


class Counted:
    """A shop of random rows, and every figure counted from them one by one."""

    def __init__(self, store: Store, seed: int) -> None:
        self._dice = random.Random(seed)
        with store.session() as session:
            for number, (week, zone) in enumerate((OFFICE, NIGHT)):
                kept = BusinessCalendar(week, zone, chinese_holidays=False)
                made = hours.save_hours(session, None, f"hours {number}", kept)
                kinds: list[str] = []
                team = teams.save(
                    session,
                    None,
                    f"team {number}",
                    vip=False,
                    calendar_id=made,
                    kinds=kinds,
                    members=[],
                )
                assert team == number + 1
            self.tickets = [self._ticket() for _ in range(self._dice.randint(20, 60))]
            session.add_all(self.tickets)
            session.flush()
            self.responses = [self._response() for _ in range(40)]
            session.add_all(self.responses)
            session.flush()
            session.expunge_all()

    def _at(self) -> datetime:
        minutes = self._dice.choice((0, 0, -1, 1, self._dice.randint(-2880, 2880)))
        return self._dice.choice(EDGES) + minutes * MINUTE

    def _after(self, start: datetime) -> datetime:
        return start + self._dice.choice((0, 1, 59, self._dice.randint(0, 1600))) * MINUTE

    def _ticket(self) -> Ticket:
        dice, opened = self._dice, self._at()
        state = dice.choice(("new", "open", "pending", "merged", "withdrawn", *["resolved"] * 5))
        ended = self._after(opened) if state in ("resolved", "withdrawn", "merged") else None
        rating = dice.choice((None, 1, 3, 4, 5)) if state == "resolved" else None
        return Ticket(
            contact_id=dice.randint(1, 9),
            account=ACCOUNT,
            kind=dice.choice(("complaint", "enquiry")),
            source=dice.choice(("chat", "chat", "console", TASK)),
            subject="s",
            description="d",
            priority_reasons=[],
            state=state,
            team_id=dice.choice((None, 1, 2)),
            opened_at=opened,
            last_at=opened,
            last_line="",
            first_response_at=self._after(opened) if dice.random() < 0.7 else None,
            first_breached=dice.random() < 0.3,
            resolve_breached=dice.random() < 0.3,
            resolved_at=ended,
            resolved_by=dice.choice((None, 1, 2)) if ended else None,
            cause=dice.choice((None, "product", "delivery")) if state == "resolved" else None,
            rating=rating,
            rating_comment=dice.choice((None, "好")) if rating else None,
            reopened=dice.choice((0, 0, 1)),
        )

    def _response(self) -> TicketResponse:
        asked = self._at()
        return TicketResponse(
            ticket_id=1,
            team_id=self._dice.choice((None, 1, 2, 3)),
            staff_id=self._dice.choice((1, 2, 3)),
            first=self._dice.random() < 0.4,
            late=self._dice.random() < 0.3,
            asked_at=asked,
            answered_at=self._after(asked),
        )


def _open(at: datetime, team: int | None) -> bool:
    """Whether the team works in the minute that begins now."""
    week, zone = NIGHT if team == 2 else OFFICE
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    today, before = week[local.weekday()], week[local.weekday() - 1]
    return any(start <= minute < end for start, end in today) or any(
        start <= minute + 1440 < end for start, end in before
    )


def _working(team: int | None, start: datetime, end: datetime) -> int:
    return sum(_open(start + n * MINUTE, team) for n in range(int((end - start) / MINUTE)))


def _middle(values: Iterable[float]) -> float | None:
    found = sorted(values)
    half, odd = divmod(len(found), 2)
    if not found:
        return None
    return found[half] if odd else (found[half - 1] + found[half]) / 2


def _times(waits: list[tuple[int | None, datetime, datetime]]) -> Times:
    return Times(
        len(waits),
        _middle((end - start) / MINUTE for _, start, end in waits),
        _middle(_working(*wait) for wait in waits),
    )


def _within(first: date, last: date) -> Callable[[datetime | None], bool]:
    return lambda at: at is not None and first <= at.astimezone(SHOP).date() <= last


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_what_the_rows_add_up_to(store: Store, seed: int) -> None:
    shop = Counted(store, seed)
    for first, last in SPANS:
        with store.reading() as session:
            report = figures.report(session, Span(first, last, SHOP))
        within = _within(first, last)
        asked = [one for one in shop.tickets if one.source != TASK]
        opened = [one for one in asked if within(one.opened_at)]
        ended = [one for one in asked if one.state == "resolved" and within(one.resolved_at)]
        given = [one for one in shop.responses if within(one.answered_at)]
        later = [one for one in given if not one.first]
        answered = [one for one in opened if one.first_response_at]
        missing = [one for one in opened if one.first_breached and one not in answered]
        missing = [one for one in missing if one.state != "merged"]
        rated = [one for one in ended if one.rating]

        def first_waits(found: list[Ticket]) -> Times:
            every = ((one.team_id, one.opened_at, one.first_response_at) for one in found)
            return _times([(team, start, end) for team, start, end in every if end])

        def ends(found: list[Ticket]) -> Times:
            every = ((one.team_id, one.opened_at, one.resolved_at) for one in found)
            return _times([(team, start, end) for team, start, end in every if end])

        def waits(found: list[TicketResponse]) -> Times:
            return _times([(one.team_id, one.asked_at, one.answered_at) for one in found])

        def in_time(found: list[Ticket]) -> Share:
            return Share(len([one for one in found if not one.resolve_breached]), len(found))

        days = Counter(one.opened_at.astimezone(SHOP).date() for one in opened)
        done = Counter(one.resolved_at.astimezone(SHOP).date() for one in ended if one.resolved_at)
        assert {day: n for day, n in report.opened.items() if n} == days
        assert {day: n for day, n in report.resolved.items() if n} == done
        assert len(report.opened) == (last - first).days + 1
        assert report.first_response == first_waits(opened)
        assert report.next_response == waits(later)
        assert report.resolution == ends(ended)
        kept = [one for one in answered if not one.first_breached]
        assert report.first_in_time == Share(len(kept), len(answered) + len(missing))
        assert report.next_in_time == Share(sum(not one.late for one in later), len(later))
        assert report.resolve_in_time == in_time(ended)
        assert report.reopened == Share(sum(one.reopened > 0 for one in ended), len(ended))
        assert report.satisfied == Share(sum((one.rating or 0) > 3 for one in rated), len(rated))
        assert dict(report.kinds) == Counter(one.kind for one in opened)
        assert dict(report.causes) == Counter(one.cause for one in ended if one.cause)
        assert len(report.comments) == min(
            20, sum(one.rating_comment is not None for one in rated)
        )
        end = datetime(last.year, last.month, last.day, tzinfo=SHOP) + timedelta(days=1)
        still = [one for one in asked if one.opened_at < end and one.state != "merged"]
        assert report.backlog == sum(
            not one.resolved_at or one.resolved_at >= end for one in still
        )

        assert {line.staff_id for line in report.agents} == {one.staff_id for one in given} | {
            one.resolved_by for one in ended if one.resolved_by
        }
        for line in report.agents:
            mine = [one for one in given if one.staff_id == line.staff_id]
            own = [one for one in ended if one.resolved_by == line.staff_id]
            scores = [one.rating for one in own if one.rating]
            assert line.resolved == len(own)
            assert line.first_response == waits([one for one in mine if one.first])
            assert line.next_response == waits([one for one in mine if not one.first])
            assert line.resolution == ends(own)
            assert line.in_time == in_time(own)
            assert line.rated == len(scores)
            assert line.rating == (sum(scores) / len(scores) if scores else None)

        busy = {one.team_id for one in [*opened, *ended]} | {one.team_id for one in later}
        assert {line.team_id for line in report.teams} == busy
        for team in report.teams:
            theirs = [one for one in ended if one.team_id == team.team_id]
            new = [one for one in opened if one.team_id == team.team_id]
            assert (team.opened, team.resolved) == (len(new), len(theirs))
            assert team.first_response == first_waits(new)
            assert team.next_response == waits([w for w in later if w.team_id == team.team_id])
            assert team.resolution == ends(theirs)
            assert team.in_time == in_time(theirs)


def test_who_was_handed_over_is_counted_once_among_who_wrote(store: Store) -> None:
    span = Span(date(2024, 2, 29), date(2024, 2, 29), SHOP)
    edge = span.start.astimezone(UTC)
    said = [(1, edge, "text"), (1, edge + MINUTE, "text"), (2, edge, "image"), (3, edge, "event")]
    said += [(4, edge - MINUTE, "text"), (5, span.end.astimezone(UTC), "text")]
    asked = [(1, edge), (1, edge + MINUTE), (4, edge - MINUTE), (5, span.end.astimezone(UTC))]
    with store.session() as session:
        for number, (contact, at, kind) in enumerate(said):
            session.add(
                Inbox(
                    account=ACCOUNT,
                    dedupe_key=str(number),
                    contact_id=contact,
                    kind=kind,
                    text="",
                    content={},
                    occurred_at=at,
                    received_at=at,
                    state="handled",
                )
            )
        for contact, at in asked:
            found = session.query(Conversation).filter_by(contact_id=contact).one_or_none()
            if found is None:
                found = Conversation(contact_id=contact, state="queued", changed_at=at)
                session.add(found)
                session.flush()
            session.add(
                ConversationEvent(
                    conversation_id=found.id,
                    event="request_human",
                    source="bot",
                    target="queued",
                    actor="customer",
                    detail={},
                    at=at,
                )
            )
    with store.reading() as session:
        assert figures.report(session, span).handed_off == Share(1, 2)
