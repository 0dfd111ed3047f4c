"""What each sender makes of a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from channels.wecom.customer_sends import WeComCustomerSends
from channels.wecom.outgoing import KfSender, PushSender, StaffSender, WelcomeSender
from channels.wecom.robots import WeComRobots
from messaging.errors import SendError
from messaging.messages import Article, Image, Menu, Message, Option, Text, to_payload


@dataclass(frozen=True)
class Said:
    kind: str
    text: str = ""
    title: str = ""
    description: str = ""
    url: str = ""


@dataclass
class Remembering:
    """Remembers calls and answers with what it is given, by path."""

    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
        self.calls.append((path, dict(data)))
        waiting = self.answers.get(path)
        return waiting.pop(0) if waiting else {"msgid": "m1"}

    def by_key(self, path: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        return self.call(f"{path}?key={key}", data)

    def upload(self, kind: str, name: str, content: bytes, content_type: str) -> str:
        self.calls.append(("upload", {"kind": kind, "name": name}))
        return "media-1"


MENU = Menu("想做什么？", (Option("a", "查积分"), Option("b", "找店员")), "点一下")


@pytest.mark.parametrize(
    ("message", "body"),
    [
        (Text("你好"), {"msgtype": "text", "text": {"content": "你好"}}),
        (Image("m"), {"msgtype": "image", "image": {"media_id": "m"}}),
        (
            MENU,
            {
                "msgtype": "msgmenu",
                "msgmenu": {
                    "head_content": "想做什么？",
                    "list": [
                        {"type": "click", "click": {"id": "1", "content": "查积分"}},
                        {"type": "click", "click": {"id": "2", "content": "找店员"}},
                    ],
                    "tail_content": "点一下",
                },
            },
        ),
        (
            Article("上新", "https://a.b/c", "三款"),
            {"msgtype": "text", "text": {"content": "上新\n三款\nhttps://a.b/c"}},
        ),
    ],
)
def test_a_customer_is_answered_where_they_wrote(message: Message, body: dict[str, Any]) -> None:
    api = Remembering()
    assert KfSender(api, lambda _: "wk1").send("wm1", to_payload(message)) == "m1"
    assert api.calls == [("kf/send_msg", {"touser": "wm1", "open_kfid": "wk1", **body})]


def test_a_menu_too_long_for_the_platform_is_said_in_words() -> None:
    api = Remembering()
    many = Menu("选一个", tuple(Option(str(n), f"第 {n} 个") for n in range(11)))
    KfSender(api, lambda _: "wk1").send("wm1", to_payload(many))
    assert api.calls[0][1]["msgtype"] == "text"


def test_who_never_wrote_has_no_chat() -> None:
    with pytest.raises(SendError) as refused:
        KfSender(Remembering(), lambda _: "").send("wm1", to_payload(Text("你好")))
    assert refused.value.kind == "window"


def test_staff_are_told_and_unknown_ones_fail() -> None:
    api = Remembering({"message/send": [{"msgid": "m1"}, {"invaliduser": "gone"}]})
    sender = StaffSender(api, 7)
    assert sender.send("ZhangWei", to_payload(MENU)) == "m1"
    assert api.calls[0][1]["agentid"] == 7
    with pytest.raises(SendError) as refused:
        sender.send("gone", to_payload(Text("新工单")))
    assert refused.value.kind == "recipient"


def test_a_push_to_one_whom_nobody_knows_fails() -> None:
    api = Remembering(
        {"externalcontact/add_msg_template": [{"msgid": "s1", "fail_list": ["wm1"]}]}
    )
    with pytest.raises(SendError) as refused:
        PushSender(WeComCustomerSends(api)).send("wm1", to_payload(Text("生日快乐")))
    assert refused.value.kind == "recipient"


def test_a_welcome_carries_its_code() -> None:
    api = Remembering()
    WelcomeSender(api).send("wm1", {"type": "welcome", "code": "C", "text": "欢迎"})
    assert api.calls[0][1] == {"welcome_code": "C", "text": {"content": "欢迎"}}
    with pytest.raises(SendError):
        WelcomeSender(api).send("wm1", to_payload(Text("欢迎")))


def test_results_are_read_page_by_page() -> None:
    path = "externalcontact/get_groupmsg_send_result"
    pages: list[dict[str, Any]] = [
        {
            "send_list": [{"external_userid": "a", "status": 1, "send_time": 1795320000}],
            "next_cursor": "1",
        },
        {"send_list": [{"external_userid": "b", "status": 3}, {"chat_id": "c", "status": 9}]},
    ]
    api = Remembering({path: pages})
    fates = list(WeComCustomerSends(api).outcomes("s1", "ZhangWei"))
    assert [(one.receiver, one.status) for one in fates] == [
        ("a", "sent"),
        ("b", "received_other"),
        ("c", "unsent"),
    ]
    assert [call[1]["cursor"] for call in api.calls] == ["", "1"]


def test_a_picture_for_customers_is_uploaded_first() -> None:
    api = Remembering()
    WeComCustomerSends(api).create(
        Said("image"), b"png", "image/png", sender="Z", receivers=("a", "b"), groups=False
    )
    assert api.calls[0] == ("upload", {"kind": "image", "name": "picture.png"})
    assert api.calls[1][1]["external_userid"] == ["a", "b"]
    assert api.calls[1][1]["attachments"][0]["image"] == {"media_id": "media-1"}


@pytest.mark.parametrize(
    ("said", "picture"),
    [
        (Said("text", "字" * 683), None),
        (Said("markdown", "a" * 4097), None),
        (Said("image"), None),
        (Said("image"), bytes(2 * 1024 * 1024 + 1)),
        (Said("video"), None),
    ],
)
def test_a_robot_is_not_asked_for_what_it_cannot_say(said: Said, picture: bytes | None) -> None:
    api = Remembering()
    with pytest.raises(SendError) as refused:
        WeComRobots(api).send("key", said, picture)
    assert refused.value.kind == "content"
    assert api.calls == []
