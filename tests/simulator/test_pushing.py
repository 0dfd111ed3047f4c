"""Templates, subscription notices and mass sends."""

from typing import Any

import pytest

from simulator import Phone, Running
from simulator.xml import read
from tests import patience
from tests.simulator.bot import Bot
from tests.simulator.conftest import Api, Start

TEMPLATE = "/cgi-bin/message/template/send"
NOTICE = "/cgi-bin/message/subscribe/bizsend"
SENDALL = "/cgi-bin/message/mass/sendall"
MONTH = 31 * 86_400


def everyone(words: str, **more: Any) -> dict[str, Any]:
    return {
        "filter": {"is_to_all": True},
        "msgtype": "text",
        "text": {"content": words},
        **more,
    }


def test_a_template_loses_what_the_platform_strips(
    running: Running, api: Api, phone: Phone, bot: Bot
) -> None:
    template = running.platform.add_template(
        "进度", "{{first.DATA}}\n说明：{{thing1.DATA}}\n{{remark.DATA}}"
    )
    data = {
        "first": {"value": "您好"},
        "thing1": {"value": "换新的杯盖今天\n已经寄出🎉" + "很" * 30, "color": "#ff0000"},
        "remark": {"value": "再见"},
    }
    answer = api.post(TEMPLATE, {"touser": phone.openid, "template_id": template.id, "data": data})

    assert answer["errcode"] == 0
    assert phone.received[-1].content["rows"] == [
        {"label": "说明", "value": "换新的杯盖今天已经寄出" + "很" * 9}
    ]
    assert running.platform.settle()
    event = bot.deliveries[-1].xml
    assert "TEMPLATESENDJOBFINISH" in event
    assert f"<MsgID>{answer['msgid']}</MsgID>" in event
    assert "<Status><![CDATA[success]]></Status>" in event


def test_a_template_needs_a_follower_and_a_known_template(
    running: Running, api: Api, phone: Phone
) -> None:
    known = api.get("/cgi-bin/template/get_all_private_template")["template_list"][0]
    body = {"touser": phone.openid, "template_id": "nothing", "data": {}}

    assert api.code(TEMPLATE, body) == 40037
    phone.unfollow()
    assert api.code(TEMPLATE, {**body, "template_id": known["template_id"]}) == 43004


def test_a_refused_template_is_reported_afterwards(
    running: Running, api: Api, phone: Phone, bot: Bot
) -> None:
    phone.person.refuses_templates = True
    template = running.platform.official.templates.all()[0]

    assert (
        api.code(TEMPLATE, {"touser": phone.openid, "template_id": template.id, "data": {}}) == 0
    )
    assert running.platform.settle()
    assert "failed:user block" in bot.deliveries[-1].xml
    assert phone.received == []


def test_a_subscription_account_has_no_templates(start_platform: Start) -> None:
    running = start_platform(mode="plain", account="subscription")
    api = Api(running)
    code = api.code(TEMPLATE, {"touser": "x", "template_id": "y", "data": {}})
    api.close()

    assert code == 48001


def test_one_consent_is_one_notice(running: Running, api: Api, phone: Phone, bot: Bot) -> None:
    notice = running.platform.add_notice("活动开始", "活动：{{thing1.DATA}}")
    body = {
        "touser": phone.openid,
        "template_id": notice.id,
        "data": {"thing1": {"value": "会员日"}},
    }
    assert api.code(NOTICE, body) == 43101

    phone.accepts(notice.id)
    assert "<SubscribeStatusString><![CDATA[accept]]>" in bot.deliveries[-1].xml
    assert api.code(NOTICE, body) == 0
    assert phone.received[-1].text == "活动开始\n活动：会员日"
    assert api.code(NOTICE, body) == 43101
    phone.rejects(notice.id)
    assert api.code(NOTICE, body) == 43101
    assert running.platform.settle()
    assert any("subscribe_msg_sent_event" in one.xml for one in bot.deliveries)


@pytest.mark.parametrize("value", ["", "一" * 21])
def test_a_notice_field_that_does_not_fit_is_refused(
    running: Running, api: Api, phone: Phone, value: str
) -> None:
    notice = running.platform.add_notice("活动开始", "活动：{{thing1.DATA}}")
    phone.accepts(notice.id)

    body = {
        "touser": phone.openid,
        "template_id": notice.id,
        "data": {"thing1": {"value": value}},
    }
    assert api.code(NOTICE, body) == 47003
    assert phone.person.consents[notice.id] == 1


