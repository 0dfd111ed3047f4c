"""The webhook as the platform calls it: signatures, modes, time-outs, replies."""

import threading

import pytest

from simulator import Phone, Running
from simulator.official.limits import UNAVAILABLE
from simulator.xml import read
from tests import patience
from tests.patience import until
from tests.simulator.bot import Bot, Delivery
from tests.simulator.conftest import Start


@pytest.mark.parametrize("mode", ["plain", "compat", "safe"])
def test_a_conversation_in_each_mode(start_platform: Start, bot: Bot, mode: str) -> None:
    running = start_platform(mode=mode)
    bot.says("你好，小林")

    phone = running.platform.customer("小林")

    assert phone.follow(scene="store-3") == "你好，小林"
    assert phone.says("在吗") == "你好，小林"
    sent = bot.deliveries[-1]
    assert sent.query["openid"] == phone.openid
    assert ("<Encrypt>" in sent.body) == (mode != "plain")
    assert ("<Content>" in sent.body) == (mode != "safe")
    assert ("msg_signature" in sent.query) == (mode != "plain")


def test_the_address_is_verified_when_the_bot_is_up(start_platform: Start, bot: Bot) -> None:
    running = start_platform(mode="safe")

    assert running.platform.verify()
    bot.echo = False
    assert not running.platform.verify()


@pytest.mark.parametrize("answer", ["", "success"])
def test_silence_is_an_answer(phone: Phone, bot: Bot, answer: str) -> None:
    bot.says(answer)

    assert phone.says("在吗") is None
    assert phone.outcome is not None
    assert phone.outcome.ok
    assert len(bot.deliveries) == 2


def test_an_unfinished_delivery_is_sent_again_while_the_first_runs(
    start_platform: Start, bot: Bot
) -> None:
    running = start_platform(mode="plain", cut_off=0.3, redelivery_interval=0.3)
    phone = running.platform.customer("小林", following=True)
    with bot.holding("来了"):
        assert phone.says("在吗") is None
        until(lambda: len(bot.deliveries) == 3)

    ids = [read(one.xml)["MsgId"] for one in bot.deliveries]
    assert len(set(ids)) == 1
    assert len({one.query["nonce"] for one in bot.deliveries}) == 3
    assert len({one.query["signature"] for one in bot.deliveries}) == 3
    assert phone.messages[-1].text == UNAVAILABLE
    assert phone.messages[-2].status == "failed"


def test_a_second_delivery_may_succeed(running: Running, phone: Phone, bot: Bot) -> None:
    bot.deliveries.clear()
    running.platform.faults.add("cut_off", seconds=0.3, count=1)
    second = threading.Event()

    def answer(_: Delivery) -> str:
        if len(bot.deliveries) == 1:
            second.wait(patience.SECONDS)
        second.set()
        return "第二次答上了"

    bot.answer = answer

    assert phone.says("在吗") == "第二次答上了"
    assert phone.outcome is not None
    assert phone.outcome.attempts == 2


def test_a_server_error_is_tried_three_times(phone: Phone, bot: Bot) -> None:
    bot.deliveries.clear()
    bot.status = 500

    assert phone.says("在吗") is None
    assert len(bot.deliveries) == 3
    assert phone.messages[-1].text == UNAVAILABLE


def test_an_invalid_answer_shows_the_customer_that_the_service_failed(
    phone: Phone, bot: Bot
) -> None:
    bot.deliveries.clear()
    bot.says("garbage")

    assert phone.says("在吗") is None
    assert len(bot.deliveries) == 1
    assert phone.messages[-1].text == UNAVAILABLE


def test_a_plain_answer_is_invalid_in_safe_mode(start_platform: Start, bot: Bot) -> None:
    running = start_platform(mode="safe")
    bot.says("明文")
    bot.encrypts = False

    phone = running.platform.customer("小林")
    phone.follow()

    assert phone.outcome is not None
    assert phone.outcome.reason == "not encrypted in safe mode"


def test_nobody_there_is_survived(start_platform: Start, bot: Bot) -> None:
    running = start_platform(webhook="http://127.0.0.1:9/wechat", verify_at_start=True)
    phone = running.platform.customer("小林")

    assert phone.follow() is None
    assert phone.messages[-1].text == UNAVAILABLE


REPLY = (
    "<xml><ToUserName>{to}</ToUserName><FromUserName>{account}</FromUserName>"
    "<CreateTime>1</CreateTime>{inside}</xml>"
)


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<MsgType>image</MsgType><Image><MediaId>m</MediaId></Image>", "image"),
        ("<MsgType>voice</MsgType><Voice><MediaId>m</MediaId></Voice>", "voice"),
        ("<MsgType>video</MsgType><Video><MediaId>m</MediaId></Video>", "video"),
        ("<MsgType>music</MsgType><Music><Title>t</Title></Music>", "music"),
        (
            "<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles><item>"
            "<Title>上新</Title></item></Articles>",
            "news",
        ),
    ],
)
def test_every_kind_of_reply_is_shown(
    running: Running, phone: Phone, bot: Bot, inside: str, kind: str
) -> None:
    account = running.settings.original_id
    bot.says(REPLY.format(to=phone.openid, account=account, inside=inside))

    phone.says("看看")

    assert phone.received[-1].kind == kind


