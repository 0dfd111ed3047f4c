"""What is sent by the type of a payload, fitted to what the platform takes."""

from collections.abc import Mapping
from typing import Any

import pytest

from channels.wechat import codes
from channels.wechat.mass import WeChatMass
from channels.wechat.notices import fitted
from channels.wechat.outgoing import WeChatSender
from messaging.errors import SendError
from messaging.messages import (
    Article,
    Image,
    Mass,
    MassArticle,
    MassContent,
    Notice,
    Push,
    Sms,
    TemplateNotice,
    Text,
    Voice,
    mass_content,
    mass_payload,
    push_from_payload,
    push_payload,
    summary,
    to_payload,
)


class Api:
    """Notes what is called and answers as told."""

    def __init__(self, answer: Mapping[str, Any] | None = None) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answer = dict(answer or {"errcode": 0, "msgid": 77, "msg_id": 88})
        self.repeated: list[int] = []

    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
        self.calls.append((path, dict(data)))
        return self.answer

    def call_once(self, path: str, data: Mapping[str, Any], repeated: int) -> dict[str, Any]:
        self.repeated.append(repeated)
        return self.call(path, data)


def send(push: Push, **templates: str) -> tuple[str, dict[str, Any]]:
    api = Api()
    sender = WeChatSender(api, templates=templates)
    assert sender.send("o_1", push_payload(push)) == "77"
    return api.calls[0]


def test_a_notice_is_sent_by_our_name_and_cut_to_what_shows() -> None:
    fields = {"thing1": "生日快乐\n" + "长" * 20, "date2": "2026-11-22 00:00:00 之前有效请您尽快"}
    path, body = send(Notice("birthday", fields, "https://shop/x"), birthday="TMPL")

    assert path == "message/subscribe/bizsend"
    assert (body["touser"], body["template_id"], body["page"]) == ("o_1", "TMPL", "https://shop/x")
    assert body["data"]["thing1"]["value"] == "生日快乐 " + "长" * 14 + "…"
    assert body["data"]["date2"]["value"] == fields["date2"]


def test_a_template_message_loses_newlines_emoji_and_length() -> None:
    fields = {"thing1": "积分🎉到期\n提醒", "number2": "9" * 30}
    path, body = send(TemplateNotice("TMPL", fields))

    assert path == "message/template/send"
    assert body["data"]["thing1"]["value"] == "积分到期 提醒"
    assert len(body["data"]["number2"]["value"]) == 20
    assert "url" not in body


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "mass", "content": {"type": "text", "text": "x"}},
        {"type": "sms", "to": "x", "template": "t", "values": []},
        {"type": "subscribe", "words": "x"},
        {"type": "unheard of"},
        {},
    ],
)
def test_what_it_cannot_send_is_a_fault_of_the_content(payload: dict[str, Any]) -> None:
    api = Api()
    with pytest.raises(SendError) as raised:
        WeChatSender(api).send("o_1", payload)
    assert raised.value.kind == "content"
    assert api.calls == []


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (Text("hi"), {"msgtype": "text", "text": {"content": "hi"}}),
        (Image("m"), {"msgtype": "image", "images": {"media_ids": ["m"]}}),
        (Voice("m"), {"msgtype": "voice", "voice": {"media_id": "m"}}),
        (
            MassArticle("m"),
            {"msgtype": "mpnews", "mpnews": {"media_id": "m"}, "send_ignore_reprint": 0},
        ),
    ],
)
def test_a_mass_send_carries_its_key(content: MassContent, body: dict[str, Any]) -> None:
    api = Api()
    mass = WeChatMass(api)

    assert mass.to_list(["a", "b"], mass_payload(content), "key") == "88"
    mass.to_all(mass_payload(content), "key")
    mass.to_all(mass_payload(content), "key", "12")

    whom: list[tuple[str, dict[str, Any]]] = [
        ("message/mass/send", {"touser": ["a", "b"]}),
        ("message/mass/sendall", {"filter": {"is_to_all": True}}),
        ("message/mass/sendall", {"filter": {"is_to_all": False, "tag_id": 12}}),
    ]
    assert api.calls == [(path, {**to, **body, "clientmsgid": "key"}) for path, to in whom]
    assert api.repeated == [codes.SENT_BEFORE] * 3


def test_a_linked_card_is_no_mass_message() -> None:
    payload = to_payload(Article("t", "https://x"))
    with pytest.raises(TypeError):
        mass_content(payload)
    with pytest.raises(SendError):
        WeChatMass(Api()).to_all(payload, "key")


@pytest.mark.parametrize(
    "push",
    [
        Notice("t", {"thing1": "x"}, "https://x"),
        TemplateNotice("t", {"thing1": "x"}),
        Mass(Text("x")),
        Mass(MassArticle("m")),
        Sms("sealed", "t", ("1", "2")),
    ],
)
def test_a_push_reads_back_as_it_was_kept(push: Push) -> None:
    assert push_from_payload(push_payload(push)) == push


def test_a_summary_has_the_words_of_any_payload() -> None:
    assert summary(push_payload(Notice("t", {"a": "x", "b": "y"}))) == "x，y"
    assert summary(push_payload(Mass(Text("x")))) == "x"
    assert summary(push_payload(Sms("sealed", "t", ("x",)))) == "x"
    assert summary(to_payload(Text("x"))) == "x"
    assert summary(to_payload(Image("m"))) == ""


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, "retry"),
        (45011, "rate"),
        (45009, "quota"),
        (48006, "quota"),
        (45015, "window"),
        (45047, "count"),
        (43101, "recipient"),
        (43004, "recipient"),
        (48002, "recipient"),
        (43019, "recipient"),
        (40164, "account"),
        (61004, "account"),
        (48008, "account"),
        (40037, "content"),
        (45066, "content"),
        (45067, "content"),
        (47003, "content"),
    ],
)
def test_errcodes_are_sorted_by_what_follows(code: int, kind: str) -> None:
    assert codes.kind_of(code) == kind


def test_a_line_is_cut_where_it_shows() -> None:
    assert fitted("  a\n b ", 5) == "a b"
    assert fitted("abcdef", 5) == "abcd…"
