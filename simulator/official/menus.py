"""The account's menu (自定义菜单): at most three buttons of at most five each."""

from typing import Any

from simulator.official import limits
from simulator.official.errors import ApiError

_KEYED = {
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
}
_OTHERS = {"view", "miniprogram", "media_id", "view_limited", "article_id"}


class Menu:
    """The buttons as the bot gave them. The caller holds the account's lock."""

    def __init__(self) -> None:
        self.buttons: list[dict[str, Any]] = []

    def create(self, body: dict[str, Any]) -> None:
        buttons = body.get("button")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= limits.MENU_BUTTONS:
            raise ApiError(40016)
        for button in buttons:
            self._check_top(button)
        self.buttons = buttons

    def _check_top(self, button: Any) -> None:
        if not isinstance(button, dict):
            raise ApiError(47001)
        below = button.get("sub_button")
        if not below:
            self._check_button(button)
            return
        self._check_name(button)
        if not isinstance(below, list) or len(below) > limits.MENU_SUB_BUTTONS:
            raise ApiError(40023)
        for one in below:
            if not isinstance(one, dict):
                raise ApiError(47001)
            self._check_button(one)

    @staticmethod
    def _check_name(button: dict[str, Any]) -> None:
        name = button.get("name")
        if not isinstance(name, str) or not 1 <= len(name.encode()) <= limits.MENU_NAME_BYTES:
            raise ApiError(40018)

    def _check_button(self, button: dict[str, Any]) -> None:
        self._check_name(button)
        kind = button.get("type")
        if kind not in _KEYED | _OTHERS:
            raise ApiError(40017)
        key, url = button.get("key", ""), button.get("url", "")
        if kind in _KEYED and not 1 <= len(str(key).encode()) <= limits.MENU_KEY_BYTES:
            raise ApiError(40019)
        if kind == "view" and not 1 <= len(str(url).encode()) <= limits.MENU_URL_BYTES:
            raise ApiError(40020)

    def find(self, key_or_name: str) -> dict[str, Any] | None:
        """The button of that key, address or name, at either level."""
        for button in self.buttons:
            level: list[dict[str, Any]] = [button, *(button.get("sub_button") or [])]
            for one in level:
                if key_or_name in (one.get("key"), one.get("url"), one.get("name")):
                    return one
        return None

    def delete(self) -> None:
        self.buttons = []
