"""Whole surveys over real HTTP, on the platform's virtual clock: from a ticket's end or a plan by
hand to the answer, the case of a bad score, and the second asking."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from membership import customers
from messaging import contacts
from messaging.models import Contact
from scheduler.jobs.surveys import JOB
from simulator import Phone
from surveys import definitions, fatigue, planning
from surveys.models import SurveyAnswer, SurveyInvitation, SurveyResponse
from tests.scenarios.town import Opened, Town
from tests.surveys import people
from tickets import ending, replies, service, standing, work
from tickets.models import Ticket

TUESDAY_NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
QUESTION, WHY_LOW, WHY_HIGH = "推荐给朋友", "最让您不满意", "最喜欢我们哪一点"
MINUTE, HOUR, DAY = 60, 3600, 86_400


TASTES = {
    "name": "口味",
    "kind": "form",
    "relation": "transactional",
    "questions": [
        {
            "key": key,
            "kind": "choice",
            "text": text,
            "choices": [{"key": "a", "label": "喜欢"}, {"key": "b", "label": "不喜欢"}],
        }
        for key, text in (("sweet", "甜的呢？"), ("sour", "酸的呢？"), ("hot", "辣的呢？"))
    ],
}


class Shop:
    """The town's people who ask, and one customer who is a member."""

    def __init__(self, town: Town) -> None:
        town.platform.clock.set(TUESDAY_NOON)
        self.town = town
        self.store = town.built.store
        self.phone: Phone = town.phone()
        with self.store.session() as session:
            account = f"wechat:{town.platform.settings.app_id}"
            found = contacts.find(session, account, self.phone.openid)
            assert found is not None
            self.contact = found.id
            registered = customers.register(session, contact_id=found.id, now=self.now)
            self.member = registered.member_id
            self.boss = people.colleague(session, "boss", "supervisor")
            people.seed(session, "nps", trigger={"on": "hand"})
        self.phone.says("你好")
        town.deliver()
        self.later(MINUTE * 40)

    @property
    def now(self) -> datetime:
        return self.town.built.clock.now()

    def later(self, seconds: float) -> None:
        self.town.platform.clock.advance(seconds)

    def works(self) -> Mapping[str, int]:
        """The clock's turn: plan, send, deliver, note what arrived."""
        done = JOB.run(self.town.worker, self.now)
        self.town.deliver()
        JOB.run(self.town.worker, self.now)
        return done

    def asks(self, key: str = "nps", wave: str = "w") -> planning.Planned:
        with self.store.session() as session:
            survey = definitions.by_key(session, key)
            return planning.by_hand(session, survey.id, [self.member], wave=wave, now=self.now)

    def rows(self, model: type[Any]) -> list[Any]:
        with self.store.reading() as session:
            return list(session.scalars(sa.select(model).order_by(model.id)))

    def invitation(self) -> SurveyInvitation:
        found: SurveyInvitation = self.rows(SurveyInvitation)[-1]
        return found

    def case(self) -> Ticket:
        (only,) = [ticket for ticket in self.rows(Ticket) if ticket.kind == "survey"]
        found: Ticket = only
        return found

    def explains(self, key: str = "nps") -> list[str]:
        with self.store.reading() as session:
            survey = definitions.by_key(session, key)
            checks = fatigue.explain(session, survey.id, self.member, now=self.now)
        return [one.rule for one in checks if not one.passed]


@pytest.fixture
def shop(town: Town) -> Shop:
    return Shop(town)


def shown(phone: Phone) -> list[str]:
    return [bubble.text for bubble in phone.received if QUESTION in bubble.text]


