"""The figures of the reports, beside those counted by hand on a few tickets.

The office works 9:00–12:00 and 13:30–18:00; 15, 30 and 480 minutes are allowed.
"""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tests.tickets.people import Desk
from tests.tickets.test_calendar import OFFICE, at
from tests.tickets.test_sla import TARGET
from tickets import ending, escalation, figures, hours, merging, replies, service
from tickets.report_values import AgentLine, Report, Share, Span, TeamLine, Times
from tickets.values import StaffView

WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)
NONE = Times(0, None, None)


def _ask(desk: Desk, when: str, name: str) -> tuple[int, int]:
    desk.now = at(when)
    contact = desk.customer(name)
    return contact, desk.ticket(contact).id


def _say(desk: Desk, when: str, ticket: int, by: StaffView) -> None:
    desk.now = at(when)
    with desk.session() as session:
        replies.reply(session, ticket, by.id, "好的", client_id=when, now=desk.now)


def _end(desk: Desk, when: str, ticket: int, by: StaffView, score: int, cause: str) -> None:
    desk.now = at(when)
    with desk.session() as session:
        ending.resolve(session, ticket, by.id, cause=cause, outcome="b", now=desk.now)
        service.rate(session, ticket, score, "说两句", now=desk.now)


@pytest.fixture
def report(desk: Desk) -> Report:
    """Two that were settled, one that nobody answered, and one that was merged into it."""
    with desk.session() as session:
        hours.save_hours(session, None, "office", OFFICE)
        hours.set_target(session, "complaint", 3, TARGET)
    amy, bob = desk.colleague("amy"), desk.colleague("bob")
    _, quick = _ask(desk, "2026-03-04 10:00", "o-quick")
    _say(desk, "2026-03-04 10:05", quick, amy)
    contact, lunch = _ask(desk, "2026-03-04 11:50", "o-lunch")
    _say(desk, "2026-03-04 13:40", lunch, amy)
    desk.now = at("2026-03-04 13:50")
    desk.attends(contact)
    _say(desk, "2026-03-04 14:00", lunch, bob)
    _end(desk, "2026-03-04 15:50", lunch, bob, 5, "product")
    waiting, alone = _ask(desk, "2026-03-04 16:00", "o-alone")
    twice = desk.ticket(waiting).id
    desk.now = at("2026-03-04 16:20")
    with desk.session() as session:
        assert escalation.sweep(session, now=desk.now).breached == 2
        merging.merge(session, twice, alone, amy.id, now=desk.now)
    _end(desk, "2026-03-05 10:00", quick, amy, 2, "delivery")
    _ask(desk, "2026-03-06 00:00", "o-midnight")
    with desk.store.reading() as session:
        span = Span(WEDNESDAY, THURSDAY, ZoneInfo("Asia/Shanghai"))
        assert len(figures.within(session, span)) == 4, "midnight is the next day's"
        return figures.report(session, span)


def test_volumes_and_backlog(report: Report) -> None:
    assert report.opened == {WEDNESDAY: 4, THURSDAY: 0}
    assert report.resolved == {WEDNESDAY: 1, THURSDAY: 1}
    assert report.backlog == 1
    assert sorted(report.causes) == [("delivery", 1), ("product", 1)]


def test_times_by_the_clock_and_in_business_hours(report: Report) -> None:
    assert report.first_response == Times(2, (5 + 110) / 2, (5 + 20) / 2)
    assert report.next_response == Times(1, 10, 10)
    assert report.resolution == Times(2, (240 + 1440) / 2, (150 + 450) / 2)


def test_deadlines_kept(report: Report) -> None:
    assert report.first_in_time == Share(1, 3), "one late, one missing, the merged one is none"
    assert report.next_in_time == Share(1, 1)
    assert report.resolve_in_time == Share(2, 2)


def test_satisfaction(report: Report) -> None:
    assert report.satisfied == Share(1, 2)
    assert [one.score for one in report.comments] == [2, 5]


def test_an_answer_is_of_whoever_gave_it(report: Report) -> None:
    assert report.agents == [
        AgentLine(
            1, 1, Times(2, 57.5, 12.5), NONE, Times(1, 1440, 450), Share(1, 1), rating=2, rated=1
        ),
        AgentLine(
            2, 1, NONE, Times(1, 10, 10), Times(1, 240, 150), Share(1, 1), rating=5, rated=1
        ),
    ]


def test_what_has_no_team_is_one_line(report: Report) -> None:
    assert report.teams == [
        TeamLine(
            None,
            4,
            2,
            report.first_response,
            report.next_response,
            report.resolution,
            Share(2, 2),
        )
    ]
