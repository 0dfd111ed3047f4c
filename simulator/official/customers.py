"""The customers of the account: who they are and what their phone shows."""

import hashlib
import itertools
import string
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from simulator.official.errors import ApiError
from simulator.official.windows import Window

KEPT_BUBBLES = 500
NAMES = ("小林", "陈晨", "王芳", "赵磊", "阿秀", "周敏", "老吴", "郑爽", "刘洋", "何静")
_ALPHABET = string.ascii_letters + string.digits

Sender = Literal["customer", "account", "system"]
Status = Literal["sending", "delivered", "failed"]


@dataclass
class Bubble:
    """One thing on the phone. `origin` is how it came: act, reply, custom, template, …"""

    id: int
    at: float
    sender: Sender
    kind: str
    content: dict[str, Any]
    origin: str
    status: Status = "delivered"
    withdrawn: bool = False

    @property
    def text(self) -> str:
        """The words in it, as a person would read them."""
        if self.kind == "msgmenu":
            lines = [self.content["head"], *(i["content"] for i in self.content["items"])]
            return "\n".join(line for line in [*lines, self.content["tail"]] if line)
        if self.kind == "notice":
            rows = [f"{row['label']}：{row['value']}" for row in self.content["rows"]]
            return "\n".join([self.content["title"], *rows])
        return str(self.content.get("text") or self.content.get("title") or "")

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "text": self.text}


@dataclass
class Customer:
    """One person; every field is the platform's own knowledge."""

    openid: str
    name: str
    number: int
    unionid: str = ""
    following: bool = False
    followed_at: float = 0.0
    subscribe_scene: str = "ADD_SCENE_SEARCH"
    qr_scene: str = ""
    blacklisted: bool = False
    refuses_templates: bool = False
    remark: str = ""
    tags: list[int] = field(default_factory=list)
    window: Window = field(default_factory=Window)
    consents: dict[str, int] = field(default_factory=dict)
    bubbles: deque[Bubble] = field(default_factory=lambda: deque(maxlen=KEPT_BUBBLES))
    unread: int = 0
    typing_until: float = 0.0
    exchanged_at: float = 0.0
    mass_received: list[float] = field(default_factory=list)

    def as_json(self, now: float) -> dict[str, Any]:
        last = self.bubbles[-1] if self.bubbles else None
        return {
            "openid": self.openid,
            "name": self.name,
            "number": self.number,
            "following": self.following,
            "blacklisted": self.blacklisted,
            "refuses_templates": self.refuses_templates,
            "remark": self.remark,
            "tags": list(self.tags),
            "unread": self.unread,
            "typing": self.typing_until > now,
            "consents": dict(self.consents),
            "left": self.window.left(now),
            "window": [
                {**asdict(one), "seconds": round(one.expires_at - now)}
                for one in self.window.live(now)
            ],
            "last": last.as_json() if last else None,
        }


def openid_of(app_id: str, name: str) -> str:
    """The same person has the same openid at this account in every run."""
    number = int.from_bytes(hashlib.sha256(f"{app_id} {name}".encode()).digest())
    letters = []
    for _ in range(27):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "o" + "".join(letters)


class Customers:
    """All customers, by openid and by name. The caller holds the account's lock."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._by_openid: dict[str, Customer] = {}
        self._by_name: dict[str, Customer] = {}
        self._bubbles = itertools.count(1)

    def __iter__(self) -> Iterator[Customer]:
        return iter(list(self._by_openid.values()))

    def __len__(self) -> int:
        return len(self._by_openid)

    def create(self, name: str, openid: str = "") -> Customer:
        """Add a person, or return the one of that openid or name."""
        known = self._by_openid.get(openid) if openid else self._by_name.get(name)
        if known is not None:
            return known
        identity = openid or openid_of(self._app_id, name)
        person = Customer(identity, name, len(self._by_openid) + 1)
        person.unionid = openid_of("open platform", identity)
        self._by_openid[identity] = person
        self._by_name.setdefault(name, person)
        return person

    def unused_name(self) -> str:
        for round_number in itertools.count():
            for name in NAMES:
                candidate = name if round_number == 0 else f"{name} {round_number + 1}"
                if candidate not in self._by_name:
                    return candidate
        raise AssertionError

    def find(self, openid_or_name: str) -> Customer | None:
        return self._by_openid.get(openid_or_name) or self._by_name.get(openid_or_name)

    def require(self, openid: object) -> Customer:
        """The customer of an API call; 40003 when there is none."""
        found = self._by_openid.get(openid) if isinstance(openid, str) else None
        if found is None:
            raise ApiError(40003)
        return found

    def following(self) -> list[Customer]:
        return [person for person in self if person.following]

    def next_bubble_id(self) -> int:
        return next(self._bubbles)

    def clear(self) -> None:
        self._by_openid.clear()
        self._by_name.clear()
