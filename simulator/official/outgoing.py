"""What a bot may send: each message type checked, and turned into what the phone shows."""

from collections.abc import Callable
from typing import Any

from simulator.official import limits
from simulator.official.account import OfficialAccount
from simulator.official.errors import ApiError

Json = dict[str, Any]
Check = Callable[[OfficialAccount, Json], Json]


def _words(part: Json, name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str) or not value:
        raise ApiError(44004)
    if len(value.encode()) > limits.TEXT_BYTES:
        raise ApiError(45002)
    return value


def _text(_account: OfficialAccount, part: Json) -> Json:
    return {"text": _words(part, "content")}


def _media(kind: str) -> Check:
    def check(account: OfficialAccount, part: Json) -> Json:
        media = account.media.require(part.get("media_id"), kind)
        title, description = str(part.get("title", "")), str(part.get("description", ""))
        return {"media_id": media.id, "title": title, "description": description}

    return check


def _music(account: OfficialAccount, part: Json) -> Json:
    thumb = account.media.require(part.get("thumb_media_id"))
    return {
        "title": str(part.get("title", "")),
        "description": str(part.get("description", "")),
        "url": str(part.get("musicurl", "")),
        "media_id": thumb.id,
    }


def _news(_account: OfficialAccount, part: Json) -> Json:
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles:
        raise ApiError(44003)
    if len(articles) > 1:
        raise ApiError(45008)
    first = articles[0]
    if not isinstance(first, dict):
        raise ApiError(47001)
    return {
        "title": str(first.get("title", "")),
        "description": str(first.get("description", "")),
        "picture": str(first.get("picurl", "")),
        "url": str(first.get("url", "")),
    }


def _mpnews(account: OfficialAccount, part: Json) -> Json:
    media_id = part.get("media_id")
    first = account.drafts.require(media_id)[0]
    return {
        "title": first.title,
        "description": first.digest,
        "picture": f"{account.base_url}/sim/media/{first.thumb}",
        "url": f"{account.base_url}/sim/article/{media_id}",
        "media_id": media_id,
    }


def _msgmenu(account: OfficialAccount, part: Json) -> Json:
    if account.settings.account != "service":
        raise ApiError(40200)
    items = part.get("list")
    if not isinstance(items, list) or not items:
        raise ApiError(40035, "list")
    shown = []
    for item in items:
        if not isinstance(item, dict) or not str(item.get("content") or ""):
            raise ApiError(40035, "list")
        shown.append({"id": str(item.get("id", "")), "content": str(item["content"])})
    head, tail = str(part.get("head_content", "")), str(part.get("tail_content", ""))
    return {"head": head, "items": shown, "tail": tail}


def _miniprogram(account: OfficialAccount, part: Json) -> Json:
    for name in ("title", "appid", "pagepath"):
        _words(part, name)
    thumb = account.media.require(part.get("thumb_media_id"))
    return {"title": str(part["title"]), "appid": str(part["appid"]), "media_id": thumb.id}


def _card(_account: OfficialAccount, part: Json) -> Json:
    return {"title": "卡券", "card_id": _words(part, "card_id")}


def _article(_account: OfficialAccount, part: Json) -> Json:
    return {"title": "图文消息", "article_id": _words(part, "article_id")}


CUSTOM: dict[str, Check] = {
    "text": _text,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "music": _music,
    "news": _news,
    "mpnews": _mpnews,
    "mpnewsarticle": _article,
    "msgmenu": _msgmenu,
    "wxcard": _card,
    "miniprogrampage": _miniprogram,
}

MASS: dict[str, Check] = {
    "text": _text,
    "voice": _media("voice"),
    "image": _media("image"),
    "mpvideo": _media("video"),
    "mpnews": _mpnews,
    "wxcard": _card,
}


def content_of(account: OfficialAccount, body: Json, kinds: dict[str, Check]) -> tuple[str, Json]:
    """The type of a message and what is shown of it; 40008 for a type not allowed here."""
    kind = body.get("msgtype")
    check = kinds.get(kind) if isinstance(kind, str) else None
    if check is None or not isinstance(kind, str):
        raise ApiError(40008)
    part = body.get(kind)
    if kind == "image" and kinds is MASS and "images" in body:
        part = _first_image(body["images"])
    if not isinstance(part, dict):
        raise ApiError(47001, kind)
    return kind, check(account, part)


def _first_image(images: Any) -> Json:
    ids = images.get("media_ids") if isinstance(images, dict) else None
    if not isinstance(ids, list) or not ids:
        raise ApiError(40007)
    return {"media_id": ids[0]}
