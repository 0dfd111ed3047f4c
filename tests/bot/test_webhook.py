"""Who is let in at the callback address: the platform, in its three modes, and nobody else."""

import hmac
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from bootstrap.parts import Parts
from store.clock import ManualClock
from tests.bot.edge import changed, kept
from tests.scenarios import house
from tests.scenarios.posting import MODES, Account, Door, Post, message, sha1

pytestmark = pytest.mark.usefixtures("no_traceback")

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)


def test_the_address_is_verified_by_its_echo(door: Door, account: Account) -> None:
    query = account.query() + "&echostr=5927782489442352469"
    assert door.request("GET", query) == (200, b"5927782489442352469")


@pytest.mark.parametrize(
    "forged",
    [
        {"signature": "0" * 40},
        {"signature": None},
        {"signature": ""},
        {"signature": "é" * 40},
        {"nonce": "another"},
        {"timestamp": None},
        {"timestamp": "soon"},
    ],
)
def test_a_wrong_signature_verifies_nothing(
    door: Door, account: Account, forged: dict[str, str | None]
) -> None:
    query = changed(account.query(), echostr="5", **forged)
    assert door.request("GET", query) == (403, b"")


def test_signatures_are_compared_in_constant_time(
    door: Door, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[Any, Any]] = []

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert door.request("GET", account.query() + "&echostr=5")[0] == 403
    for mode in MODES:
        assert door.delivers(message(), mode).status == 403
    assert len(compared) == 4


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("late", [-601, 601, 10**7])
def test_a_stale_delivery_is_refused(built: Parts, account: Account, mode: str, late: int) -> None:
    door = house.door(replace(built, clock=ManualClock(NOON)), account)
    post = account.post(message().encode(), mode, at=NOON.timestamp() + late)
    assert door.send(post).status == 403


@pytest.mark.parametrize("stamp", ["9" * 400, "9" * 5000, "-1", "1e9", "", " ", "٣٣٣", "NaN"])
def test_an_absurd_time_stamp_is_refused_though_it_is_signed(
    door: Door, account: Account, stamp: str
) -> None:
    signature = sha1(account.token, stamp, "n")
    query = urlencode({"signature": signature, "timestamp": stamp, "nonce": "n"})
    assert door.request("POST", query, message().encode())[0] == 403
    assert door.request("GET", query + "&echostr=1")[0] == 403


@pytest.mark.parametrize("mode", MODES)
def test_a_forged_delivery_is_refused_and_not_kept(
    door: Door, built: Parts, account: Account, mode: str
) -> None:
    stranger = Account(token="another-token")
    assert door.send(stranger.post(message().encode(), mode)).status == 403
    name = "signature" if mode == "plain" else "msg_signature"
    post = account.post(message().encode(), mode)
    for forged in (None, "", "0" * 40, sha1("x")):
        assert door.send(Post(changed(post.query, **{name: forged}), post.body)).status == 403
    assert kept(built) == []


def test_a_signature_does_not_fit_another_body(door: Door, built: Parts, account: Account) -> None:
    one, other = (account.post(message(Content=text).encode()) for text in ("一", "二"))
    assert door.send(Post(one.query, other.body)).status == 403
    assert kept(built) == []


def test_in_compat_mode_only_the_encrypted_part_is_believed(
    door: Door, built: Parts, account: Account
) -> None:
    post = account.post(message(Content="真的").encode(), "compat")
    lied = post.body.replace("真的".encode(), "假的".encode(), 1)
    assert lied != post.body
    door.send(Post(post.query, lied))
    assert [text for _, text, _ in kept(built)] == ["真的"]


def test_without_a_key_compat_mode_is_read_plainly(built: Parts, account: Account) -> None:
    """The account is in 兼容 mode, but only the token was configured: its plain half serves."""
    object.__setattr__(built.settings.wechat, "aes_key", "")
    door = house.door(built, account)
    xml = message(Content="谢谢").encode()
    answers = [door.send(account.post(xml, "compat")) for _ in range(2)]
    assert "MsgType" in answers[0].fields
    assert answers[0].fields == answers[1].fields, "each delivery is sealed anew"
    assert len(kept(built)) == 1
    assert door.send(account.post(xml, "safe")).status == 400
    forged = account.post(xml, "compat")
    assert door.send(Post(changed(forged.query, signature="0" * 40), forged.body)).status == 403
