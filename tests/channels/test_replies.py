"""Replies that no customer can break out of, read back by a parser that is not ours."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels.replies import to_fields
from channels.xml import XmlError, compose, parse
from messaging.messages import Article, Image, Menu, Message, Option, Text, Voice

ILLEGAL = {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}
INJECTION = "]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA["
NOW = datetime(2026, 6, 10, tzinfo=UTC)


def read(document: str) -> dict[str, list[str]]:
    """Each child of the root with the texts of all that bear its name."""
    root: Any = minidom.parseString(document.encode()).documentElement
    found: dict[str, list[str]] = {}
    for child in root.childNodes:
        said = "".join(part.data for part in child.childNodes)
        found.setdefault(child.tagName, []).append(said)
    return found


def legal(text: str) -> str:
    kept = (character for character in text if character not in ILLEGAL)
    return "".join(character for character in kept if not "\ud800" <= character <= "\udfff")


@given(text=st.text(st.characters()) | st.text("]>[<!CDAT&;\x00\x1d\ud83d").map(str))
@example(text=INJECTION)
@example(text="]]]]]>>>")
@example(text="]]\x00>")
@example(text="]\ud800]>")
@example(text="a\r\nb\rc")
def test_any_text_arrives_whole_and_alone(text: str) -> None:
    said = read(compose({"ToUserName": "o", **to_fields(Text(text))}))
    expected = legal(text).replace("\r\n", "\n").replace("\r", "\n")
    assert said == {"ToUserName": ["o"], "MsgType": ["text"], "Content": [expected]}


@given(name=st.text(max_size=30))
@example(name=INJECTION)
def test_addresses_cannot_break_out_either(name: str) -> None:
    said = read(compose({"ToUserName": name, "FromUserName": name, **to_fields(Text("好"))}))
    assert said["MsgType"] == ["text"]
    assert set(said) == {"ToUserName", "FromUserName", "MsgType", "Content"}


@pytest.mark.parametrize(
    ("message", "kind", "inside"),
    [
        (Text("a"), "text", {"Content": "a"}),
        (Image("m"), "image", {"Image": {"MediaId": "m"}}),
        (Voice("m"), "voice", {"Voice": {"MediaId": "m"}}),
        (
            Article("t]]>", "http://u?a=1&b=2", "d", "http://p"),
            "news",
            {
                "ArticleCount": "1",
                "Articles": {
                    "item": {
                        "Title": "t]]>",
                        "Description": "d",
                        "PicUrl": "http://p",
                        "Url": "http://u?a=1&b=2",
                    }
                },
            },
        ),
        (
            Menu("选", (Option("a", "甲"), Option("b", "乙")), "谢谢"),
            "text",
            {"Content": "选\n1. 甲\n2. 乙\n谢谢"},
        ),
    ],
)
def test_each_kind_of_message_has_the_platforms_shape(
    message: Message, kind: str, inside: dict[str, object]
) -> None:
    assert parse(compose(to_fields(message)).encode()) == {"MsgType": kind, **inside}


@given(body=st.binary())
def test_the_parser_returns_fields_or_refuses(body: bytes) -> None:
    with suppress(XmlError):
        assert isinstance(parse(body), dict)


names = st.from_regex(r"[A-Za-z]{1,3}", fullmatch=True)
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=9
)
trees = st.recursive(
    words, lambda inside: st.dictionaries(names, inside, min_size=1, max_size=3), max_leaves=6
)


@settings(max_examples=50)
@given(fields=st.dictionaries(names, trees, min_size=1, max_size=4))
def test_what_is_written_is_read_back(fields: dict[str, object]) -> None:
    assert parse(compose(fields).encode()) == fields
