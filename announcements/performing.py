"""Carrying out parts: claim, commit, call with no transaction open, record."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from announcements import handing_over, robots
from announcements.ports import Broadcasts, Platforms
from announcements.repository import parts
from announcements.values import Claim
from knowledge.pictures import shelf
from membership.errors import NotFoundError
from messaging import fates
from messaging.errors import SendError
from messaging.messages import mass_payload
from messaging.reach import mass
from store.clock import Clock
from store.transactions import Store

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600))
ROBOT_A_MINUTE = 20
"""Messages of one robot in a minute (developer.work.weixin.qq.com, 群机器人配置说明)."""
MINUTE = timedelta(minutes=1)
REPEATABLE = frozenset({"mass", "withdraw"})
"""Ways whose call may be made twice without harm: it only prepares, or it takes back."""


@dataclass(frozen=True, slots=True)
class Performer:
    """One worker of parts; any number may run against the same store."""

    store: Store
    platforms: Platforms
    unseal: Callable[[str], str]
    clock: Clock

    def run(self, *, limit: int = 20) -> Counter[str]:
        """Carry out what is due; return how many parts ended in each state."""
        done: Counter[str] = Counter()
        with self.store.session() as session:
            done["unknown"] += _give_up(session, self.clock.now())
            claims = take(session, limit, now=self.clock.now())
        for claim in claims:
            done[self._perform(claim)] += 1
        return +done

    def _perform(self, claim: Claim) -> str:
        try:
            values = self._call(claim)
        except SendError as error:
            values = _failed(claim, error, self.clock.now())
        except Exception:
            log.exception("an announcement failed unforeseen", extra={"part": claim.id})
            values = {"state": "unknown", "reason": "unforeseen"}
        self._record(claim, values)
        return str(values["state"])

    def _record(self, claim: Claim, values: dict[str, Any]) -> None:
        now, content = self.clock.now(), values.pop("content", None)
        if values["state"] != "queued":
            values["finished_at"] = now
        if values["state"] == "accepted":
            values |= {"code": None, "reason": None}
        with self.store.session() as session:
            if content is not None:
                values["mass_send_id"] = handing_over.record(session, claim, content, now=now)
            if claim.way == "withdraw" and values["state"] == "accepted" and claim.target:
                mass.withdrawn(session, claim.terms["send"], now=now)
            parts.record(session, claim.id, values)
        if values["state"] != "accepted":
            told = {"part": claim.id, "state": values["state"], "reason": values.get("reason")}
            log.warning("an announcement was not sent", extra=told)

    def _call(self, claim: Claim) -> dict[str, Any]:
        said = claim.content
        picture, content_type = self._picture(said.picture)
        match claim.way:
            case "mass":
                content = self._broadcasts(claim.target).prepare(said, picture, content_type)
                return {"state": "accepted", "content": content}
            case "preview":
                account, _, openid = claim.target.rpartition("/")
                desk = self._broadcasts(account)
                shown = mass_payload(desk.prepare(said, picture, content_type))
                return {"state": "accepted", "platform_id": desk.preview(openid, shown)[:64]}
            case "robot":
                self._by_robot(claim, picture)
                return {"state": "accepted"}
            case "withdraw":
                return self._withdraw(claim)
        return self._by_customers(claim, picture, content_type)

    def _withdraw(self, claim: Claim) -> dict[str, Any]:
        platform_id = claim.terms["platform_id"]
        if claim.target:
            self._broadcasts(claim.target).withdraw(platform_id)
        elif self.platforms.customers is not None:
            self.platforms.customers.cancel(platform_id)
        return {"state": "accepted", "platform_id": platform_id}

    def _by_robot(self, claim: Claim, picture: bytes | None) -> None:
        if self.platforms.robots is None:
            raise SendError("account", detail="not configured")
        with self.store.reading() as session:
            try:
                key = robots.key(session, int(claim.target), unseal=self.unseal)
            except NotFoundError:
                raise SendError("account", detail="no such robot") from None
        self.platforms.robots.send(key, claim.content, picture)

    def _by_customers(
        self, claim: Claim, picture: bytes | None, content_type: str
    ) -> dict[str, Any]:
        if self.platforms.customers is None:
            raise SendError("account", detail="not configured")
        created = self.platforms.customers.create(
            claim.content,
            picture,
            content_type,
            sender=claim.target,
            receivers=claim.receivers,
            groups=bool(claim.terms.get("groups")),
        )
        return {"state": "accepted", "platform_id": created.platform_id}

    def _broadcasts(self, account: str) -> Broadcasts:
        if account not in self.platforms.broadcasts:
            raise SendError("account", detail="not configured")
        return self.platforms.broadcasts[account]

    def _picture(self, digest: str) -> tuple[bytes | None, str]:
        if not digest:
            return None, ""
        with self.store.reading() as session:
            found = shelf.get(session, digest)
        if found is None:
            raise SendError("content", detail="the picture is gone")
        return found.content, found.content_type


def take(session: Session, limit: int, *, now: datetime) -> list[Claim]:
    """Claim what is due: pieces of one group in order, at most 20 a minute by one robot."""
    claims = []
    for part in parts.due(session, now, limit):
        if parts.earlier_open(session, part):
            continue
        if part.way == "robot" and (free := _free_at(session, part.target, now)) > now:
            parts.postpone(session, part.id, free)
        elif (claim := parts.claim(session, part, now)) is not None:
            claims.append(claim)
    return claims


def _free_at(session: Session, robot: str, now: datetime) -> datetime:
    lately = parts.claimed_since(session, "robot", robot, now - MINUTE)
    return now if len(lately) < ROBOT_A_MINUTE else lately[-ROBOT_A_MINUTE] + MINUTE


def _give_up(session: Session, now: datetime) -> int:
    parts.queue_again(session, tuple(REPEATABLE), now - LEASE)
    return parts.abandoned(session, now - LEASE, now)


def _failed(claim: Claim, error: SendError, now: datetime) -> dict[str, Any]:
    repeatable = claim.way in REPEATABLE
    later = fates.again(error, claim.attempts, now=now, backoff=BACKOFF, repeatable=repeatable)
    if later is not None:
        attempts = claim.attempts - (not later.counts)
        told = {"code": error.code, "reason": later.reason}
        return {"state": "queued", "due_at": later.due_at, "attempts": attempts, **told}
    state = "unknown" if error.kind == "unknown" and not repeatable else "failed"
    return {"state": state, "code": error.code, "reason": (error.detail or error.kind)[:200]}
