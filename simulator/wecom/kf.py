"""微信客服: the account's log of messages, pulled by cursor; the caller holds the lock."""

import secrets
from dataclasses import dataclass
from typing import Any

from simulator.wecom import limits
from simulator.wecom.errors import WeComError

Json = dict[str, Any]
CUSTOMER, SYSTEM = 3, 4
UNTOUCHED, BOT, QUEUED, HUMAN, ENDED = range(5)
NEXT_STATES = {
    UNTOUCHED: {BOT, QUEUED, HUMAN, ENDED},
    BOT: {QUEUED, HUMAN, ENDED},
    QUEUED: {HUMAN, ENDED},
    HUMAN: {QUEUED, HUMAN, ENDED},
    ENDED: {HUMAN},
}


@dataclass(frozen=True)
class Logged:
    """One message or event in the log; `at` in virtual seconds."""

    number: int
    at: float
    message: Json


class KfAccount:
    """One 客服 account: its log and the tokens that its callbacks carried."""

    def __init__(self, open_kfid: str, name: str) -> None:
        self.open_kfid = open_kfid
        self.name = name
        self._log: list[Logged] = []
        self._last = 0
        self._tokens: dict[str, float] = {}
        self.sent: set[str] = set()

    def add(self, external_userid: str, origin: int, now: float, **content: Any) -> str:
        """Append to the log; return the message's id."""
        self._last += 1
        msgid = secrets.token_hex(16)
        message = {
            "msgid": msgid,
            "open_kfid": self.open_kfid,
            "external_userid": external_userid,
            "send_time": int(now),
            "origin": origin,
            **content,
        }
        if content.get("msgtype") == "event":
            del message["external_userid"], message["open_kfid"]
        self._log.append(Logged(self._last, now, message))
        return msgid

    def token(self, now: float) -> str:
        """What a callback carries, good for pulling for ten minutes."""
        self._tokens = {one: until for one, until in self._tokens.items() if until > now}
        token = "ENC" + secrets.token_urlsafe(32)
        self._tokens[token] = now + limits.KF_TOKEN_LIFE
        return token

    def pull(self, cursor: str, token: str, limit: int, now: float) -> Json:
        """A page of the log after `cursor`: 95007 for a token that is not ours or too old."""
        if token and self._tokens.get(token, 0) <= now:
            raise WeComError(95007)
        after = _number_of(cursor)
        kept = [one for one in self._log if one.number > after and now - one.at < limits.KF_KEPT]
        page = kept[:limit]
        last = page[-1].number if page else max(after, 0)
        return {
            "next_cursor": f"cur{last:012}",
            "has_more": int(len(kept) > limit),
            "msg_list": [one.message for one in page],
        }


def _number_of(cursor: str) -> int:
    if not cursor:
        return 0
    number = cursor.removeprefix("cur")
    if not number.isdecimal():
        raise WeComError(40058, "cursor")
    return int(number)
