"""The signature of a page for WeChat's own script."""

from typing import Any

from channels.wechat.page import PageSigner, signature
from store.clock import ManualClock
from store.ephemeral import create
from tests.chat import NOON


class Api:
    def __init__(self) -> None:
        self.asked = 0

    def fetch(self, path: str, **query: str) -> dict[str, Any]:
        assert (path, query) == ("ticket/getticket", {"type": "jsapi"})
        self.asked += 1
        return {"errcode": 0, "ticket": "a-ticket", "expires_in": 7200}


def test_the_documented_example_gives_the_documented_digest() -> None:
    ticket = (
        "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    )
    url = "http://mp.weixin.qq.com?params=value"

    assert (
        signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, url)
        == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    )


def test_one_ticket_serves_until_it_ends() -> None:
    api, clock = Api(), ManualClock(NOON)
    signer = PageSigner(api, "wx1", create(""), clock)
    first = signer.sign("https://shop.example/notices", "n")
    signer.sign("https://shop.example/notices", "n")
    assert api.asked == 1
    assert first.timestamp == int(NOON.timestamp())
    clock.advance(hours=2)

    assert signer.sign("https://shop.example/notices", "n").signature != first.signature
    assert api.asked == 2