def test_a_tap_the_reason_and_the_code_for_friends(shop: Shop) -> None:
    shop.asks()
    shop.works()
    assert len(shown(shop.phone)) == 1

    sent = len(shop.town.sendings())
    assert WHY_HIGH in (shop.phone.choose("10") or "")
    assert "推荐码" in (shop.phone.says("店员很热情，蛋糕也新鲜") or "")
    shop.town.deliver()
    assert len(shop.town.sendings()) == sent, "both were said inside the response"
    (answer,) = shop.rows(SurveyResponse)
    assert (answer.score, answer.band, answer.late) == (9, "promoter", False)
    assert answer.comment == "店员很热情，蛋糕也新鲜"


def test_fatigue_for_ninety_days_from_the_showing(shop: Shop) -> None:
    shop.asks()
    shop.works()
    shop.phone.choose("9")
    shop.later(60 * DAY)
    shop.phone.says("在吗")
    shop.later(HOUR)

    assert shop.explains() == ["relational cooldown"]
    assert shop.asks(wave="again").blocked == {"relational cooldown": 1}
    shop.later(30 * DAY)
    shop.phone.says("在吗")
    shop.later(HOUR)
    assert shop.asks(wave="later").asked == 1
    shop.works()
    assert len(shown(shop.phone)) == 2


def test_after_a_ticket_that_a_person_settled(shop: Shop) -> None:
    shop.phone.says("你们送来的水果烂了一半，这质量太差了，我要投诉")
    (ticket,) = shop.rows(Ticket)
    with shop.store.session() as session:
        now = shop.now
        work.claim(session, ticket.id, shop.boss, now=now)
        replies.reply(session, ticket.id, shop.boss, "给您重新送一份", client_id="1", now=now)
        ending.resolve(session, ticket.id, shop.boss, cause="质量", outcome="补发", now=now)
    shop.later(40 * MINUTE)
    shop.works()

    assert any("处理得您满意吗" in bubble.text for bubble in shop.phone.received)
    assert "喜欢" in (shop.phone.says("很满意") or "")
    with shop.store.reading() as session:
        assert service.get(session, ticket.id).rating == 5


def test_it_closes_silently_and_a_late_answer_is_marked(shop: Shop) -> None:
    shop.asks()
    shop.works()
    before = len(shop.phone.received)
    shop.later(3 * DAY + HOUR)
    shop.works()
    assert shop.invitation().state == "closed"
    assert len(shop.phone.received) == before

    assert WHY_HIGH in (shop.phone.says("9分") or "")
    (answer,) = shop.rows(SurveyResponse)
    assert (answer.score, answer.late) == (9, True)


def test_other_things_come_first_and_the_question_once_more(shop: Shop) -> None:
    shop.asks()
    shop.works()
    shop.phone.says("打个8吧")
    said = shop.phone.says("我的积分还有多少") or ""
    assert "积分" in said
    assert "更满意" in said
    assert "更满意" not in (shop.phone.says("你们几点关门") or "")
    assert "店员" in (shop.phone.says("转人工") or "")

    (answer,) = shop.rows(SurveyResponse)
    assert (answer.score, answer.comment) == (8, None)


def test_nobody_is_asked_in_the_middle_of_something(shop: Shop) -> None:
    shop.asks()
    shop.phone.says("我要投诉")
    shop.works()
    assert shown(shop.phone) == []
    assert shop.invitation().state == "queued"

    shop.later(35 * MINUTE)
    shop.works()
    assert len(shown(shop.phone)) == 1


def test_a_complaint_that_comes_in_between_stops_it(shop: Shop) -> None:
    shop.asks()
    JOB.run(shop.town.worker, shop.now)
    with shop.store.session() as session:
        service.open(session, contact_id=shop.contact, description="少了一件", now=shop.now)
    shop.works()

    assert shown(shop.phone) == []
    assert (shop.invitation().state, shop.invitation().rule) == ("blocked", "open complaint")


