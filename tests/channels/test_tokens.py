"""Tokens: whatever goes wrong with one, no message has been sent, and none has failed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from channels import tokens
from channels.tokens import Tokens
from messaging.errors import AwayError, FailureKind, SendError
from store.clock import ManualClock
from store.ephemeral import InProcess

NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)


def failing(error: SendError) -> Tokens:
    def fetch(_force: bool) -> tuple[str, int]:
        raise error

    return Tokens("test", fetch, InProcess(), ManualClock(NOW))


@pytest.mark.parametrize("kind", ["retry", "rate", "quota", "content", "unknown"])
def test_without_a_token_the_platform_is_away(kind: FailureKind) -> None:
    """Also when the answer to the token's own request was lost: it is no message."""
    with pytest.raises(AwayError):
        failing(SendError(kind, -1)).usable()


def test_an_account_that_may_not_is_told_so() -> None:
    with pytest.raises(SendError) as caught:
        failing(SendError("account", 40164)).usable()
    assert (caught.value.kind, caught.value.code) == ("account", 40164)
    assert not isinstance(caught.value, AwayError)


@pytest.mark.parametrize(
    "answer",
    [{}, {"errcode": 0, "errmsg": "ok"}, {"access_token": "t", "expires_in": "soon"}],
    ids=["nothing", "ok", "no number"],
)
def test_an_answer_that_makes_no_sense_is_no_token(answer: Mapping[str, Any]) -> None:
    with pytest.raises(AwayError):
        tokens.read(answer)


def test_a_token_is_read_with_its_life() -> None:
    assert tokens.read({"access_token": "t", "expires_in": "60"}) == ("t", 60)
    assert tokens.read({"access_token": "t"}) == ("t", 7200)
