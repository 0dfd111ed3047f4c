"""One company: its state, and what happens on the phones of its people and customers."""

import itertools
import secrets
from collections import deque
from typing import Any

from simulator import xml
from simulator.account import Account, World
from simulator.official.customers import Bubble, Sender
from simulator.official.media import MediaStore
from simulator.parcels import Parcel
from simulator.wecom import limits
from simulator.wecom.errors import WeComError
from simulator.wecom.kf import KfAccount
from simulator.wecom.mass import CustomerSend
from simulator.wecom.people import Employee, Friend, Group, Robot, made_id, robot_key
from simulator.wecom.settings import KF_ID, WeComSettings
from simulator.wecom.tokens import Tokens
from simulator.wecom.webhook import Webhook

COURIERS = 32
JOB_DELAY = 0.02


class Corp(Account):
    """State behind the API and the acts."""

    def __init__(self, settings: WeComSettings, world: World) -> None:
        super().__init__(world, Webhook(settings), couriers=COURIERS, job_delay=JOB_DELAY)
        self.settings = settings
        self._fill()

    def _fill(self) -> None:
        self.tokens = Tokens(self.clock)
        self.media = MediaStore(self.clock)
        self.employees = {
            userid: Employee(userid, name) for userid, name in self.settings.employees
        }
        self.friends: dict[str, Friend] = {}
        self.groups: dict[str, Group] = {}
        self.sends: dict[str, CustomerSend] = {}
        self.kf = KfAccount(KF_ID, self.settings.kf_name)
        self.welcomes: dict[str, tuple[str, float]] = {}
        self.welcomed: set[str] = set()
        self.entries: dict[str, tuple[str, float]] = {}
        self._bubbles = itertools.count(1)
        self._numbers = itertools.count(1)

    def reset(self) -> None:
        with self.lock:
            self._fill()
        self.feed.publish("wecom")

    def employee(self, userid: object) -> Employee:
        """60111 when there is none."""
        found = self.employees.get(userid) if isinstance(userid, str) else None
        if found is None:
            raise WeComError(60111)
        return found

    def friend(self, external_userid: object) -> Friend:
        """84061 when there is no such customer."""
        found = self.friends.get(external_userid) if isinstance(external_userid, str) else None
        if found is None:
            raise WeComError(84061)
        return found

    def add_friend(self, name: str, *friends: str, external_userid: str = "") -> Friend:
        """The customer of that name, made if new, whom these employees have added long ago."""
        with self.lock:
            known = external_userid or made_id("wm", self.settings.corp_id, name)
            person = self.friends.get(known)
            if person is None:
                unionid = made_id("o", "open platform", name)
                person = Friend(known, name, len(self.friends) + 1, unionid)
                self.friends[known] = person
            for userid in friends:
                person.friends.setdefault(self.employee(userid).userid, self.clock.now())
        self.feed.publish("wecom")
        return person

    def add_group(
        self, name: str, owner: str, *members: str, robots: tuple[str, ...] = ()
    ) -> Group:
        """The group of that name, made if new, with robots of these names."""
        with self.lock:
            chat_id = made_id("wr", self.settings.corp_id, name)
            group = self.groups.setdefault(
                chat_id, Group(chat_id, name, self.employee(owner).userid)
            )
            group.members += [one for one in members if one not in group.members]
            for robot in robots:
                self.add_robot(group, robot)
        self.feed.publish("wecom")
        return group

    def add_robot(self, group: Group, name: str) -> Robot:
        known = next((one for one in group.robots if one.name == name), None)
        if known is not None:
            return known
        robot = Robot(robot_key(self.settings.corp_id, group.name, name), name)
        group.robots.append(robot)
        return robot

    def show(
        self,
        where: deque[Bubble],
        kind: str,
        content: dict[str, Any],
        *,
        sender: Sender,
        origin: str,
    ) -> Bubble:
        """Put a bubble on a phone or into a group."""
        with self.lock:
            bubble = Bubble(next(self._bubbles), self.clock.now(), sender, kind, content, origin)
            where.append(bubble)
        self.feed.publish("wecom")
        return bubble

    def number(self, prefix: str) -> str:
        """An id of the platform's that never comes again."""
        return f"{prefix}{next(self._numbers)}{secrets.token_hex(8)}"

    def event(self, name: str, who: str, **fields: Any) -> Parcel:
        """An event of the application's callback."""
        inner = xml.write(
            {
                "ToUserName": self.settings.corp_id,
                "FromUserName": "sys",
                "CreateTime": int(self.clock.now()),
                "MsgType": "event",
                "Event": name,
                **fields,
            }
        )
        return Parcel(inner, who, name)

    def welcome_code(self, external_userid: str) -> str:
        code = secrets.token_urlsafe(24)
        self.welcomes[code] = (external_userid, self.clock.now() + limits.WELCOME_SECONDS)
        return code

    def expire_tokens(self) -> None:
        with self.lock:
            self.tokens.expire_all()
