"""The pages of campaigns, reach, segments and announcements in a real browser."""

import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from announcements import editing
from campaigns import planning, segments
from messaging.models import Contact, Outbox
from messaging.reach import accounts
from tests import patience
from tests.campaigns.people import DAY, SHANGHAI, member
from tests.console.test_in_browser import address, page, pytestmark
from tests.patience import until
from tests.tickets.people import NOON, PASSWORD, Desk
from tickets.models import Staff

__all__ = ["address", "page", "pytestmark"]

PAGES = (
    "/campaigns",
    "/campaigns/new",
    "/campaigns/new?kind=festival",
    "/campaigns/new?kind=winback",
    "/campaigns/1",
    "/campaigns/1/edit",
    "/campaigns/1/dry-run",
    "/calendar",
    "/review",
    "/reach-rules",
    "/segments",
    "/segments/new",
    "/segments/1",
    "/announcements",
    "/announcements/new",
    "/announcements/new?by=robot",
    "/announcements/1",
    "/announcements/1/edit",
    "/announcements/robots",
)
WORDS = {"kind": "text", "text": "周末全场八折～"}


def _furnish(desk: Desk) -> None:
    with desk.session() as session:
        session.execute(sa.update(Staff).values(role="admin"))
        accounts.note(session, "wechat:wx1", kind="service", now=NOON)
        conditions = [{"field": "orders", "is": ">=", "value": 3}]
        segments.save(session, "常来的", {"conditions": conditions}, actor="staff:1", now=NOON)
        editing.create(
            session,
            name="周末活动",
            content=WORDS,
            target={"by": "official", "account": "wechat:wx1", "audience": "all"},
            send_at=None,
            actor="staff:1",
            now=NOON,
        )


def test_they_can_be_read_by_anybody_on_a_desk_and_on_a_phone(
    page: Page, address: str, desk: Desk
) -> None:
    _furnish(desk)
    problems = []
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for path in PAGES:
            answer = page.goto(f"{address}{path}")
            assert answer is not None
            assert answer.status == 200, path
            problems += [
                (width, path, violation["id"], violation["nodes"][0]["html"][:120])
                for violation in Axe().run(page).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                problems.append((width, path, "wider than the screen", ""))
    assert problems == []


def test_progress_grows_while_one_looks_and_what_is_queued_is_paused_and_ended(
    page: Page, address: str, desk: Desk
) -> None:
    _furnish(desk)
    with desk.session() as session:
        for _ in range(3):
            member(session, birthday=("solar", 3, 4), joined_at=NOON - 400 * DAY)
        session.execute(sa.update(Contact).values(message_until=NOON + DAY, message_left=5))
        planning.enter(session, 1, now=NOON, timezone=SHANGHAI)
    page.goto(f"{address}/campaigns/1")
    expect(page.locator("#progress")).to_contain_text("待发 3")
    with desk.session() as session:
        first = sa.select(sa.func.min(Outbox.id)).scalar_subquery()
        session.execute(sa.update(Outbox).where(Outbox.id == first).values(state="accepted"))

    expect(page.locator("#progress")).to_contain_text("已发 1")
    for button, states in (
        ("暂停", ["accepted", "paused", "paused"]),
        ("继续", ["accepted", "queued", "queued"]),
    ):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator("h1")).to_contain_text("已暂停" if button == "暂停" else "进行中")
        assert _outbox(desk) == states
    page.locator("summary", has_text="结束").click()
    page.get_by_role("button", name="结束", exact=True).click()
    expect(page.locator("h1")).to_contain_text("已结束")
    assert _outbox(desk) == ["accepted", "cancelled", "cancelled"]
    expect(page.locator("#progress")).to_contain_text("已取消 2")


def _outbox(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return list(session.scalars(sa.select(Outbox.state).order_by(Outbox.id)))


def test_one_submits_by_keyboard_and_another_approves(
    page: Page, address: str, desk: Desk
) -> None:
    _furnish(desk)
    desk.colleague("second", "supervisor")
    page.goto(f"{address}/announcements/1")
    page.get_by_role("button", name="提交审批").press("Enter")
    expect(page.locator("main")).to_contain_text("等另一位同事审批")
    expect(page.get_by_role("button", name="通过")).to_have_count(0)

    assert page.context.browser is not None
    context = page.context.browser.new_context(java_script_enabled=False)
    context.set_default_timeout(patience.MILLISECONDS)
    other = context.new_page()
    other.goto(f"{address}/login")
    other.fill("[name=name]", "second")
    other.fill("[name=password]", PASSWORD)
    other.press("[name=password]", "Enter")
    other.wait_for_url("**/tickets")
    other.goto(f"{address}/announcements/1")
    other.get_by_role("button", name="通过").click()

    until(lambda: _announcement(desk) == "approved")
    context.close()


def _announcement(desk: Desk) -> str:
    with desk.store.reading() as session:
        return editing.get(session, 1).state


def test_enter_saves_a_campaign(page: Page, address: str, desk: Desk) -> None:
    _furnish(desk)
    page.goto(f"{address}/campaigns/1/edit")
    page.fill("[name=name]", "生日快乐")
    page.press("[name=name]", "Enter")

    page.wait_for_url("**/campaigns/1")
    expect(page.locator("h1")).to_contain_text("生日快乐")
    expect(page.locator("main")).to_contain_text("第 2 版")


def test_one_is_written_by_clicks_while_its_reach_is_seen(
    page: Page, address: str, desk: Desk
) -> None:
    _furnish(desk)
    with desk.session() as session:
        for _ in range(3):
            member(session, joined_at=NOON - 400 * DAY)
    page.goto(f"{address}/campaigns/new?kind=regular")
    expect(page.locator("#reach")).to_contain_text("人群共 3 人")
    page.locator("[data-insert='{{level}}']").click()
    expect(page.locator("[name='steps[0].text']")).to_have_value(
        "{{name}}，周末愉快！有空来坐坐。{{level}}"
    )
    expect(page.locator("#own")).to_be_hidden()
    page.select_option("[name='audience.segment']", "own")
    page.get_by_role("button", name="加一个条件").click()
    page.select_option("[name='w0.field']", "orders")
    expect(page.locator("[name='w0.value']")).to_have_count(1)  # the row is drawn anew
    page.fill("[name='w0.value']", "1")
    page.press("[name='w0.value']", "Tab")

    expect(page.locator("#builder .stat-number")).to_have_text("0")
    expect(page.locator("#reach")).to_contain_text("人群共 0 人")
    page.press("[name=name]", "Enter")
    page.wait_for_url("**/campaigns/3")
    expect(page.locator("main")).to_contain_text("订单数不少于 1 笔")
