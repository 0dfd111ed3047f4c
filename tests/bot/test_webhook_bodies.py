"""Bodies of every size and shape: a 4xx, or a valid answer; never an accident of ours."""

import io
import logging
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bootstrap.parts import Parts
from tests.bot.edge import kept
from tests.scenarios.posting import Account, Door, Post, message

pytestmark = pytest.mark.usefixtures("no_traceback")
BODY_BYTES = 256 * 1024
FINE = {200, 400, 403, 405, 413}


class Measured(io.BytesIO):
    """A body that knows how much of it was read."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        taken = super().read(size)
        self.taken += len(taken)
        return taken


def test_a_huge_body_is_refused_before_it_is_read(door: Door, account: Account) -> None:
    body = Measured(b"<xml>" + b"x" * (BODY_BYTES + 1))
    length = str(len(body.getvalue()))
    told: dict[str, Any] = {"CONTENT_LENGTH": length, "wsgi.input": body}
    assert door.request("POST", account.query(), **told)[0] == 413
    assert body.taken == 0


def test_a_chunked_body_is_read_up_to_the_cap(door: Door, account: Account) -> None:
    post = account.post(message(Content="谢谢").encode(), "plain")
    chunked: dict[str, Any] = {
        "CONTENT_LENGTH": None,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input_terminated": True,
    }
    status, answer = door.request("POST", post.query, post.body, **chunked)
    assert (status, b"<MsgType>" in answer) == (200, True)
    huge = Measured(b"<xml>" + b"x" * 10 * BODY_BYTES)
    assert door.request("POST", account.query(), **chunked | {"wsgi.input": huge})[0] == 413
    assert huge.taken <= BODY_BYTES + 1


@pytest.mark.parametrize(
    "length", ["-1", "+5", "abc", "1e3", "0x10", "٣", "9" * 5000, "5, 5", "½", " "]
)
def test_a_garbled_length_is_refused(door: Door, account: Account, length: str) -> None:
    status, _ = door.request("POST", account.query(), b"<xml>", CONTENT_LENGTH=length)
    assert status in {400, 413}


@pytest.mark.parametrize("length", [None, "", "0"])
def test_no_body_is_refused(door: Door, account: Account, length: str | None) -> None:
    told = {"CONTENT_LENGTH": length}
    assert door.request("POST", account.query(), b"<xml>", **told)[0] == 400


def test_a_body_shorter_than_it_says_is_refused(door: Door, account: Account) -> None:
    xml = message().encode()
    status, _ = door.request("POST", account.query(), xml[:-9], CONTENT_LENGTH=str(len(xml)))
    assert status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "post", "get"])
def test_other_methods_are_refused(door: Door, account: Account, method: str) -> None:
    post = account.post(message().encode())
    assert door.request(method, post.query, post.body) == (405, b"")


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<xml><MsgType>text</MsgType><FromUserName>o</FromUserName><Content>&b;</Content></xml>"
)
MALFORMED = {
    "nothing": b"",
    "blank": b"   ",
    "words": b"hello",
    "json": b'{"a": 1}',
    "unclosed": b"<xml><a>",
    "wrong end": b"<xml><a></b></xml>",
    "two roots": b"<xml><a>1</a></xml><xml/>",
    "no fields": b"<xml>text</xml>",
    "empty root": b"<xml/>",
    "entities": BOMB,
    "entities in disguise": BOMB.replace(b"<!DOCTYPE", b"<!DOC&#1;TYPE"),
    "entities behind a comment": b"<?xml version='1.0'?><!-- <xml> -->\n" + BOMB,
    "an external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><a>&e;</a></x>',
    "an undefined entity": b"<xml><a>&nope;</a></xml>",
    "UTF-16": message().encode("utf-16"),
    "UTF-16 with entities": BOMB.decode().encode("utf-16"),
    "open CDATA": b"<xml><a><![CDATA[x</a></xml>",
    "only NULs": b"\x00" * 1000,
    "a bad name": b"<xml><1a>x</1a></xml>",
    "an unbound prefix": b"<xml><x:a>1</x:a></xml>",
    "a bad reference": b"<xml><a>&#x;</a></xml>",
}
"""Bodies that are nobody's message, whoever signed them."""


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_message_is_a_400(
    door: Door, built: Parts, account: Account, name: str
) -> None:
    body = MALFORMED[name]
    assert door.request("POST", account.query(), body)[0] == 400
    assert door.send(account.post(body, "safe")).status == 400
    assert kept(built) == []