def test_a_detractor_a_case_and_asked_again_after_it_closed(shop: Shop) -> None:
    shop.asks()
    shop.works()
    assert WHY_LOW in (shop.phone.says("3分") or "")
    assert "24 小时" in (shop.phone.says("等了一个小时都没人理") or "")

    case = shop.case()
    assert (case.owner_id, case.contact_id) == (shop.boss, shop.contact)
    assert case.last_line == "等了一个小时都没人理"
    with shop.store.reading() as session:
        assert standing.open_complaints(session, [shop.member]) == {shop.member}
    assert "open complaint" in shop.explains()
    shop.works()
    assert len(shop.rows(SurveyInvitation)) == 1, "no second asking while the case is open"

    with shop.store.session() as session:
        ending.resolve(session, case.id, shop.boss, cause="等候", outcome="致歉", now=shop.now)
    shop.works()
    again = shop.invitation()
    assert (again.origin, again.state) == ("resurvey", "planned")
    shop.later(2 * DAY)
    shop.phone.says("你好")
    shop.later(DAY + HOUR)
    shop.works()
    assert len(shown(shop.phone)) == 2
    assert WHY_HIGH in (shop.phone.says("10") or "")
    first, second = shop.rows(SurveyResponse)
    assert (first.score, first.reason, second.score) == (3, "等候", 10)


TAP = (
    "<xml><ToUserName>{us}</ToUserName><FromUserName>{openid}</FromUserName>"
    "<CreateTime>{time}</CreateTime><MsgType>text</MsgType><Content>3 分</Content>"
    "<bizmsgmenuid>4</bizmsgmenuid><MsgId>{number}</MsgId></xml>"
)


def test_a_redelivered_tap_counts_once_and_hears_the_same(shop: Shop) -> None:
    shop.asks()
    shop.works()
    time = int(shop.now.timestamp())
    tap = TAP.format(
        us=shop.town.platform.settings.original_id, openid=shop.phone.openid, time=time, number=77
    )
    answers = [shop.phone.sends_raw(tap) for _ in range(3)]

    assert WHY_LOW in (answers[0] or "")
    assert len(set(answers)) == 1
    assert [row.score for row in shop.rows(SurveyAnswer)] == [3]
    assert [row.score for row in shop.rows(SurveyResponse)] == [3]
    assert "3/10" in shop.case().subject


def test_another_tap_does_not_change_the_first(shop: Shop) -> None:
    shop.asks()
    shop.works()
    shop.phone.choose("4")

    assert "3 分" in (shop.phone.choose("11") or "")
    assert [row.score for row in shop.rows(SurveyAnswer)] == [3]
    assert len([ticket for ticket in shop.rows(Ticket) if ticket.kind == "survey"]) == 1


def test_questions_to_tap_go_through_the_minute_that_each_tap_opens(shop: Shop) -> None:
    """The 48-hour window is used up by the invitation: only the taps allow anything more."""
    with shop.store.session() as session:
        definitions.create(session, "taste", TASTES, actor="staff:1", now=shop.now, active=True)
        session.execute(
            sa.update(Contact).where(Contact.id == shop.contact).values(message_left=1)
        )
    shop.asks("taste")
    shop.works()
    for answer in ("1", "2"):
        assert shop.phone.choose(answer) is None
        shop.town.deliver()
    assert "谢谢" in (shop.phone.choose("1") or "")

    asked = [row for row in shop.town.sendings() if row.payload.get("type") == "menu"]
    assert [row.state for row in asked[-3:]] == ["accepted"] * 3
    assert [row.choices for row in shop.rows(SurveyAnswer)] == [["a"], ["b"], ["a"]]


def test_an_account_without_menus_asks_for_a_number(store_url: str, tmp_path: Path) -> None:
    opened = Opened(store_url, tmp_path, account="subscription")
    try:
        shop = Shop(opened.town)
        shop.asks()
        shop.works()
        (asked,) = shown(shop.phone)
        assert "0–10" in asked
        assert "1. " not in asked
        assert WHY_HIGH in (shop.phone.says("十分") or "")
        assert [row.score for row in shop.rows(SurveyResponse)] == [10]
    finally:
        opened.close()
