"""What customers say and platforms write, however odd, is kept and answered."""

import pytest

from bootstrap.parts import Parts
from tests.bot.edge import kept
from tests.scenarios.posting import MODES, Door, message

pytestmark = pytest.mark.usefixtures("no_traceback")

INJECTION = "谢谢]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA["
WORDS = {
    "the end of CDATA": "谢谢]]>",
    "an injected type": INJECTION,
    "a document type": "<!DOCTYPE html><!ENTITY x 'y'>",
    "an emoji": "谢谢👨‍👩‍👧‍👦🇨🇳",
    "markup": "<b>&amp;</b>",
    "nothing": "",
    "blanks": "  \n ",
    "long": "谢" * 2000,
    "right to left": "\u202eabc\u2066",
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", WORDS)
def test_any_words_are_kept_as_they_are(door: Door, built: Parts, name: str, mode: str) -> None:
    words = WORDS[name]
    inside = words.replace("]]>", "]]]]><![CDATA[>")
    answer = door.delivers(message(Content=inside), mode)
    assert answer.status == 200
    assert answer.fields.get("MsgType", "text") == "text"
    (row,) = kept(built)
    assert (row.text or "", row.content["Content"]) == (words.strip(), words)


RAW = {
    "NUL": b"a\x00b",
    "a group separator": b"a\x1db",
    "all controls": b"a" + bytes(range(9)) + bytes(range(14, 32)) + b"b",
    "a reference to NUL": b"]]>a&#0;b<![CDATA[",
    "a reference to a control": b"]]>a&#x1D;b<![CDATA[",
    "a reference to surrogates": b"]]>a&#55357;&#56832;b<![CDATA[",
    "a reference to no character": b"]]>a&#xFFFF;&#x110000;&#99999999999;b<![CDATA[",
    "a non-character": b"a\xef\xbf\xbf\xef\xbf\xbeb",
}
BROKEN = {
    "half a character": b"a\xe6\x88b",
    "latin-1": b"a\xe9b",
    "surrogates in UTF-8": b"a\xed\xa0\xbd\xed\xb8\x80b",
    "overlong": b"a\xc0\xafb",
    "half a character at the end": b"ab\xe6",
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", [*RAW, *BROKEN])
def test_characters_that_xml_forbids_do_not_lose_a_message(
    door: Door, built: Parts, name: str, mode: str
) -> None:
    said = {**RAW, **BROKEN}[name]
    answer = door.delivers(message(Content="@").encode().replace(b"@", said), mode)
    assert answer.status == 200
    (row,) = kept(built)
    if name in RAW:
        assert row.text == "ab"
    else:
        assert row.text.replace("\ufffd", "") == "ab"


ODD: dict[str, str] = {
    "a year beyond reckoning": message(CreateTime="9" * 30),
    "a time before time": message(CreateTime="-5"),
    "a time in words": message(CreateTime="昨天"),
    "a huge id": message(MsgId="9" * 5000),
    "an id of nothing": message(MsgId=""),
    "no sender": message(openid=""),
    "a long sender": message(openid="o" * 3000),
    "a sender of two lines": message(openid="o\n2"),
    "a long kind": message(kind="k" * 500),
    "a long event": message(kind="event", Event="e" * 500, EventKey="k" * 5000),
    "an event of no name": message(kind="event"),
    "no kind": message().replace("MsgType", "Other"),
    "a long media id": message(kind="image", MediaId="m" * 3000),
    "two contents": message(Content="一").replace("</xml>", "<Content>二</Content></xml>"),
    "two senders": message().replace("</xml>", "<FromUserName>o2</FromUserName></xml>"),
    "two kinds": message(Content="x").replace("</xml>", "<MsgType>image</MsgType></xml>"),
    "content with children": message().replace("</xml>", "<Content><a>1</a></Content></xml>"),
    "an id with children": message(MsgId=1).replace("<MsgId>1", "<MsgId><a>1</a>"),
    "a choice of no menu": message(Content="x", bizmsgmenuid="99"),
    "a type of our own": message(kind="text", type="menu", options="x"),
    "a subscription with a list": message(kind="event", Event="subscribe").replace(
        "</xml>", "<EventKey>a</EventKey><EventKey>b</EventKey></xml>"
    ),
    "a scene of great length": message(kind="event", Event="subscribe", EventKey="qrscene_" * 99),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_fields_are_kept_and_answered(door: Door, built: Parts, name: str) -> None:
    for mode in MODES:
        assert door.delivers(ODD[name], mode).status == 200
    assert len(kept(built)) == 1
