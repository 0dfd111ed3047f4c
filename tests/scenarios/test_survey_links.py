"""Invitations that lead to the form: by 订阅通知, short message and WeCom, over real HTTP."""

import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
import sqlalchemy as sa

from membership import customers
from messaging.reach import accounts
from scheduler.jobs.surveys import JOB
from surveys import definitions, planning
from surveys.models import SurveyInvitation, SurveyResponse
from tests import patience
from tests.scenarios.test_surveys import DAY, HOUR, Shop
from tests.scenarios.town import Town
from tests.surveys import people

PHONE = "13800001111"
LINK = re.compile(r"https?://[^\s]+/s/([\w-]+)")


@pytest.fixture
def shop(town: Town) -> Shop:
    return Shop(town)


def only_by(shop: Shop, channel: str) -> None:
    with shop.store.session() as session:
        people.seed(session, "nps", trigger={"on": "hand"}, channels=[channel])


def page(shop: Shop, token: str, **form: str) -> tuple[int, str]:
    """What a browser without scripts shows; an answer is a POST that leads back."""
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with urllib.request.urlopen(
            f"{shop.town.url}/s/{token}", data, timeout=patience.SECONDS
        ) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def token_of(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[1]


def scores(shop: Shop) -> list[tuple[Any, ...]]:
    return [(row.score, row.source, row.late) for row in shop.rows(SurveyResponse)]


def answered_by_form(shop: Shop, token: str) -> None:
    """A score, its reason, thanks; a second hand-in and a forged link change nothing."""
    status, shown = page(shop, token)
    assert status == 200
    assert "推荐给朋友" in shown
    assert "<script" not in shown
    assert "最让您不满意" in page(shop, token, question="score", value="2")[1]
    assert "24 小时" in page(shop, token, question="why_low", value="没人理我")[1]
    assert page(shop, token, question="score", value="9")[0] == 200
    forged = ("A" if token[0] != "A" else "B") + token[1:]
    assert page(shop, forged)[0] == 404
    assert page(shop, forged, question="score", value="9")[0] == 404
    assert [one[:2] for one in scores(shop)] == [(2, "web")]
    assert shop.case().last_line == "没人理我"


def test_a_subscription_notice_leads_to_the_form(shop: Shop) -> None:
    shop.town.platform.official.notices.add("问卷邀请", "问卷：{{thing1.DATA}}", "survey")
    only_by(shop, "subscribe")
    shop.phone.accepts("survey")
    shop.town.deliver()
    assert shop.asks().asked == 1
    shop.works()

    (notice,) = [one for one in shop.phone.received if one.kind == "notice"]
    answered_by_form(shop, token_of(str(notice.content)))


def test_a_short_message_leads_to_the_form(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str, tuple[str, ...]]] = []

    def send(_sms: object, phone: str, template: str, values: Any) -> str:
        sent.append((phone, template, tuple(values)))
        return ""

    monkeypatch.setattr("channels.sms.port.ConsoleSms.send", send)
    only_by(shop, "sms")
    with shop.store.session() as session:
        accounts.note(session, "sms", kind="tencent", templates={}, now=shop.now)
        privacy = shop.town.built.privacy
        customers.update(
            session, shop.member, {"phone": PHONE}, privacy=privacy, actor="staff:1", now=shop.now
        )
    assert shop.asks().asked == 1
    shop.works()

    [(phone, template, values)] = sent
    assert (phone[-11:], template) == (PHONE, "survey")
    answered_by_form(shop, token_of(values[0]))


def test_a_late_answer_by_the_form_is_kept_and_marked(shop: Shop) -> None:
    shop.asks()
    shop.works()
    token = shop.town.worker.tools["survey_links"].token(shop.invitation().id)
    shop.later(3 * DAY + HOUR)
    JOB.run(shop.town.worker, shop.now)
    assert shop.invitation().state == "closed"
    assert "最喜欢" in page(shop, token, question="score", value="10")[1]
    assert scores(shop) == [(10, "web", True)]


def test_wecom_sends_words_and_a_link_that_staff_confirm(shop: Shop) -> None:
    friend = shop.town.platform.friend("小林")
    friend.befriend("ZhangWei")
    shop.town.deliver()
    with shop.store.session() as session:
        chat = session.execute(
            sa.text("SELECT id FROM contact WHERE external_id = :who"),
            {"who": friend.external_userid},
        ).scalar_one()
        member = customers.register(session, contact_id=chat, now=shop.now).member_id
    only_by(shop, "wecom")
    with shop.store.session() as session:
        survey = definitions.by_key(session, "nps")
        planned = planning.by_hand(session, survey.id, [member], wave="w", now=shop.now)
    assert planned.asked == 1
    shop.works()
    employee = shop.town.platform.employee("ZhangWei")
    employee.confirms(employee.asked[0])

    text = next(one.text for one in friend.received if "/s/" in one.text)
    answered_by_form(shop, token_of(text))
    assert shop.rows(SurveyInvitation)[-1].channel == "wecom"
