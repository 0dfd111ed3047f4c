"""Passive replies: what a bot may answer inside the webhook response."""

from collections.abc import Callable
from typing import Any

from simulator import xml
from simulator.crypto import DecryptError, MessageCrypto, same, signature
from simulator.parcels import Reply
from simulator.settings import Settings

NOTHING = ("", "success")


class InvalidReplyError(Exception):
    """The platform would not take this answer; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Build = Callable[[dict[str, Any]], dict[str, Any]]


def _of(fields: dict[str, Any], name: str) -> dict[str, Any]:
    part = fields.get(name)
    if not isinstance(part, dict):
        raise InvalidReplyError(f"{name} is missing")
    return part


def _text_of(fields: dict[str, Any], name: str, *, needed: bool = True) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise InvalidReplyError(f"{name} is not text")
    if needed and not value:
        raise InvalidReplyError(f"{name} is missing")
    return value


def _text(fields: dict[str, Any]) -> dict[str, Any]:
    return {"text": _text_of(fields, "Content")}


def _media(name: str) -> Build:
    def build(fields: dict[str, Any]) -> dict[str, Any]:
        part = _of(fields, name)
        return {
            "media_id": _text_of(part, "MediaId"),
            "title": _text_of(part, "Title", needed=False),
            "description": _text_of(part, "Description", needed=False),
        }

    return build


def _music(fields: dict[str, Any]) -> dict[str, Any]:
    part = _of(fields, "Music")
    return {
        "title": _text_of(part, "Title", needed=False),
        "description": _text_of(part, "Description", needed=False),
        "url": _text_of(part, "MusicUrl", needed=False),
        "media_id": _text_of(part, "ThumbMediaId", needed=False),
    }


def _news(fields: dict[str, Any]) -> dict[str, Any]:
    items = _of(fields, "Articles").get("item")
    articles = items if isinstance(items, list) else [items]
    if str(len(articles)) != fields.get("ArticleCount"):
        raise InvalidReplyError("ArticleCount does not fit")
    # One article is what a reply to a message of a customer may hold since 2018-10-12.
    first = articles[0]
    if not isinstance(first, dict):
        raise InvalidReplyError("item is missing")
    return {
        "title": _text_of(first, "Title", needed=False),
        "description": _text_of(first, "Description", needed=False),
        "picture": _text_of(first, "PicUrl", needed=False),
        "url": _text_of(first, "Url", needed=False),
    }


def _transfer(_fields: dict[str, Any]) -> dict[str, Any]:
    return {}


BUILDERS: dict[str, Build] = {
    "text": _text,
    "image": _media("Image"),
    "voice": _media("Voice"),
    "video": _media("Video"),
    "music": _music,
    "news": _news,
    "transfer_customer_service": _transfer,
}


class ReplyReader:
    """Decrypts and validates what a webhook answered."""

    def __init__(self, settings: Settings, crypto: MessageCrypto) -> None:
        self._settings = settings
        self._crypto = crypto

    def read(self, body: str, openid: str) -> Reply | None:
        """The reply, None for "nothing to say"; InvalidReplyError for anything else."""
        if body.strip() in NOTHING:
            return None
        raw = body
        fields = self._fields(body)
        sealed = fields.get("Encrypt")
        if isinstance(sealed, str):
            raw = self._opened(fields, sealed)
            if raw.strip() in NOTHING:
                return None
            fields = self._fields(raw)
        elif self._settings.mode == "safe":
            raise InvalidReplyError("not encrypted in safe mode")
        return self._built(fields, raw, openid)

    def _fields(self, document: str) -> dict[str, Any]:
        try:
            return xml.read(document)
        except xml.XmlError as error:
            raise InvalidReplyError(f"not XML: {error}") from error

    def _opened(self, fields: dict[str, Any], sealed: str) -> str:
        if self._settings.mode == "plain":
            raise InvalidReplyError("encrypted in plain mode")
        signed = signature(
            self._settings.token,
            _text_of(fields, "TimeStamp"),
            _text_of(fields, "Nonce"),
            sealed,
        )
        if not same(signed, _text_of(fields, "MsgSignature")):
            raise InvalidReplyError("wrong MsgSignature")
        try:
            return self._crypto.decrypt(sealed)
        except DecryptError as error:
            raise InvalidReplyError(f"cannot decrypt: {error.reason}") from error

    def _built(self, fields: dict[str, Any], raw: str, openid: str) -> Reply:
        if _text_of(fields, "ToUserName") != openid:
            raise InvalidReplyError("ToUserName is not the customer")
        if _text_of(fields, "FromUserName") != self._settings.original_id:
            raise InvalidReplyError("FromUserName is not the account")
        if not _text_of(fields, "CreateTime").isdigit():
            raise InvalidReplyError("CreateTime is not a number")
        kind = _text_of(fields, "MsgType")
        build = BUILDERS.get(kind)
        if build is None:
            raise InvalidReplyError(f"MsgType {kind} cannot be replied")
        return Reply(kind, build(fields), raw)
