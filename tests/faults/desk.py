"""What staff do in a process that may be killed; each may be submitted again after that."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from tickets import drafts, ending, farewells, incidents, replies, work
from tickets.errors import IllegalMove

WORDS = "您好，今天就给您补发"
Act = Callable[[Session, int, int, datetime], object]


def claim(session: Session, ticket: int, staff: int, now: datetime) -> None:
    try:
        work.claim(session, ticket, staff, now=now)
    except IllegalMove:
        """The killed one had won."""


def reply(session: Session, ticket: int, staff: int, now: datetime) -> None:
    replies.reply(session, ticket, staff, WORDS, client_id=f"{ticket}", now=now)


def draft(session: Session, ticket: int, staff: int, now: datetime) -> None:
    version = drafts.read(session, ticket, staff).version
    drafts.save(session, ticket, staff, WORDS, version, now=now)


def end(session: Session, ticket: int, staff: int, now: datetime) -> None:
    try:
        ending.resolve(session, ticket, staff, cause="product", outcome="replaced", now=now)
    except IllegalMove:
        return
    farewells.say(session, ticket, staff, now=now)


def incident(session: Session, _ticket: int, _staff: int, now: datetime) -> None:
    incidents.go_on(session, now=now, limit=1)


ACTS: dict[str, Act] = {
    "claim": claim,
    "reply": reply,
    "draft": draft,
    "end": end,
    "incident": incident,
}
