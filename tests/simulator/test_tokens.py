"""Access tokens as the platform hands them out and takes them back."""

import pytest
import requests

from simulator import Running
from tests import patience
from tests.simulator.conftest import Api, Start

USERS = "/cgi-bin/user/get"


def test_a_fetched_token_opens_the_api_for_two_hours(running: Running, api: Api) -> None:
    api.fetch()

    assert api.code(USERS) == 0
    running.platform.clock.advance(7_199)
    assert api.code(USERS) == 0
    running.platform.clock.advance(2)
    assert api.code(USERS) == 42001


def test_fetching_again_leaves_the_old_token_five_minutes(running: Running, api: Api) -> None:
    old = api.fetch()
    new = api.fetch()

    assert old != new
    api.token = old
    assert api.code(USERS) == 0
    running.platform.clock.advance(301)
    assert api.code(USERS) == 40001
    api.token = new
    assert api.code(USERS) == 0


def test_the_stable_token_is_the_same_until_it_nears_its_end(running: Running, api: Api) -> None:
    first = api.stable()

    assert first["expires_in"] == 7_200
    running.platform.clock.advance(3_600)
    again = api.stable()
    assert again["access_token"] == first["access_token"]
    assert 3_590 <= again["expires_in"] <= 3_600
    running.platform.clock.advance(3_350)
    renewed = api.stable()
    assert renewed["access_token"] != first["access_token"]
    api.token = first["access_token"]
    assert api.code(USERS) == 0, "the old one lasts to its own end"


def test_stable_and_plain_tokens_do_not_disturb_each_other(api: Api) -> None:
    api.token = api.stable()["access_token"]
    stable = api.token
    for _ in range(3):
        api.fetch()

    assert api.stable()["access_token"] == stable
    api.token = stable
    assert api.code(USERS) == 0


def test_forcing_kills_the_old_token_but_not_within_thirty_seconds(
    running: Running, api: Api
) -> None:
    first = api.stable()["access_token"]
    second = api.stable(force_refresh=True)["access_token"]

    assert second != first
    api.token = first
    assert api.code(USERS) == 40001
    assert api.stable(force_refresh=True)["access_token"] == second
    running.platform.clock.advance(30)
    assert api.stable(force_refresh=True)["access_token"] != second


def test_forcing_is_allowed_twenty_times_a_day(running: Running, api: Api) -> None:
    for _ in range(20):
        assert "access_token" in api.stable(force_refresh=True)
        running.platform.clock.advance(31)

    assert api.stable(force_refresh=True)["errcode"] == 45009
    running.platform.clock.advance(86_400)
    assert "access_token" in api.stable(force_refresh=True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"appid": "wx0000000000000000"}, 40013),
        ({"appid": ""}, 41002),
        ({"secret": "wrong"}, 40125),
        ({"secret": ""}, 41004),
        ({"grant_type": "other"}, 40002),
    ],
)
def test_wrong_credentials_are_told_apart(api: Api, change: dict[str, str], code: int) -> None:
    assert api.stable(**change)["errcode"] == code
    answer = requests.get(
        api.url("/cgi-bin/token"), params={**api.credentials, **change}, timeout=patience.SECONDS
    ).json()
    assert answer["errcode"] == code


@pytest.mark.parametrize(("token", "code"), [("short", 40014), ("x" * 136, 40001)])
def test_a_token_never_given_is_refused(api: Api, token: str, code: int) -> None:
    api.token = token

    assert api.code(USERS) == code


def test_a_call_without_a_token_says_so(api: Api) -> None:
    assert requests.get(api.url(USERS), timeout=patience.SECONDS).json()["errcode"] == 41001


def test_a_caller_not_on_the_list_is_refused(start_platform: Start) -> None:
    running = start_platform(allowed_ips=frozenset({"203.0.113.7"}))
    api = Api(running)

    answer = api.stable()
    api.close()

    assert answer["errcode"] == 40164
    assert "127.0.0.1" in answer["errmsg"]


def test_the_tester_can_end_tokens_at_once(running: Running, api: Api) -> None:
    api.fetch()

    running.platform.expire_tokens()
    assert api.code(USERS) == 42001
    api.fetch()
    running.platform.kill_tokens()
    assert api.code(USERS) == 40001
    assert api.stable()["expires_in"] == 7_200