def test_a_transfer_leaves_the_customer_to_the_desk(
    running: Running, phone: Phone, bot: Bot
) -> None:
    inside = "<MsgType>transfer_customer_service</MsgType>"
    bot.says(REPLY.format(to=phone.openid, account=running.settings.original_id, inside=inside))

    assert phone.says("人工") is None
    assert phone.outcome is not None
    assert phone.outcome.ok


@pytest.mark.parametrize(
    "spoil",
    [
        lambda xml: xml.replace("<ToUserName>o", "<ToUserName>x"),
        lambda xml: xml.replace("text", "smoke"),
        lambda xml: xml.replace("<Content>好</Content>", ""),
        lambda xml: "<!DOCTYPE xml>" + xml,
        lambda xml: xml[:-3],
    ],
)
def test_a_spoiled_reply_is_not_taken(
    running: Running, phone: Phone, bot: Bot, spoil: "type[str]"
) -> None:
    inside = "<MsgType>text</MsgType><Content>好</Content>"
    whole = REPLY.format(to=phone.openid, account=running.settings.original_id, inside=inside)
    bot.answer = lambda _: "<" + spoil(whole)[1:]

    assert phone.says("在吗") is None
    assert phone.messages[-1].text == UNAVAILABLE


@pytest.mark.parametrize("words", ["a]]>b", "😀👍🏽", "<b>&amp;", ""])
def test_odd_words_arrive_whole(phone: Phone, bot: Bot, words: str) -> None:
    phone.says(words)

    assert read(bot.deliveries[-1].xml)["Content"] == words


def test_control_characters_are_sent_as_they_are(phone: Phone, bot: Bot) -> None:
    phone.says("前\x1d后")

    assert "前\x1d后" in bot.deliveries[-1].xml


def test_each_act_tells_the_webhook_what_happened(phone: Phone, bot: Bot) -> None:
    phone.sends_image()
    phone.sends_voice("查积分")
    phone.sends_location(label="人民广场")
    phone.sends_link("标题", "https://example.com")
    phone.sends_file("合同.pdf")
    phone.sends_video(short=True)
    phone.tap_menu("points")
    phone.scan("table-7")
    phone.unfollow()

    sent = [read(one.xml) for one in bot.deliveries[1:]]
    kinds = [one.get("Event", one["MsgType"]) for one in sent]
    assert kinds == [
        "image",
        "voice",
        "location",
        "link",
        "file",
        "shortvideo",
        "CLICK",
        "SCAN",
        "unsubscribe",
    ]
    assert sent[0]["PicUrl"].startswith("http://127.0.0.1")
    assert sent[1]["Recognition"] == "查积分"
    assert sent[2]["Label"] == "人民广场"
    assert sent[6]["EventKey"] == "points"
    assert sent[7]["EventKey"] == "table-7"
    assert all(("MsgId" in one) == ("Event" not in one) for one in sent)


def test_following_by_a_code_names_its_scene_and_ticket(running: Running, bot: Bot) -> None:
    running.platform.customer("陈晨").follow(scene="store-3")

    event = read(bot.deliveries[-1].xml)
    assert event["EventKey"] == "qrscene_store-3"
    code = running.platform.official.qrcodes.by_ticket(event["Ticket"])
    assert code is not None
    assert code.scene == "store-3"


def test_a_raw_document_is_posted_as_it_is(phone: Phone, bot: Bot) -> None:
    phone.sends_raw("<xml><MsgType>never_seen</MsgType></xml>")

    assert bot.deliveries[-1].body == "<xml><MsgType>never_seen</MsgType></xml>"


def test_a_blacklisted_customer_is_not_heard(phone: Phone, bot: Bot) -> None:
    phone.person.blacklisted = True
    before = len(bot.deliveries)

    assert phone.says("在吗") is None
    assert len(bot.deliveries) == before


def test_customers_do_not_wait_for_each_other(running: Running, bot: Bot) -> None:
    together = threading.Barrier(4)

    def answer(_: Delivery) -> str:
        together.wait(patience.SECONDS)
        return "success"

    bot.answer = answer
    phones = [running.platform.customer(f"顾客 {n}") for n in range(4)]
    threads = [threading.Thread(target=phone.follow) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [phone.outcome and phone.outcome.attempts for phone in phones] == [1] * 4
