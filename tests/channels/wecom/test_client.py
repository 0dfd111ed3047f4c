"""WeCom's API: tokens, and every failure as a `SendError` of its kind."""

from collections.abc import Iterator

import pytest

from channels.wecom.client import WeComApi
from channels.wecom.codes import kind_of
from messaging.errors import SendError
from simulator import Running, start
from store.clock import SystemClock
from store.ephemeral import InProcess

STAFF = "ZhangWei"


@pytest.fixture(scope="module")
def serving() -> Iterator[Running]:
    with start(webhook="http://127.0.0.1:1/", verify_at_start=False) as running:
        yield running


@pytest.fixture
def running(serving: Running) -> Running:
    serving.platform.reset()
    return serving


@pytest.fixture
def api(running: Running) -> WeComApi:
    company = running.platform.wecom.settings
    return WeComApi(company.corp_id, company.secret, running.wecom_url, InProcess(), SystemClock())


def asked(running: Running, path: str) -> int:
    return len(running.platform.transcript.calls(path))


def test_one_token_serves_many_calls(running: Running, api: WeComApi) -> None:
    for _ in range(3):
        api.fetch("externalcontact/get_follow_user_list")
    assert asked(running, "gettoken") == 1


def test_a_stale_token_is_renewed_once(running: Running, api: WeComApi) -> None:
    api.fetch("externalcontact/get_follow_user_list")
    running.platform.wecom.expire_tokens()
    assert STAFF in api.fetch("externalcontact/get_follow_user_list")["follow_user"]

    running.platform.faults.add("errcode", path="get_follow", code=42001, times=None)
    before = asked(running, "get_follow")
    with pytest.raises(SendError) as refused:
        api.fetch("externalcontact/get_follow_user_list")
    assert refused.value.kind == "account"
    assert asked(running, "get_follow") == before + 2


@pytest.mark.parametrize(
    ("effect", "how", "kind"),
    [
        ("reset_before", {}, "unknown"),
        ("reset_after", {}, "unknown"),
        ("bad_gateway", {}, "unknown"),
        ("garbage", {}, "unknown"),
        ("errcode", {"code": -1}, "retry"),
        ("errcode", {"code": 45009}, "quota"),
        ("errcode", {"code": 60020}, "account"),
        ("errcode", {"code": 95001}, "count"),
        ("errcode", {"code": 95002}, "window"),
        ("errcode", {"code": 84061}, "recipient"),
        ("errcode", {"code": 12345}, "content"),
    ],
)
def test_each_failure_has_its_kind(
    running: Running, api: WeComApi, effect: str, how: dict[str, int], kind: str
) -> None:
    running.platform.faults.add(effect, path="kf/send_msg", **how)  # type: ignore[arg-type]
    with pytest.raises(SendError) as failed:
        api.call("kf/send_msg", {"touser": "wm1"})
    assert failed.value.kind == kind
    assert running.platform.wecom.settings.secret not in str(failed.value)


def test_a_wrong_secret_is_the_accounts_fault(running: Running) -> None:
    company = running.platform.wecom.settings
    wrong = WeComApi(company.corp_id, "wrong", running.wecom_url, InProcess(), SystemClock())
    with pytest.raises(SendError) as refused:
        wrong.call("kf/account/list", {})
    assert (refused.value.kind, refused.value.code) == ("account", 40001)


def test_nobody_there_may_be_tried_again() -> None:
    away = WeComApi("c", "s", "http://127.0.0.1:1", InProcess(), SystemClock())
    with pytest.raises(SendError) as failed:
        away.by_key("webhook/send", "key", {})
    assert failed.value.kind == "retry"


def test_a_file_goes_and_comes_back(api: WeComApi) -> None:
    media_id = api.upload("image", "cake.png", b"\x89PNG cake", "image/png")
    assert api.download(media_id) == (b"\x89PNG cake", "image/png")
    with pytest.raises(SendError) as refused:
        api.download("nothing")
    assert refused.value.code == 40007


def test_an_unlisted_code_is_about_the_content() -> None:
    assert kind_of(99999) == "content"
