"""A customer of WeCom talks with the house: callbacks, pulled messages, answers."""

import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bootstrap import parts
from bootstrap.wecom_door import Reception
from channels.wecom import repository
from channels.wecom.callback import customers_of, employees_of
from channels.wecom.client import WeComApi
from channels.wecom.models import WeComInlet
from channels.wecom.puller import KfPuller
from membership import customers, points, registration
from messaging import contacts, outbox
from messaging.errors import SendError
from messaging.inbound import Inbound
from messaging.models import Inbox, Outbox
from scheduler.jobs import wecom_messages
from simulator import FriendPhone
from store.columns import Model
from tests import patience
from tests.scenarios.town import Town
from tickets import chats, staff
from tickets.models import Ticket

STAFF = "ZhangWei"


class KilledError(BaseException):
    """The process ends here."""


@pytest.fixture
def friend(town: Town) -> FriendPhone:
    return town.platform.friend("小林")


def until(town: Town, ready: Callable[[], Any]) -> Any:
    """Let messages be sent until `ready` gives something."""
    ends = time.monotonic() + patience.SECONDS
    while time.monotonic() < ends:
        town.deliver()
        if found := ready():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def answered(town: Town, friend: FriendPhone) -> None:
    """The first answer has come, and whoever pulled the question has let go of the inlet: an
    answer may arrive before the cursor has moved."""
    until(town, lambda: friend.received)
    at_rest = (WeComInlet.held_until.is_(None), WeComInlet.served == WeComInlet.wakes)
    until(town, lambda: count(town, WeComInlet) == count(town, WeComInlet, *at_rest))


def hears(town: Town, friend: FriendPhone, words: str) -> str:
    def heard() -> str:
        return next((one.text for one in friend.received if words in one.text), "")

    return str(until(town, heard))


def count(town: Town, model: type[Model], *where: Any) -> int:
    with town.built.store.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def kept(town: Town) -> int:
    return count(town, Inbox, Inbox.dedupe_key.like("kf:%"), Inbox.kind == "text")


def corp(town: Town) -> str:
    return town.platform.wecom.settings.corp_id


def api(town: Town) -> WeComApi:
    settings = town.built.settings.wecom
    assert settings is not None
    return WeComApi(
        corp(town), settings.secret, settings.api_url, town.built.ephemeral, town.built.clock
    )


def puller(town: Town, receive: Callable[[Inbound], None], name: str) -> KfPuller:
    return KfPuller(
        api(town), town.built.store, customers_of(corp(town)), receive, town.built.clock, name=name
    )


def push(town: Town, friend: FriendPhone, text: str, channel: str = "message") -> int:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        contact = contacts.find(session, customers_of(corp(town)), friend.external_userid)
        assert contact is not None
        return outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload={"type": "text", "text": text},
            category="service",
            author="test",
            dedupe_key=f"{friend.external_userid}:{text}",
            now=now,
            channel=channel,
        )


def state(town: Town, outbox_id: int) -> tuple[str, str | None]:
    with town.built.store.reading() as session:
        row = session.execute(
            select(Outbox.state, Outbox.reason).where(Outbox.id == outbox_id)
        ).one()
    return row[0], row[1]


def straight(town: Town, friend: FriendPhone) -> None:
    """Send past our own ledger."""
    body = {"msgtype": "text", "text": {"content": "硬发"}}
    whom = {"touser": friend.external_userid, "open_kfid": town.platform.wecom.kf.open_kfid}
    api(town).call("kf/send_msg", {**whom, **body})


def test_the_address_is_proved(town: Town) -> None:
    assert town.platform.wecom.courier.verify()


def test_a_member_hears_their_points(town: Town, friend: FriendPhone) -> None:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        contact = contacts.ensure(
            session, customers_of(corp(town)), friend.external_userid, now=now
        )
        member = registration.create(session, now=now, actor="test")
        assert member is not None
        customers.attach(session, member, contact.id, now=now, actor="test")
        points.earn(session, member, 120, source="test", key="1", now=now)

    assert friend.says("我有多少积分").ok
    assert "120" in hears(town, friend, "积分")
    assert friend.left == 4


def test_a_complaint_becomes_a_ticket(town: Town, friend: FriendPhone) -> None:
    friend.says("我要投诉，你们的蛋糕是酸的，吃坏肚子了")
    until(town, lambda: friend.received)
    assert count(town, Ticket) == 1