@pytest.mark.parametrize(
    "encoding", ["nonsense", "gbk", "utf-16", "utf-7", "hex", "idna", "cp037", "unicode_escape"]
)
def test_the_platform_speaks_utf_8_whatever_a_body_claims(
    door: Door, built: Parts, encoding: str
) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>' + message(Content="你好")
    assert door.delivers(xml).status == 200
    assert [text for _, text, _ in kept(built)] == ["你好"]


@pytest.mark.parametrize("levels", [9, 1000, 36_000])
def test_deep_nesting_is_cut(door: Door, built: Parts, levels: int) -> None:
    deep = "<a>" * levels + "</a>" * levels
    xml = message(Content="深").replace("</xml>", f"{deep}</xml>")
    assert door.delivers(xml, "plain").status == 200
    (row,) = kept(built)
    assert str(row.content).count("'a'") <= 8


def test_a_hundred_thousand_levels_do_not_reach_the_parser(door: Door, account: Account) -> None:
    body = b"<xml>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</xml>"
    assert door.request("POST", account.query(), body)[0] == 413


def test_a_hundred_thousand_children_are_read(door: Door, built: Parts) -> None:
    xml = message(Content="多").replace("</xml>", "<a/>" * 60_000 + "</xml>")
    assert door.delivers(xml, "plain").status == 200
    assert len(kept(built)) == 1


def safe(account: Account, sealed: str) -> Post:
    return Post(account.query(sealed or "x"), f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode())


def test_ciphertext_that_is_not_ours_is_refused(
    door: Door, built: Parts, account: Account
) -> None:
    xml = message().encode()
    whole = account.seal(xml)
    bad = {
        "nothing": "",
        "no base64": "*" * 64,
        "not ASCII": "密文" * 16,
        "half a block": whole[:20],
        "cut": whole[: len(whole) // 2 // 64 * 64],
        "padded base64": whole[:-4] + "====",
        "another receiver": account.seal(xml, "wx0000000000000000"),
        "a receiver that ours begins": account.seal(xml, account.app_id + "0"),
        "another key": Account(aes_key="kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR").seal(xml),
        "too short": account.seal_raw(b"x" * 16),
        "a length beyond the end": account.seal_raw(b"x" * 16 + b"\xff\xff\xff\xff" + xml),
        "a length of nothing": account.seal(b""),
        "nothing but padding": account.seal_raw(b""),
    }
    answered = {name: door.send(safe(account, sealed)).status for name, sealed in bad.items()}
    assert answered == {name: 403 if name == "nothing" else 400 for name in bad} | {
        "nothing": answered["nothing"]
    }
    assert answered["nothing"] in {400, 403}
    assert kept(built) == []


@pytest.mark.parametrize(
    "inner",
    ["<Encrypt><a>1</a></Encrypt>", "<Encrypt>x</Encrypt><Encrypt>y</Encrypt>", "<b>1</b>"],
)
def test_encrypt_of_a_wrong_shape_is_refused(door: Door, account: Account, inner: str) -> None:
    query = account.query("x")
    assert door.request("POST", query, f"<xml>{inner}</xml>".encode())[0] == 400


quiet = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
VALID = message(Content="谢谢😀 &lt;").encode()


@quiet
@given(body=st.binary(max_size=300))
@example(body=b"\xff\xfe<\x00x\x00/\x00>\x00")
def test_any_bytes_are_answered(door: Door, account: Account, body: bytes) -> None:
    assert door.request("POST", account.query(), body)[0] in FINE
    assert door.send(account.post(body, "safe")).status in FINE


@quiet
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), st.binary(max_size=8)),
        min_size=1,
        max_size=4,
    )
)
def test_any_damage_to_a_message_is_answered(
    door: Door, account: Account, cuts: list[tuple[int, int, bytes]]
) -> None:
    body = VALID
    for at, length, instead in cuts:
        body = body[:at] + instead + body[at + length :]
    assert door.send(account.post(body, "plain")).status in FINE
    assert door.send(account.post(body, "safe")).status in FINE


@quiet
@given(
    query=st.dictionaries(
        st.sampled_from(["signature", "timestamp", "nonce", "msg_signature", "encrypt_type"]),
        st.text(max_size=60) | st.just("aes"),
    ),
    raw=st.text(st.characters(max_codepoint=255), max_size=40),
)
def test_any_query_is_answered(door: Door, query: dict[str, str], raw: str) -> None:
    for text in (urlencode(query, errors="replace"), raw, raw + "&signature=" + raw):
        assert door.request("POST", text, VALID)[0] in FINE
        assert door.request("GET", text)[0] in FINE


def test_refusals_name_no_secret(
    door: Door, account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for body in MALFORMED.values():
            door.send(account.post(body, "safe"))
    assert account.token not in caplog.text
    assert account.aes_key not in caplog.text
