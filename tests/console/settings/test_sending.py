"""Accounts are slowed down and paused; what may have arrived is settled by a person."""

from datetime import timedelta

from messaging import outbox, sending
from messaging.reach import accounts
from store.transactions import Store
from tests.console.conftest import Browser
from tests.messaging.reach.people import make_contact, make_row
from tests.tickets.people import NOON, Desk

PAGE = "/sending"
ACCOUNT = "wechat:wx1"


def test_an_account_is_limited_paused_and_let_go_on(
    admin: Browser, boss: Browser, desk: Desk
) -> None:
    with desk.session() as session:
        accounts.note(session, ACCOUNT, kind="service", now=NOON)
    assert boss.get(PAGE).status_code == 403
    limited = admin.post(PAGE, PAGE, account=ACCOUNT, per_second="5", per_minute="")
    assert limited.status_code == 302
    assert admin.post(PAGE, PAGE, account=ACCOUNT, act="pause").status_code == 302
    assert "同事暂停了这个账号" in admin.get(PAGE).text
    with desk.store.reading() as session:
        found = sending.limits(session)[ACCOUNT]
    assert (found.per_second, found.per_minute) == (5, None)
    assert found.paused_until is not None
    assert found.paused_until > NOON + timedelta(days=1)
    assert admin.post(PAGE, PAGE, account=ACCOUNT, act="resume").status_code == 302
    assert "恢复发送" not in admin.get(PAGE).text
    assert admin.post(PAGE, PAGE, account=ACCOUNT, per_second="0").status_code == 422
    assert admin.post(PAGE, PAGE, account="wechat:other", act="pause").status_code == 404


def test_an_unknown_message_is_taken_as_arrived_once(boss: Browser, store: Store) -> None:
    with store.session() as session:
        contact = make_contact(session)
        row = make_row(session, contact, "k", state="unknown")
    assert "已经送到" in boss.get("/failed?state=unknown").text
    for _ in range(2):
        answer = boss.post(f"/failed/{row}", "/failed", act="believe", state="unknown")
        assert answer.status_code == 302

    with store.reading() as session:
        [found] = outbox.sendings(session)
    assert found.state == "accepted"
