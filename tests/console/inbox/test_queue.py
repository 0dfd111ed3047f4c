"""A day at the desk through the browser, without a line of JavaScript."""

import re
from datetime import timedelta

import pytest

from messaging.models import Contact, Outbox
from store.clock import ManualClock
from tests.chat import SHANGHAI
from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import drafts, staff, work
from tickets.models import Attachment, TicketEvent

_SEEN = re.compile(r'name="seen" value="([^"]+)"')
_CLIENT = re.compile(r'name="client_id" value="([^"]+)"')


def form_of(browser: Browser, page: str) -> dict[str, str]:
    """The hidden fields of the composer."""
    text = browser.get(page).text
    seen, client = _SEEN.search(text), _CLIENT.search(text)
    assert seen is not None
    assert client is not None
    return {"seen": seen[1], "client_id": client[1], "mode": "reply", "how": "now"}


def sent(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [row.payload["text"] for row in session.query(Outbox).order_by(Outbox.id)]


@pytest.fixture
def page(desk: Desk, agent: Browser) -> str:
    desk.ticket(desk.customer(), "保温杯漏水")
    return "/tickets/1001"


@pytest.mark.dialect
def test_a_new_ticket_is_on_the_list_until_it_is_taken(agent: Browser, page: str) -> None:
    assert "保温杯漏水" in agent.get("/tickets?view=unassigned").text
    agent.post("/tickets/1001/claim", page)

    assert "都有人跟进了" in agent.get("/tickets?view=unassigned").text
    assert "保温杯漏水" in agent.get("/tickets?view=mine").text


def test_the_second_to_claim_hears_that_it_is_taken(
    agent: Browser, boss: Browser, page: str
) -> None:
    agent.post("/tickets/1001/claim", page)
    late = boss.post("/tickets/1001/claim", page)

    assert late.status_code == 409
    assert "已经有人受理了" in late.text


def test_a_reply_is_queued_once_however_often_it_is_submitted(
    agent: Browser, desk: Desk, page: str
) -> None:
    form = form_of(agent, page)
    for _ in range(2):
        answer = agent.post("/tickets/1001/reply", page, text="您好，马上处理", **form)
        assert answer.status_code == 302

    assert sent(desk) == ["您好，马上处理"]
    shown = agent.get(page).text
    assert shown.count("您好，马上处理") >= 1
    assert "排队中" in shown


def test_a_collision_shows_what_came_and_keeps_what_was_typed(
    agent: Browser, desk: Desk, page: str
) -> None:
    form = form_of(agent, page)
    desk.hears(1, "不用了，谢谢")
    answer = agent.post("/tickets/1001/reply", page, text="我们今天寄出", **form)

    assert answer.status_code == 409
    assert "不用了，谢谢" in answer.text
    assert "我们今天寄出" in answer.text
    assert sent(desk) == []
    with desk.session() as session:
        assert drafts.read(session, 1, staff.everyone(session)[0].id).text == "我们今天寄出"

    agent.post("/tickets/1001/reply", page, text="我们今天寄出", anyway="1", **form)
    assert sent(desk) == ["我们今天寄出"]


def test_a_closed_window_offers_to_wait(agent: Browser, desk: Desk, page: str) -> None:
    with desk.session() as session:
        session.get_one(Contact, 1).message_left = 0
    assert "等来信后发出" in agent.get(page).text

    form = form_of(agent, page)
    refused = agent.post("/tickets/1001/reply", page, text="单号 1", **form)
    assert refused.status_code == 409
    assert "48 小时" in refused.text

    agent.post("/tickets/1001/reply", page, text="单号 1", **form | {"how": "hold"})
    assert "待顾客来信后发出" in agent.get(page).text


def test_a_reply_leaves_at_the_time_it_was_given(agent: Browser, desk: Desk, page: str) -> None:
    later = (desk.now + timedelta(hours=1)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    form = form_of(agent, page) | {"how": "later", "due_at": later}
    agent.post("/tickets/1001/reply", page, text="单号 1", **form)

    with desk.store.reading() as session:
        row = session.query(Outbox).one()
        assert row.due_at == desk.now + timedelta(hours=1)
    assert f"今天 {later[-5:]} 发出" in agent.get(page).text
    assert "还有 1 条定时回复没发出" in agent.get("/tickets/1001/resolve").text

    form = form_of(agent, page)
    ended = {"cause": "other", "outcome": "solved", "seen": form["seen"]}
    agent.post("/tickets/1001/resolve", page, **ended)
    assert "1 条还没发出的定时回复已收回" in agent.get(page).text


def test_a_time_after_the_window_is_refused_in_a_sentence(
    agent: Browser, desk: Desk, page: str
) -> None:
    assert "最晚" in agent.get(page).text
    late = (desk.now + timedelta(hours=49)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    form = form_of(agent, page) | {"how": "later", "due_at": late}
    answer = agent.post("/tickets/1001/reply", page, text="单号 1", **form)

    assert answer.status_code == 409
    assert "到那时 48 小时回复期已过" in answer.text
    assert "单号 1</textarea>" in answer.text
    assert sent(desk) == []


@pytest.mark.parametrize(
    ("how", "due_at", "sentence"),
    [
        ("now", "2099-01-01T09:00", "或清空时间再发送"),
        ("wait", "2099-01-01T09:00", "或清空时间再发送"),
        ("later", "", "时间"),
        ("later", "2001-01-01T09:00", "时间"),
    ],
)
def test_a_time_that_may_be_meant_otherwise_sends_nothing(
    agent: Browser, desk: Desk, page: str, how: str, due_at: str, sentence: str
) -> None:
    form = form_of(agent, page) | {"how": how, "due_at": due_at}
    answer = agent.post("/tickets/1001/reply", page, text="单号 1", **form)

    assert answer.status_code == 400
    assert sentence in answer.text
    assert "单号 1</textarea>" in answer.text
    assert sent(desk) == []


def test_what_stands_around_the_thread_comes_with_it(
    agent: Browser, desk: Desk, page: str
) -> None:
    """A page that was opened before the customer wrote learns that it may send again."""
    with desk.session() as session:
        session.get_one(Contact, 1).message_left = 0
    closed = agent.get("/tickets/1001/thread").text
    with desk.session() as session:
        session.get_one(Contact, 1).message_left = 3
    opened = agent.get("/tickets/1001/thread").text

    assert "等来信后发出" in closed
    assert "还能发 3 条" in opened
    assert 'value="now"' in opened
    assert "<template" not in agent.get(page).text


def test_a_note_is_not_sent(agent: Browser, desk: Desk, page: str) -> None:
    agent.post(
        "/tickets/1001/reply", page, text="请 @amy 看", **form_of(agent, page) | {"mode": "note"}
    )

    assert sent(desk) == []
    assert "<mark>@amy</mark>" in agent.get(page).text


def test_what_customers_write_is_never_markup(agent: Browser, desk: Desk, page: str) -> None:
    desk.attends(1, "<script>alert(1)</script>")
    with desk.session() as session:
        work.note(session, 1, 1, "<b>@amy</b>", now=desk.now)

    shown = agent.get(page).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "<b>@amy" not in shown


def test_the_end_needs_cause_and_outcome(agent: Browser, desk: Desk, page: str) -> None:
    form = form_of(agent, page)
    missing = agent.post("/tickets/1001/resolve", page, seen=form["seen"], cause="product")
    assert missing.status_code == 422
    assert "请选择处理结果" in missing.text

    done = agent.post(
        "/tickets/1001/resolve", page, seen=form["seen"], cause="product", outcome="solved"
    )
    assert done.status_code == 302
    assert "已解决" in agent.get(page).text
    agent.post("/tickets/1001/reopen", page)
    assert desk.get(1).is_working


def test_the_end_waits_for_somebody_who_has_just_written(
    agent: Browser, desk: Desk, page: str
) -> None:
    form = form_of(agent, page)
    desk.hears(1, "等等")
    answer = agent.post(
        "/tickets/1001/resolve", page, seen=form["seen"], cause="product", outcome="solved"
    )

    assert answer.status_code == 409
    assert desk.get(1).is_working


@pytest.mark.dialect
@pytest.mark.parametrize(
    ("path", "form", "state"),
    [
        ("snooze", {"for": "1h"}, "snoozed"),
        ("snooze", {"for": "tomorrow"}, "snoozed"),
        ("pend", {}, "pending"),
        ("change", {"priority": "1"}, "new"),
    ],
)
def test_moves_by_menu(
    agent: Browser, desk: Desk, page: str, path: str, form: dict[str, str], state: str
) -> None:
    assert agent.post(f"/tickets/1001/{path}", page, **form).status_code == 302
    assert desk.get(1).state == state


def test_a_draft_is_kept_with_its_version(agent: Browser, page: str) -> None:
    first = agent.post("/tickets/1001/draft", page, text="您", version="0").json
    stale = agent.post("/tickets/1001/draft", page, text="旧", version="0").json

    assert first == {"saved": True, "text": "您", "version": 1}
    assert stale == {"saved": False, "text": "您", "version": 1}
    assert "您</textarea>" in agent.get(page).text


@pytest.mark.dialect
def test_colleagues_see_each_other(agent: Browser, boss: Browser, page: str) -> None:
    agent.post("/tickets/1001/look", page, writing="1")

    assert "amy 正在写回复" in boss.post("/tickets/1001/look", page, writing="0").text


@pytest.mark.dialect
def test_pictures_come_from_our_own_store_and_pages_never_run(
    agent: Browser, desk: Desk, page: str
) -> None:
    desk.attends(1, "", kind="image")
    with desk.session() as session:
        row = session.query(Attachment).one()
        row.state, row.content, row.content_type = "stored", b"\x89PNG", "image/png"
    assert '<img src="/console/media/1"' in agent.get(page).text
    assert agent.get("/media/1").headers["Content-Type"] == "image/png"

    with desk.session() as session:
        session.query(Attachment).one().content_type = "text/html"
    answer = agent.get("/media/1")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.dialect
def test_a_failed_message_shows_why_and_is_sent_again(
    agent: Browser, desk: Desk, page: str
) -> None:
    agent.post("/tickets/1001/reply", page, text="您好", **form_of(agent, page))
    with desk.session() as session:
        row = session.query(Outbox).one()
        row.state, row.reason, row.code = "failed", "count", 45047
    shown = agent.get(page).text
    assert "发送失败" in shown
    assert "45047" in shown
    assert "您好" in agent.get("/failed").text

    agent.post("/tickets/1001/resend", page, outbox_id="1")
    with desk.session() as session:
        assert session.query(Outbox).one().state == "queued"


@pytest.mark.dialect
def test_a_search_finds_by_number_and_by_word(agent: Browser, page: str) -> None:
    assert "保温杯漏水" in agent.get("/tickets?q=%231001&view=all").text
    assert "保温杯漏水" in agent.get("/tickets?q=保温&view=all").text
    assert "没有找到" in agent.get("/tickets?q=100%25&view=all").text


def test_times_are_spoken(agent: Browser, clock: ManualClock, page: str) -> None:
    assert "刚刚" in agent.get("/tickets?view=all").text
    clock.advance(minutes=5)
    assert "5 分钟前" in agent.get("/tickets?view=all").text
    clock.advance(days=1)
    assert "昨天 12:00" in agent.get("/tickets?view=all").text


def test_an_unknown_number_is_an_honest_404(agent: Browser) -> None:
    answer = agent.get("/tickets/999999")

    assert answer.status_code == 404
    assert "没有找到" in answer.text


@pytest.mark.dialect
def test_every_move_is_in_the_thread(agent: Browser, desk: Desk, page: str) -> None:
    agent.post("/tickets/1001/claim", page)
    agent.post("/tickets/1001/return", page)

    shown = agent.get(page).text
    assert "amy 受理了工单" in shown
    assert "退回待受理" in shown
    with desk.session() as session:
        assert session.query(TicketEvent).count() == 3


@pytest.mark.dialect
def test_a_customer_is_handed_back_to_the_bot(agent: Browser, desk: Desk, page: str) -> None:
    assert "交还机器人" not in agent.get(page).text
    agent.post("/tickets/1001/reply", page, **form_of(agent, page), text="您好")
    assert "交还机器人" in agent.get(page).text

    agent.post("/tickets/1001/hand-back", page)
    assert desk.attends(1, "几点关门").bot_may_speak
    shown = agent.get(page).text
    assert "amy 把顾客交还机器人，工单还在" in shown
    assert 'id="hand-back"' not in shown

    again = agent.post("/tickets/1001/hand-back", page)
    assert again.status_code == 409
    assert "现在就是机器人在接待" in again.text


def test_words_for_the_customer_that_are_refused_do_not_become_a_note(
    agent: Browser, desk: Desk, page: str
) -> None:
    with desk.session() as session:
        session.query(Contact).one().message_until = desk.now
    form = {**form_of(agent, page), "how": "hold"}
    refused = agent.post("/tickets/1001/reply", page, **form, text="{{name}}您好")

    assert refused.status_code == 400
    assert re.search(r'value="reply" checked', refused.text)
    assert not re.search(r'value="note" checked', refused.text)
