"""The console as people see it: live arrival, collision, dialogs, keys, and axe."""

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser as ChromiumBrowser
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from console.live import stream
from membership import registration
from messaging import contacts
from store import live
from tests import patience
from tests.console.conftest import CHROMIUM
from tests.patience import until
from tests.tickets.people import PASSWORD, Desk
from tickets import compensation, incidents, work
from tickets.models import Staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]
PAGES = (
    "/tickets?view=all",
    "/tickets/1001",
    "/tickets/new",
    "/tickets/1001/transcript",
    "/incidents",
    "/incidents/1",
    "/account",
    "/account/second-factor",
    "/members",
    "/failed",
    "/canned",
    "/reports",
)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/console"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: ChromiumBrowser, address: str, desk: Desk) -> Iterator[Page]:
    """Amy's browser, with a ticket of a customer who has just written."""
    amy = desk.colleague("amy")
    contact = desk.customer()
    desk.ticket(contact, "保温杯漏水")
    desk.hears(contact, "杯盖裂了")
    with desk.session() as session:
        incident = incidents.begin(session, "一批杯子漏水", "在查", amy.id, now=desk.now)
        incidents.link(session, incident.id, [1], amy.id, now=desk.now)
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(patience.MILLISECONDS)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{address}/login")
    opened.fill("[name=name]", "amy")
    opened.fill("[name=password]", PASSWORD)
    opened.press("[name=password]", "Enter")
    opened.wait_for_url("**/tickets")
    yield opened
    context.close()
    assert errors == []


def test_a_gap_that_a_canned_reply_left_is_shown_and_not_sent(
    page: Page, address: str, desk: Desk
) -> None:
    page.goto(f"{address}/tickets/1001")
    page.fill("#text", "您好 {{name}}，收到了")
    page.click("#send")

    expect(page.locator(".toast.red")).to_contain_text("会员姓名")
    chosen = page.locator("#text").evaluate(
        "text => text.value.slice(text.selectionStart, text.selectionEnd)"
    )
    assert chosen == "{{name}}"

    page.fill("#text", "您好 {{nmae}}，收到了")
    page.click("#send")
    expect(page.locator(".toast.red").last).to_contain_text("「{{nmae}}」没有内容可填")

    page.fill("#text", "您好，收到了")
    page.click("#send")
    expect(page.locator("#thread")).to_contain_text("您好，收到了")


def test_a_message_arrives_while_somebody_types(page: Page, address: str, desk: Desk) -> None:
    page.goto(f"{address}/tickets/1001")
    page.fill("#text", "您好，正在")
    desk.attends(1, "还有一个问题")

    expect(page.locator("#thread")).to_contain_text("还有一个问题")
    expect(page.locator("#list")).to_contain_text("还有一个问题")
    expect(page.locator("#text")).to_have_value("您好，正在")
    expect(page.locator("#saved")).to_have_text("草稿已存")
    page.reload()
    expect(page.locator("#text")).to_have_value("您好，正在")


def test_the_counts_of_the_navigation_move_while_one_looks(
    page: Page, address: str, desk: Desk
) -> None:
    with desk.session() as session:
        session.execute(sa.update(Staff).values(role="supervisor"))
        member = registration.create(session, now=desk.now, actor="test")
        assert member is not None
        contacts.bind(session, 1, member)
    page.goto(f"{address}/tickets")
    waiting = page.locator("[data-count=approvals]")
    expect(waiting).to_be_hidden()
    expect(page.locator("[data-count=queue]")).to_have_text("1")

    desk.ticket(1, "杯盖也裂了")
    asking = desk.colleague("bob")
    with desk.session() as session:
        compensation.ask(
            session, 1, asking, points=9_000, reason="补一个", client_id="1", now=desk.now
        )
    expect(page.locator("[data-count=queue]")).to_have_text("2")
    expect(waiting).to_have_text("1")


