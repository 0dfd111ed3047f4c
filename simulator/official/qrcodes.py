"""Parametric QR codes (带参数的二维码): tickets and the scenes they stand for."""

import secrets
from dataclasses import dataclass
from typing import Any

from simulator.clock import VirtualClock
from simulator.official import limits
from simulator.official.errors import ApiError

_TEMPORARY = {"QR_SCENE": "scene_id", "QR_STR_SCENE": "scene_str"}
_PERMANENT = {"QR_LIMIT_SCENE": "scene_id", "QR_LIMIT_STR_SCENE": "scene_str"}
MAX_PERMANENT_ID = 100_000


@dataclass(frozen=True)
class QrCode:
    """One code; `expires_at` is None for a permanent one."""

    ticket: str
    scene: str
    url: str
    expires_at: float | None


class QrCodes:
    """The codes made so far. The caller holds the account's lock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._by_ticket: dict[str, QrCode] = {}

    def make(self, scene: str, seconds: int | None) -> QrCode:
        ticket = "gQ" + secrets.token_urlsafe(70)
        url = f"http://weixin.qq.com/q/02{secrets.token_urlsafe(16)}"
        expires = None if seconds is None else self._clock.now() + seconds
        code = QrCode(ticket, scene, url, expires)
        self._by_ticket[ticket] = code
        return code

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """The API's answer; 40053 when the action is malformed, 45029 past 100,000."""
        action = str(body.get("action_name", ""))
        field = {**_TEMPORARY, **_PERMANENT}.get(action)
        info = body.get("action_info")
        scene = info.get("scene") if isinstance(info, dict) else None
        if field is None or not isinstance(scene, dict) or field not in scene:
            raise ApiError(40053)
        permanent = action in _PERMANENT
        key = self._scene(field, scene[field], permanent=permanent)
        if permanent:
            if sum(code.expires_at is None for code in self.all()) >= limits.QR_PERMANENT:
                raise ApiError(45029)
            code = self.make(key, None)
            return {"ticket": code.ticket, "url": code.url}
        seconds = body.get("expire_seconds", limits.QR_DEFAULT_SECONDS)
        if not isinstance(seconds, int) or not 1 <= seconds <= limits.QR_SECONDS:
            raise ApiError(40053, "expire_seconds")
        code = self.make(key, seconds)
        return {"ticket": code.ticket, "expire_seconds": seconds, "url": code.url}

    @staticmethod
    def _scene(field: str, value: object, *, permanent: bool) -> str:
        if field == "scene_id":
            fits = isinstance(value, int) and 1 <= value < 1 << 32
            if not fits or (permanent and isinstance(value, int) and value > MAX_PERMANENT_ID):
                raise ApiError(40053, "scene_id")
            return str(value)
        if not isinstance(value, str) or not 1 <= len(value) <= limits.QR_SCENE_CHARACTERS:
            raise ApiError(40053, "scene_str")
        return value

    def all(self) -> list[QrCode]:
        return list(self._by_ticket.values())

    def by_ticket(self, ticket: str) -> QrCode | None:
        code = self._by_ticket.get(ticket)
        if code is None or (code.expires_at is not None and code.expires_at <= self._clock.now()):
            return None
        return code

    def of_scene(self, scene: str) -> QrCode:
        """The newest living code of a scene, made on the spot when the bot made none."""
        for code in reversed(self.all()):
            if code.scene == scene and self.by_ticket(code.ticket) is not None:
                return code
        return self.make(scene, None)
