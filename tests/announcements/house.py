"""A house with announcements, and platforms that only remember what they were asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from announcements import editing, planning, robots
from announcements.content import Content
from announcements.performing import Performer
from announcements.ports import Created, Platforms
from announcements.values import Outcome
from knowledge.pictures import shelf
from messaging.errors import SendError
from messaging.messages import MassContent, Text
from store.clock import ManualClock
from store.transactions import Store
from tests.knowledge.pictures.samples import png
from tests.messaging.reach.people import ACCOUNT, NOON

WRITER, SECOND = "staff:1", "staff:2"
EVERYBODY = {"by": "official", "account": ACCOUNT, "audience": "all"}


@dataclass
class Remembering:
    """Each kind of platform at once; `trouble` is raised by the calls it is queued for."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    told: list[Outcome] = field(default_factory=list)

    def _called(self, *what: Any) -> None:
        self.calls.append(what)
        if self.trouble:
            raise self.trouble.pop(0)

    def prepare(self, content: Content, picture: bytes | None, content_type: str) -> MassContent:
        self._called("prepare", content.text)
        return Text(content.text)

    def preview(self, openid: str, payload: Mapping[str, Any]) -> str:
        self._called("preview", openid, payload["text"])
        return "msg-1"

    def withdraw(self, platform_id: str) -> None:
        self._called("withdraw", platform_id)

    def send(self, key: str, content: Content, picture: bytes | None) -> None:
        self._called("robot", key, content.text)

    def create(
        self,
        content: Content,
        picture: bytes | None,
        content_type: str,
        *,
        sender: str,
        receivers: Sequence[str],
        groups: bool,
    ) -> Created:
        self._called("create", sender, tuple(receivers), groups)
        return Created(f"send-{sender}")

    def outcomes(self, platform_id: str, sender: str) -> Iterable[Outcome]:
        self._called("outcomes", platform_id, sender)
        return self.told

    def cancel(self, platform_id: str) -> None:
        self._called("cancel", platform_id)


@dataclass
class House:
    store: Store
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    platform: Remembering = field(default_factory=Remembering)
    members: Sequence[int] = ()

    def __post_init__(self) -> None:
        platforms = Platforms({ACCOUNT: self.platform}, self.platform, self.platform)
        self.platforms = platforms
        self.performer = Performer(self.store, platforms, lambda sealed: sealed[::-1], self.clock)

    def write(
        self,
        text: str = "周末八折",
        target: Mapping[str, Any] = EVERYBODY,
        *,
        send_at: datetime | None = None,
    ) -> int:
        with self.store.session() as session:
            return editing.create(
                session,
                name="周末活动",
                content={"kind": "text", "text": text},
                target=target,
                send_at=send_at,
                actor=WRITER,
                now=self.clock.now(),
            )

    def write_article(self) -> int:
        now = self.clock.now()
        with self.store.session() as session:
            picture = shelf.put(session, png(40, 20), name="cake.png", actor=WRITER, now=now)
            content = {"kind": "article", "title": "上新", "text": "三款蛋糕", "picture": picture}
            return editing.create(
                session,
                name="上新",
                content=content,
                target=EVERYBODY,
                send_at=None,
                actor=WRITER,
                now=now,
            )

    def approve(self, announcement_id: int) -> None:
        now = self.clock.now()
        with self.store.session() as session:
            editing.submit(session, announcement_id, seen=1, actor=WRITER, now=now)
            editing.approve(session, announcement_id, seen=1, actor=SECOND, now=now)

    def begin(self) -> int:
        with self.store.session() as session:
            now = self.clock.now()
            prepared = planning.prepare(session, self._members, now=now)
            return planning.start(session, prepared, now=now)

    def robot(self, name: str, *, is_test: bool = False) -> int:
        with self.store.session() as session:
            return robots.add(session, name, key_of(name), seal=_seal, is_test=is_test)

    def _members(
        self, session: Session, segment_id: int, *, after: int, limit: int, now: datetime
    ) -> list[int]:
        return [one for one in self.members if one > after][:limit]


def key_of(name: str) -> str:
    return f"key-{name.encode().hex()}"


def _seal(text: str) -> str:
    return text[::-1]


def lost() -> SendError:
    """The answer did not come: it may have arrived."""
    return SendError("unknown", detail="the connection broke")
