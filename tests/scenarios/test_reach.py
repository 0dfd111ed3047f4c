"""订阅通知, 模板消息 and 群发 with the platform: our ledgers and its own say the same."""

from datetime import timedelta
from typing import Any

import pytest

from bootstrap.clock import apis
from channels.wechat.mass import WeChatMass
from messaging import contacts, outbox
from messaging.messages import Mass, Notice, Push, TemplateNotice, Text, push_payload, to_payload
from messaging.reach import accounts, consents, mass, rules
from simulator.official.templates import template_id_of
from tests.scenarios.town import Town

BIRTHDAY, PROGRESS = "会员生日提醒", "工单处理进度提醒"
WISHES = {"name1": "小林", "date2": "2026年11月22日", "thing3": "来店有礼，\n等您"}
NEWS = {
    "character_string1": "T-1",
    "phrase2": "已处理",
    "thing3": "已为您补发",
    "time4": "2026-11-22 10:00",
}


@pytest.fixture(autouse=True)
def by_day_and_night(town: Town) -> None:
    """These tests run at any hour."""
    with town.built.store.session() as session:
        rules.save(session, {"quiet": None}, actor="test", now=town.built.clock.now())


@pytest.fixture
def templates() -> dict[str, str]:
    return {title: template_id_of(title) for title in (BIRTHDAY, PROGRESS)}


def account_of(town: Town) -> str:
    settings = town.built.settings.wechat
    assert settings is not None
    return f"wechat:{settings.app_id}"


def queue(town: Town, phone: Any, push: Push, key: str, category: str = "notice") -> None:
    payload = push_payload(push)
    with town.built.store.session() as session:
        contact = contacts.find(session, account_of(town), phone.openid)
        assert contact is not None
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload=payload,
            category=category,
            author="campaign:1",
            dedupe_key=key,
            now=town.built.clock.now(),
            channel=payload["type"],
        )


def left(town: Town, phone: Any) -> dict[str, int]:
    with town.built.store.reading() as session:
        contact = contacts.find(session, account_of(town), phone.openid)
        assert contact is not None
        return {one.template: one.remaining for one in consents.of_contact(session, contact.id)}


def ended(town: Town, channel: str) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in town.sendings() if row.channel == channel]


def test_one_tap_is_one_notice_and_our_ledger_knows(town: Town, templates: dict[str, str]) -> None:
    phone, template = town.phone(), templates[BIRTHDAY]
    phone.accepts(template)
    assert left(town, phone) == {template: 1}
    for key in ("1", "2"):
        queue(town, phone, Notice(template, WISHES, "https://shop.example/gift"), key)
    town.deliver()

    assert ended(town, "subscribe") == [("accepted", None), ("blocked", "no consent")]
    assert left(town, phone) == {template: 0} == {template: phone.person.consents[template]}
    notices = [one for one in phone.received if one.kind == "notice"]
    assert len(notices) == 1
    assert notices[0].content["rows"][2]["value"] == "来店有礼， 等您"


def test_the_platforms_word_that_nothing_is_left_is_believed(
    town: Town, templates: dict[str, str]
) -> None:
    phone, template = town.phone(), templates[BIRTHDAY]
    phone.accepts(template)
    phone.accepts(template)
    phone.person.consents[template] = 0
    queue(town, phone, Notice(template, WISHES), "1")
    town.deliver()

    assert ended(town, "subscribe") == [("failed", "recipient")]
    assert left(town, phone) == {template: 0}


def test_a_field_the_platform_refuses_costs_no_consent(
    town: Town, templates: dict[str, str]
) -> None:
    phone, template = town.phone(), templates[BIRTHDAY]
    phone.accepts(template)
    queue(town, phone, Notice(template, {**WISHES, "date2": "soon"}), "1")
    town.deliver()

    assert ended(town, "subscribe") == [("failed", "content")]
    assert left(town, phone) == {template: 1}