def test_nothing_is_missed_where_one_stream_ends_and_the_next_begins(
    page: Page, address: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each stream lives half a second; the browser comes back after two."""
    monkeypatch.setattr(stream, "STREAM_SECONDS", 0.5)
    page.goto(f"{address}/tickets/1001")
    for number in range(6):
        page.wait_for_timeout(700)
        desk.attends(1, f"第 {number} 句话")

    for number in range(6):
        expect(page.locator("#thread")).to_contain_text(f"第 {number} 句话")


def test_a_page_beyond_the_places_hears_by_asking(
    page: Page, address: str, desk: Desk, app: Flask
) -> None:
    bell = app.extensions["desk"].live
    page.goto(f"{address}/members")
    until(bell.enter)
    page.goto(f"{address}/tickets/1001")
    desk.attends(1, "还有人吗")

    expect(page.locator("#thread")).to_contain_text("还有人吗")
    bell.leave()


def test_who_is_called_is_told_at_once(page: Page, address: str, desk: Desk) -> None:
    boss = desk.colleague("boss", "supervisor")
    page.goto(f"{address}/tickets?view=all")
    with desk.session() as session:
        work.note(session, 1, boss.id, "@amy 请看", now=desk.now)

    expect(page.locator("#toasts")).to_contain_text("#1001 提到您")
    page.click("#toasts a")
    page.wait_for_url("**/tickets/1001")


def test_a_bad_score_is_told_at_once_to_whom_it_concerns(
    page: Page, address: str, desk: Desk
) -> None:
    boss = desk.colleague("boss", "supervisor")
    told = {"ticket": 1, "score": 3, "most": 10, "survey": 1}
    page.goto(f"{address}/tickets?view=all")
    with desk.session() as session:
        for staff_id, score in ((boss.id, 2), (1, 3)):
            mine = {**told, "staff": staff_id, "score": score}
            live.emit(session, f"staff:{staff_id}", "bad_rating", mine, now=desk.now)

    expect(page.locator("#toasts")).to_contain_text("收到 3/10 分")
    expect(page.locator("#toasts")).not_to_contain_text("2/10")


def test_a_reply_by_keyboard_shows_that_it_is_on_its_way(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets?view=all")
    page.keyboard.press("j")
    page.wait_for_url("**/tickets/1001**")
    page.keyboard.press("r")
    page.keyboard.type("马上给您补发")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".said.staff")).to_contain_text("马上给您补发")
    expect(page.locator(".said.staff")).to_contain_text("排队中")
    expect(page.locator("#text")).to_have_value("")


def test_the_end_is_a_dialog_that_escape_closes(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets/1001")
    page.keyboard.press("e")
    expect(page.locator("#dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()

    page.click("#resolve")
    page.select_option("#dialog [name=cause]", "product")
    page.select_option("#dialog [name=outcome]", "solved")
    page.click("#dialog .primary")
    expect(page.locator("#toasts")).to_contain_text("#1001 已解决")


def test_the_keys_are_one_question_mark_away(page: Page) -> None:
    page.keyboard.press("?")

    expect(page.locator("#keys")).to_be_visible()


def test_nothing_stands_in_the_way_of_anybody(page: Page, address: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in PAGES:
            page.goto(address + path)
            found = [
                (violation["id"], violation["nodes"][0]["html"][:120])
                for violation in Axe().run(page).response["violations"]
            ]
            assert found == [], path


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_everything_without_scrolling_sideways(
    page: Page, address: str, path: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_escape_leaves_a_menu_for_its_button(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets/1001")
    more = page.locator("#head .menu > summary")
    more.focus()
    more.press("Enter")
    page.keyboard.press("Tab")
    expect(more).not_to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#head .menu[open]")).to_have_count(0)
    expect(more).to_be_focused()


def test_on_a_phone_the_panel_slides_over_the_thread(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/tickets/1001")
    expect(page.locator("#panel")).to_be_hidden()
    page.click("#panel-toggle")
    expect(page.locator("#panel")).to_be_visible()
    page.click(".panel-close")
    expect(page.locator("#panel")).to_be_hidden()


def test_a_ticket_is_linked_from_its_menu_and_told_on_both_pages(
    page: Page, address: str, desk: Desk
) -> None:
    desk.ticket(desk.customer("o-2"), "同一单的杯盖也裂了，想一起换新的")
    page.goto(f"{address}/tickets/1001")
    page.get_by_label("更多操作").click()
    page.get_by_text("关联另一张").click()
    page.fill("#link-to", "1002")
    page.press("#link-to", "Enter")

    expect(page.locator("#standing a")).to_have_text("关联 #1002 待受理")
    expect(page.locator("#thread")).to_contain_text("amy 把 #1001 和 #1002 关联起来")
    assert Axe().run(page).response["violations"] == []
    page.click("#standing a")
    page.wait_for_url("**/tickets/1002")
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("#panel-toggle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("取消和 #1001 的关联").click()

    expect(page.locator("#standing a")).to_have_count(0)
