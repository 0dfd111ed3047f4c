"""What processes share through Redis, and what each keeps to itself while that is away."""

import logging
import threading

import pytest
import redis

from store import shared
from store.shared import Shared

NOBODY = "redis://127.0.0.1:1/0"


def test_two_processes_share_values_and_a_lock(redis_url: str) -> None:
    one, two = Shared(redis_url), Shared(redis_url)
    one.put("token", "t", 60)
    assert two.get("token") == "t"
    order: list[str] = []

    def second() -> None:
        with two.lock("token"):
            order.append("second")

    with one.lock("token"):
        waiting = threading.Thread(target=second)
        waiting.start()
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_while_it_is_away_a_process_goes_on_alone_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger=shared.__name__)
    alone = Shared(NOBODY)
    for _ in range(20):
        alone.put("token", "t", 60)
        assert alone.get("token") == "t"
        with alone.lock("token"):
            pass
    assert [record.getMessage() for record in caplog.records] == [
        "redis is away, this process goes on alone"
    ]


def test_when_it_is_back_it_is_asked_again(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger=shared.__name__)
    monkeypatch.setattr(shared, "AWAY_SECONDS", 0)
    one, two = Shared(redis_url), Shared(redis_url)
    two.put("token", "theirs", 60)
    with monkeypatch.context() as away:
        away.setattr(redis.Redis, "execute_command", _refused)
        one.put("token", "mine", 60)
        assert one.get("token") == "mine"
    assert one.get("token") == "theirs"
    said = [record.getMessage() for record in caplog.records]
    assert said == ["redis is away, this process goes on alone", "redis is back"]


def test_one_that_does_not_answer_costs_its_time_out_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def silent(_self: object, command: str, *_rest: object, **_options: object) -> None:
        asked.append(command)
        raise redis.TimeoutError

    monkeypatch.setattr(redis.Redis, "execute_command", silent)
    alone = Shared(NOBODY)
    for _ in range(9):
        alone.get("token")
    assert asked == ["GET"]


def _refused(*_arguments: object, **_options: object) -> None:
    raise redis.ConnectionError
