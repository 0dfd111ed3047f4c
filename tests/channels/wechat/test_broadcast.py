"""Announcements made ready for a mass send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from channels.wechat.broadcast import WeChatBroadcasts, as_html
from messaging.errors import SendError
from messaging.messages import Image, MassArticle, Text


@dataclass(frozen=True)
class Said:
    kind: str
    text: str = ""
    title: str = ""
    description: str = ""
    url: str = ""


@dataclass
class Remembering:
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
        self.calls.append((path, data))
        return {"media_id": "draft-1"}

    def call_once(self, path: str, data: Mapping[str, Any], repeated: int) -> dict[str, Any]:
        raise NotImplementedError

    def upload(self, path: str, file: tuple[str, bytes, str], **query: str) -> dict[str, Any]:
        self.calls.append((path, (file[0], query["type"])))
        return {"media_id": "media-1"}


def test_text_needs_nothing() -> None:
    api = Remembering()
    assert WeChatBroadcasts(api).prepare(Said("text", "周末八折"), None, "") == Text("周末八折")
    assert api.calls == []


def test_a_picture_is_uploaded() -> None:
    api = Remembering()
    assert WeChatBroadcasts(api).prepare(Said("image"), b"x", "image/png") == Image("media-1")
    assert api.calls == [("media/upload", ("picture.png", "image"))]


def test_an_article_has_a_lasting_cover_and_safe_words() -> None:
    api = Remembering()
    said = Said("article", "抹茶 <千层>\n\n海盐卷", "上新", "", "https://a.b/c")
    found = WeChatBroadcasts(api).prepare(said, b"x", "image/jpeg")

    assert found == MassArticle("draft-1")
    [(cover, _), (draft, body)] = api.calls
    assert (cover, draft) == ("material/add_material", "draft/add")
    [article] = body["articles"]
    assert article == {
        "title": "上新",
        "digest": "抹茶 <千层> 海盐卷",
        "content": "<p>抹茶 &lt;千层&gt;</p><p>海盐卷</p>",
        "thumb_media_id": "media-1",
        "content_source_url": "https://a.b/c",
    }


def test_without_its_picture_nothing_is_made() -> None:
    api = Remembering()
    with pytest.raises(SendError) as refused:
        WeChatBroadcasts(api).prepare(Said("article", "x", "y"), None, "")
    assert refused.value.kind == "content"
    assert api.calls == []


def test_words_cannot_become_markup() -> None:
    assert as_html('<script src="x">') == "<p>&lt;script src=&quot;x&quot;&gt;</p>"
