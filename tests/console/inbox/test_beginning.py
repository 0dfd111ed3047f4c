"""What a new shop has still to do, as long as it has."""

from knowledge.editing import EntryDraft, save_entry
from membership import registration
from messaging.reach import accounts
from store.clock import ManualClock
from tests.console.conftest import Browser
from tests.tickets.people import NOON, Desk
from tickets import hours

PAGE = "/tickets"


def test_an_administrator_sees_what_is_left_until_nothing_is(
    admin: Browser, agent: Browser, desk: Desk, clock: ManualClock
) -> None:
    page = admin.get(PAGE).text
    assert "已完成 1 件" in page, "agent and admin are two"
    for left in ("接入公众号", "填营业时间", "导入会员", "写几条常见问答"):
        assert f"<b>{left}</b><p" in page
    assert "<b>添加同事</b><span" in page
    assert "开店准备" not in agent.get(PAGE).text

    with desk.session() as session:
        accounts.note(session, "wechat:wx1", kind="service", now=NOON)
        hours.save_hours(session, None, "门店", hours.SHOP_HOURS)
        assert registration.create(session, now=NOON, actor="test")
        save_entry(session, EntryDraft(question="几点开门", answer="八点"), actor="t", now=NOON)
    assert "开店准备" not in admin.get(PAGE).text
    assert "这里都处理完了" in admin.get(PAGE).text
