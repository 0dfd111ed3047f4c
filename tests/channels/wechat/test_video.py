"""A customer's video is fetched from where the platform says, by no other scheme."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import requests

from channels.wechat import video
from channels.wechat.client import WeChatApi
from messaging.errors import SendError
from simulator import Running, start
from store.clock import SystemClock
from store.ephemeral import InProcess

FILM = b"film" * 1000
Answers = dict[str, tuple[int, dict[str, str], bytes]]


@pytest.fixture(scope="module")
def serving() -> Iterator[Running]:
    nowhere = "http://127.0.0.1:1/"
    with start(webhook=nowhere, verify_at_start=False, redelivery_interval=0.01) as running:
        yield running


@pytest.fixture
def server() -> Iterator[Callable[[Answers], str]]:
    """Serves these answers by path, at the address returned."""
    answers: Answers = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name there
            pass

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()

    def serve(found: Answers) -> str:
        answers.update(found)
        return f"http://127.0.0.1:{running.server_port}"

    yield serve
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.mark.parametrize("short", [False, True])
def test_a_customers_video_comes_with_its_type(serving: Running, short: bool) -> None:
    settings = serving.settings
    phone = serving.platform.customer("小林" if short else "小周")
    phone.follow()
    phone.sends_video(short=short)
    (media_id,) = [one.content["media_id"] for one in phone.messages if "media_id" in one.content]
    api = WeChatApi(settings.app_id, settings.app_secret, serving.url, InProcess(), SystemClock())

    assert api.download(media_id) == (bytes(2_000), "video/mp4")


def test_an_address_that_leads_on_is_followed(server: Callable[[Answers], str]) -> None:
    film = (200, {"Content-Type": "video/mp4"}, FILM)
    home = server({"/a": (302, {"Location": "/b"}, b""), "/b": film})

    assert video.fetch(f"{home}/a", plain=True) == (FILM, "video/mp4")


@pytest.mark.parametrize(
    ("path", "kind"), [("/elsewhere", "content"), ("/round", "content"), ("/gone", "retry")]
)
def test_what_leads_nowhere_or_to_another_scheme_is_not_fetched(
    server: Callable[[Answers], str], path: str, kind: str
) -> None:
    home = server(
        {
            "/elsewhere": (302, {"Location": "file:///etc/passwd"}, b""),
            "/round": (302, {"Location": "/round"}, b""),
        }
    )
    with pytest.raises(SendError) as failed:
        video.fetch(f"{home}{path}", plain=True)
    assert failed.value.kind == kind


def test_what_is_too_large_is_not_kept(
    server: Callable[[Answers], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video, "MOST_BYTES", len(FILM) - 1)
    home = server({"/a": (200, {}, FILM)})
    with pytest.raises(SendError) as failed:
        video.fetch(f"{home}/a", plain=True)
    assert failed.value.kind == "content"


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/a", "file:///etc/passwd", "https:///a", "x"])
def test_only_https_is_asked(address: str) -> None:
    with pytest.raises(SendError) as failed:
        video.fetch(address)
    assert failed.value.kind == "content"


def test_the_platforms_http_address_is_asked_by_https(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def get(address: str, **_: object) -> requests.Response:
        asked.append(address)
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "get", get)
    with pytest.raises(SendError):
        video.fetch("http://video.example/a")
    assert asked == ["https://video.example/a"]