def test_a_mass_send_reaches_followers_and_reports(
    running: Running, api: Api, phone: Phone, bot: Bot
) -> None:
    other = running.platform.customer("陈晨", following=True)
    stranger = running.platform.customer("路人")

    answer = api.post(SENDALL, everyone("会员日开始了"))
    assert running.platform.settle()

    assert answer["errcode"] == 0
    assert [one.received[-1].text for one in (phone, other)] == ["会员日开始了"] * 2
    assert stranger.received == []
    event = bot.deliveries[-1].xml
    assert "MASSSENDJOBFINISH" in event
    assert "<SentCount>2</SentCount>" in event
    state = api.post("/cgi-bin/message/mass/get", {"msg_id": answer["msg_id"]})
    assert state["msg_status"] == "SEND_SUCCESS"


def test_the_same_clientmsgid_sends_once(running: Running, api: Api, phone: Phone) -> None:
    first = api.post(SENDALL, everyone("一次", clientmsgid="c-1"))
    again = api.post(SENDALL, everyone("一次", clientmsgid="c-1"))
    running.platform.settle()

    assert again["errcode"] == 45065
    assert again["msg_id"] == first["msg_id"]
    assert len(phone.received) == 1


def test_a_service_account_reaches_a_follower_four_times_a_month(
    running: Running, api: Api, phone: Phone
) -> None:
    for number in range(4):
        assert api.code(SENDALL, everyone(f"第 {number} 次")) == 0
        running.platform.settle()

    assert api.code(SENDALL, everyone("第五次")) == 45028
    running.platform.clock.advance(MONTH)
    api.token = ""
    assert api.code(SENDALL, everyone("下个月")) == 0


def test_a_subscription_account_sends_once_a_day(start_platform: Start) -> None:
    running = start_platform(mode="plain", account="subscription")
    running.platform.customer("小林", following=True)
    api = Api(running)

    codes = [api.code(SENDALL, everyone("早")), api.code(SENDALL, everyone("晚"))]
    running.platform.clock.advance(86_400)
    api.token = ""
    codes.append(api.code(SENDALL, everyone("次日")))
    api.close()

    assert codes == [0, 45028, 0]


def test_a_mass_send_to_a_tag_or_a_list(running: Running, api: Api, phone: Phone) -> None:
    other = running.platform.customer("陈晨", following=True)
    tag = api.post("/cgi-bin/tags/create", {"tag": {"name": "金卡"}})["tag"]["id"]
    api.post("/cgi-bin/tags/members/batchtagging", {"openid_list": [phone.openid], "tagid": tag})

    assert api.code(SENDALL, {**everyone("金卡"), "filter": {"tag_id": tag}}) == 0
    running.platform.settle()
    assert (len(phone.received), len(other.received)) == (1, 0)

    listed = {"msgtype": "text", "text": {"content": "名单"}, "touser": [phone.openid]}
    assert api.code("/cgi-bin/message/mass/send", listed) == 40130
    listed["touser"] = [phone.openid, other.openid]
    assert api.code("/cgi-bin/message/mass/send", listed) == 0
    running.platform.settle()
    assert (len(phone.received), len(other.received)) == (2, 1)


def test_a_deleted_mass_send_is_withdrawn(running: Running, api: Api, phone: Phone) -> None:
    answer = api.post(SENDALL, everyone("写错了"))
    running.platform.settle()
    api.post("/cgi-bin/message/mass/delete", {"msg_id": answer["msg_id"]})

    assert phone.received[-1].withdrawn


def test_many_templates_are_all_reported(
    running: Running, api: Api, phone: Phone, bot: Bot
) -> None:
    template = running.platform.official.templates.all()[0]
    body = {"touser": phone.openid, "template_id": template.id, "data": {}}

    sent = [api.post(TEMPLATE, body)["msgid"] for _ in range(40)]

    assert running.platform.settle()
    reported = {read(one.xml).get("MsgID") for one in bot.deliveries}
    assert {str(one) for one in sent} <= reported


def test_stopping_in_the_middle_harms_nobody(start_platform: Start) -> None:
    running = start_platform(mode="plain", job_delay=patience.SECONDS)
    phone = running.platform.customer("小林", following=True)
    api = Api(running)
    api.code(SENDALL, everyone("还没送出"))
    api.close()

    running.platform.stop()
    running.platform.official.tell("<xml></xml>", phone.openid, "late")

    assert running.platform.settle()
    assert phone.received == []