def test_a_redelivered_callback_changes_nothing(town: Town, friend: FriendPhone) -> None:
    town.platform.faults.add("duplicate", path="kf_msg_or_event", count=3)
    friend.says("你们几点开门")
    until(town, lambda: friend.received)
    wecom_messages.run(town.worker, town.built.clock.now())
    town.deliver()

    assert kept(town) == 1
    assert len(friend.received) == count(town, Outbox) == 1


def test_of_a_burst_every_message_is_kept_once(town: Town, friend: FriendPhone) -> None:
    other = town.platform.friend("陈晨")
    friend.says(*(f"第 {number} 句" for number in range(30)))
    other.says("在吗")
    until(town, lambda: kept(town) == 31)

    with town.built.store.reading() as session:
        said = session.scalars(
            select(Inbox.text).where(Inbox.text.like("第 %")).order_by(Inbox.id)
        )
        assert list(said) == [f"第 {number} 句" for number in range(30)]


def test_pages_are_pulled_until_nothing_is_left(
    town: Town, friend: FriendPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.wecom.puller.PAGE", 7)
    friend.says(*(f"第 {number} 句" for number in range(30)))
    until(town, lambda: kept(town) == 30)

    pulled = town.platform.transcript.calls("kf/sync_msg")
    assert sum('"has_more": 1' in call.response for call in pulled) >= 4


def test_a_kill_between_pulling_and_committing_loses_and_doubles_nothing(
    town: Town, friend: FriendPhone
) -> None:
    friend.says("你好")
    answered(town, friend)
    friend.writes(*(f"第 {number} 句" for number in range(30)))
    town.platform.clock.advance(61)
    reception = Reception(town.built.store, lambda: parts.pipeline(town.built))
    handed: Counter[str] = Counter()

    def dies(inbound: Inbound) -> None:
        if handed.total() == 12:
            raise KilledError
        handed[inbound.key] += 1
        reception.receive(inbound)

    with pytest.raises(KilledError):
        puller(town, dies, "killed").run()
    assert kept(town) == 13

    done = wecom_messages.run(town.worker, town.built.clock.now())
    assert done["messages"] == 30
    assert kept(town) == 31
    with town.built.store.reading() as session:
        answers = session.execute(
            select(Outbox.dedupe_key, func.count()).group_by(Outbox.dedupe_key)
        ).all()
    assert all(times == 1 for _, times in answers)


def test_who_holds_an_inlet_keeps_others_away_until_they_are_long_gone(
    town: Town, friend: FriendPhone
) -> None:
    friend.says("你好")
    answered(town, friend)
    now = town.built.clock.now()
    with town.built.store.session() as session:
        [inlet] = repository.due(session, customers_of(corp(town)), now)
        then = now + timedelta(days=365)
        assert repository.hold(session, inlet, "gone", now, then) is not None
    friend.writes("还在吗")
    assert puller(town, lambda _: None, "other").run() == Counter()


def test_a_menu_is_tapped(town: Town, friend: FriendPhone) -> None:
    friend.says("你能做什么")

    def menu() -> Any:
        return next((one for one in friend.received if one.kind == "msgmenu"), None)

    shown = until(town, menu)
    before = len(friend.received)
    friend.choose(shown.content["items"][0]["id"])
    until(town, lambda: len(friend.received) > before)


def test_whoever_adds_an_employee_is_greeted_in_time(town: Town, friend: FriendPhone) -> None:
    friend.befriend(STAFF, "store-1")
    hears(town, friend, "常客小店")
    with town.built.store.reading() as session:
        found = contacts.find(session, customers_of(corp(town)), friend.external_userid)
    assert found is not None
    assert found.subscribed

    friend.unfriend(STAFF)
    with town.built.store.reading() as session:
        gone = contacts.find(session, customers_of(corp(town)), friend.external_userid)
    assert gone is not None
    assert not gone.subscribed

    before = len(friend.received)
    friend.says("你好")
    until(town, lambda: len(friend.received) > before)


def test_a_greeting_that_is_late_is_not_sent(town: Town, friend: FriendPhone) -> None:
    friend.befriend(STAFF)
    town.platform.clock.advance(21)
    town.deliver()

    assert friend.received == []
    with town.built.store.reading() as session:
        [row] = session.execute(select(Outbox.state, Outbox.reason)).all()
    assert tuple(row) == ("blocked", "expired")


def test_our_ledger_and_the_platform_agree_on_what_may_be_sent(
    town: Town, friend: FriendPhone
) -> None:
    friend.says("你好")
    until(town, lambda: friend.received)
    own = [push(town, friend, f"第 {number} 条") for number in range(5)]
    town.deliver()
    assert [state(town, one) for one in own] == [("accepted", None)] * 4 + [("blocked", "window")]
    assert friend.left == 0
    with pytest.raises(SendError) as refused:
        straight(town, friend)
    assert (refused.value.kind, refused.value.code) == ("count", 95001)

    town.platform.clock.advance(48 * 3600 + 1)
    late = push(town, friend, "太晚了")
    town.deliver()
    assert state(town, late) == ("blocked", "window")
    with pytest.raises(SendError) as refused:
        straight(town, friend)
    assert (refused.value.kind, refused.value.code) == ("window", 95002)


def test_a_push_outside_the_chat_waits_for_an_employee(town: Town, friend: FriendPhone) -> None:
    friend.befriend(STAFF)
    town.deliver()
    asked = push(town, friend, "生日快乐", channel="wecom")
    stranger = town.platform.friend("陈晨")
    with town.built.store.session() as session:
        now = town.built.clock.now()
        account = customers_of(corp(town))
        contact = contacts.ensure(session, account, stranger.external_userid, now=now)
        contacts.follow(session, contact.id, scene="", now=now)
    refused = push(town, stranger, "生日快乐", channel="wecom")
    town.deliver()

    assert state(town, asked) == ("accepted", None)
    assert state(town, refused)[0] == "failed"
    phone = town.platform.employee(STAFF)
    phone.confirms(phone.asked[0])
    friend.hears("生日快乐")


def test_staff_hear_of_tickets_in_wecom(town: Town, friend: FriendPhone) -> None:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        colleague = staff.add(
            session, "zhang", role="agent", password="a long password", now=now
        ).id
        code = chats.new_code(session, colleague, now=now)
        chats.set_notices(session, colleague, "always")
    phone = town.platform.employee(STAFF)
    phone.says(f"绑定 {code}")
    until(town, lambda: phone.received)

    friend.says("我要投诉，你们的蛋糕是酸的，吃坏肚子了")
    until(town, lambda: [one for one in phone.received if one.origin == "application"])
    with town.built.store.reading() as session:
        bound = chats.bound(session, colleague)
    assert bound is not None
    assert bound[1] == employees_of(corp(town))


def test_staff_answer_from_wecom_by_replying_to_the_notice(
    town: Town, friend: FriendPhone
) -> None:
    """#1001 and words reach the customer, once, as that colleague's; the ticket is theirs."""
    now = town.built.clock.now()
    with town.built.store.session() as session:
        zhang = staff.add(session, "zhang", role="agent", password="a long password", now=now).id
        code = chats.new_code(session, zhang, now=now)
        chats.set_notices(session, zhang, "always")
    phone = town.platform.employee(STAFF)
    phone.says(f"绑定 {code}")
    until(town, lambda: phone.received)
    friend.says("我要投诉，你们的蛋糕是酸的，吃坏肚子了")
    notice = until(
        town, lambda: next((one.text for one in phone.received if "#1001" in one.text), "")
    )
    assert "回复「#1001 内容」" in notice

    phone.says("#1001 非常抱歉，马上给您重做一个送过去")

    hears(town, friend, "马上给您重做一个送过去")
    said = [one.text for one in friend.received if "马上给您重做" in one.text]
    assert said == ["非常抱歉，马上给您重做一个送过去"]
    with town.built.store.reading() as session:
        ticket = session.scalars(select(Ticket)).one()
        row = session.scalars(select(Outbox).where(Outbox.author == f"staff:{zhang}")).one()
        assert (ticket.owner_id, ticket.first_response_at is not None) == (zhang, True)
        assert (row.ticket_id, row.payload["text"]) == (ticket.id, said[0])


def test_a_forged_callback_is_refused(town: Town) -> None:

    for query in ("", "?msg_signature=x&timestamp=1&nonce=2"):
        for body in (b"<xml><Encrypt>abc</Encrypt></xml>", b"junk", b""):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{town.url}/wecom{query}", body, timeout=patience.SECONDS)
            refused.value.close()
            assert 400 <= refused.value.code < 500
