"""Who there is: employees, customers, groups and their robots; caller holds the company's lock."""

import hashlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from simulator.official.customers import KEPT_BUBBLES, Bubble
from simulator.wecom import limits

Json = dict[str, Any]


def bubbles() -> deque[Bubble]:
    return deque(maxlen=KEPT_BUBBLES)


@dataclass
class Employee:
    """A member of the company; `told` are the instants of messages of the application."""

    userid: str
    name: str
    bubbles: deque[Bubble] = field(default_factory=bubbles)
    told: list[float] = field(default_factory=list)
    dropped: int = 0

    def may_be_told(self, now: float) -> bool:
        self.told = [at for at in self.told if now - at < limits.HOUR]
        lately = sum(now - at < limits.MINUTE for at in self.told)
        return lately < limits.APP_A_MINUTE and len(self.told) < limits.APP_AN_HOUR


@dataclass
class Session:
    """One customer's chat with the 客服 account; for `state` see `kf`."""

    state: int = 4
    left: int = 0
    until: float = 0.0
    servicer: str = ""


@dataclass
class Friend:
    """A customer on WeChat. `friends` are the employees who have added them → since when."""

    external_userid: str
    name: str
    number: int
    unionid: str = ""
    friends: dict[str, float] = field(default_factory=dict)
    session: Session = field(default_factory=Session)
    mass_received: list[float] = field(default_factory=list)
    bubbles: deque[Bubble] = field(default_factory=bubbles)


@dataclass
class Robot:
    """A robot of a group: whoever has the key can write."""

    key: str
    name: str
    sent: list[float] = field(default_factory=list)


@dataclass
class Group:
    """A group (customers' or employees'): its owner and what was written into it."""

    chat_id: str
    name: str
    owner: str
    members: list[str] = field(default_factory=list)
    robots: list[Robot] = field(default_factory=list)
    bubbles: deque[Bubble] = field(default_factory=bubbles)


def made_id(prefix: str, corp_id: str, name: str) -> str:
    """The same name has the same id in every run."""
    return prefix + hashlib.sha256(f"{corp_id} {name}".encode()).hexdigest()[:26]


def robot_key(corp_id: str, group: str, name: str) -> str:
    """The key of a group's robot, the same in every run."""
    digest = made_id("", corp_id, f"{group} {name}")
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:]}"
