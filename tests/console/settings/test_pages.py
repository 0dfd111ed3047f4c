"""Settings, reports and their export, as people fill them in."""

from datetime import date

import pytest

from console.settings.hours import exceptions_text, parse_exceptions, parse_spans, spans_text
from tests.console.conftest import Browser
from tests.tickets.people import PASSWORD, Desk
from tickets import ending, hours, staff, teams
from tickets.errors import Missing

WEEK = {f"day-{number}": "09:00-12:00, 13:30-18:00" for number in range(5)}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-12:00, 13:30-18:00", ((540, 720), (810, 1080))),
        ("9:00~18:00", ((540, 1080),)),
        ("18:00-02:00", ((1080, 1560),)),
        ("00:00-24:00", ((0, 1440),)),
        ("休息", ()),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert parse_spans(text) == spans
    assert parse_spans(spans_text(spans)) == spans


@pytest.mark.parametrize(
    "text", ["9 to 5", "09:00-12:00, 11:00-13:00", "25:00-26:00", "09:70-10:00"]
)
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(Missing):
        parse_spans(text)


def test_exceptions_are_one_a_line() -> None:
    days = parse_exceptions("2027-01-01 休息\n2026-12-31 09:00-15:00\n\n2027-01-02")

    assert days[date(2027, 1, 1)] == days[date(2027, 1, 2)] == ()
    assert parse_exceptions(exceptions_text(days)) == days
    with pytest.raises(Missing):
        parse_exceptions("下周一")


def test_new_hours_move_the_deadlines_of_open_tickets(boss: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())
    before = desk.get(ticket.id).due_at
    page = "/settings/hours"
    saved = boss.post("/settings/hours/save", page, name="早班", timezone="Asia/Shanghai", **WEEK)
    assert saved.status_code == 302
    assert "09:00-12:00, 13:30-18:00" in boss.get(page).text

    after = desk.get(ticket.id).due_at
    assert before is not None
    assert after is not None
    assert after > before


def test_an_empty_week_is_refused_and_what_was_typed_stays(boss: Browser, desk: Desk) -> None:
    answer = boss.post("/settings/hours/save", "/settings/hours", name="空", timezone="")

    assert answer.status_code == 422
    assert "至少要有一天上班" in answer.text
    with desk.store.reading() as session:
        assert hours.all_hours(session) == []


def test_an_administrator_makes_an_account_that_works(
    admin: Browser, browser: Browser, desk: Desk
) -> None:
    page = "/settings/staff"
    form = {"name": "bo", "display_name": "小波", "role": "agent", "password": PASSWORD}
    assert admin.post("/settings/staff/save", page, **form).status_code == 302
    assert "小波" in admin.get(page).text
    assert browser.login("bo").status_code == 302

    again = admin.post("/settings/staff/save", page, **form)
    assert again.status_code == 409
    assert "已经被使用" in again.text


def test_nobody_locks_themselves_out(admin: Browser, desk: Desk) -> None:
    with desk.store.reading() as session:
        root = staff.everyone(session)[0]
    form = {"id": root.id, "display_name": "root", "role": "agent", "active": "1"}

    assert admin.post("/settings/staff/save", "/settings/staff", **form).status_code == 422


@pytest.mark.dialect
def test_a_team_is_made_with_its_people(boss: Browser, desk: Desk) -> None:
    amy = desk.colleague("amy")
    form = {"name": "售后", "kinds": "after_sale", "members": str(amy.id), "active": "1"}
    boss.post("/settings/teams/save", "/settings/teams", **form)

    with desk.store.reading() as session:
        (team,) = teams.everything(session)
    assert (team.name, team.kinds, team.members) == ("售后", ("after_sale",), (amy.id,))


def test_a_canned_reply_fills_in_what_is_known(boss: Browser, desk: Desk) -> None:
    desk.ticket(desk.customer())
    form = {"shortcut": "进度", "title": "进度", "text": "{{name}}您好，#{{number}} 正在处理"}
    boss.post("/canned", "/canned", **form)

    shown = boss.get("/tickets/1001").text
    assert "#1001 正在处理" in shown
    assert "{{name}}您好" in shown


def test_a_canned_reply_with_a_variable_that_nobody_fills_is_refused(boss: Browser) -> None:
    form = {"shortcut": "进度", "title": "进度", "text": "{{nmae}}您好"}
    answer = boss.post("/canned", "/canned", **form)
    assert answer.status_code == 422
    assert "只能写页面上列出的变量" in answer.text
    assert "{{nmae}}您好" in answer.text


@pytest.mark.dialect
def test_the_report_counts_and_its_export_holds_no_formula(boss: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer(), "=HYPERLINK(1)")
    with desk.session() as session:
        amy = staff.everyone(session)[0]
        ending.resolve(session, ticket.id, amy.id, cause="product", outcome="solved", now=desk.now)
    shown = boss.get("/reports").text
    assert "商品质量" in shown
    assert "<svg" in shown

    exported = boss.get("/reports/tickets.csv").text
    assert "#1001" not in exported
    assert "1001,投诉,已解决" in exported
    assert ",'=HYPERLINK(1)," in exported
    assert "导出报表" in boss.get("/audit").text