def test_a_template_message_that_its_reader_blocked_ends_as_failed(
    town: Town, templates: dict[str, str]
) -> None:
    phone, other = town.phone(), town.phone("小王")
    other.person.refuses_templates = True
    for one in (phone, other):
        queue(town, one, TemplateNotice(templates[PROGRESS], NEWS), one.openid)
    town.deliver()
    assert town.platform.settle()

    assert ended(town, "template") == [("accepted", None), ("failed", "failed:user block")]


def test_a_mass_send_reaches_its_list_once_and_its_report_is_kept(town: Town) -> None:
    phones = [town.phone(name) for name in ("小林", "小王", "小李")]
    for phone in phones:
        queue(town, phone, Mass(Text("周末店庆，欢迎来坐坐")), phone.openid, "marketing")
    town.deliver()
    assert {state for state, _ in ended(town, "mass")} == {"queued"}
    town.platform.clock.advance(120)
    assert town.worker.tools["mass"].run() == {"gathered": 3, "accepted": 1}
    assert town.platform.settle()

    assert ended(town, "mass") == [("accepted", None)] * 3
    for phone in phones:
        assert [one.text for one in phone.received].count("周末店庆，欢迎来坐坐") == 1
    with town.built.store.reading() as session:
        [send] = mass.sendings(session)
    assert send.counts is not None
    assert (send.counts.total, send.counts.sent, send.counts.errors) == (3, 3, 0)


def test_the_platform_knows_a_mass_send_it_had_before(town: Town) -> None:
    phones = [town.phone(name) for name in ("小林", "小王")]
    submit = WeChatMass(apis(town.built)[account_of(town)])
    openids = [phone.openid for phone in phones]
    first = submit.to_list(openids, {"type": "text", "text": "店庆"}, "one-key")

    assert submit.to_list(openids, {"type": "text", "text": "店庆"}, "one-key") == first
    assert submit.status(first)


def test_the_accounts_that_exist_are_noted_at_the_start(town: Town) -> None:
    with town.built.store.reading() as session:
        known = accounts.read(session)
    assert known.kind(account_of(town)) == "service"
    assert not known.can_send("sms")


def test_who_said_no_gets_no_offer_and_still_an_answer(town: Town) -> None:
    phone = town.phone()
    phone.says("退订")
    town.deliver()
    for key, category in (("offer", "marketing"), ("answer", "service")):
        say(town, phone, key, category)
    town.deliver()

    assert states(town, "offer", "answer") == [("blocked", "refused"), ("accepted", None)]
    assert [one.text for one in phone.received].count("offer") == 0


def test_a_second_offer_waits_for_the_cap_and_the_night_for_the_morning(town: Town) -> None:
    phone = town.phone()
    phone.says("你好")
    for key in ("first", "second"):
        say(town, phone, key, "marketing")
    town.deliver()
    assert states(town, "first", "second") == [("accepted", None), ("queued", "frequency cap")]

    now = town.built.clock.now().astimezone(town.built.settings.timezone)
    begins, ends = now - timedelta(minutes=5), now + timedelta(hours=2)
    quiet = {"from": f"{begins:%H:%M}", "to": f"{ends:%H:%M}"}
    with town.built.store.session() as session:
        rules.save(session, {"quiet": quiet, "caps": []}, actor="test", now=now)
    say(town, phone, "third", "marketing")
    town.deliver()
    assert states(town, "third") == [("queued", "quiet hours")]
    town.platform.clock.advance(2 * 3600 + 60)
    town.deliver()
    assert states(town, "third") == [("accepted", None)]


def say(town: Town, phone: Any, words: str, category: str) -> None:
    with town.built.store.session() as session:
        contact = contacts.find(session, account_of(town), phone.openid)
        assert contact is not None
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload=to_payload(Text(words)),
            category=category,
            author="campaign:1",
            dedupe_key=words,
            now=town.built.clock.now(),
        )


def states(town: Town, *words: str) -> list[tuple[str, str | None]]:
    found = {row.payload.get("text"): (row.state, row.reason) for row in town.sendings()}
    return [found[one] for one in words]
