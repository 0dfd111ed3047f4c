"""An approved announcement in parts, one for each call of a platform."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from announcements import editing, splitting, states
from announcements.content import CUSTOMERS, OFFICIAL, Content
from announcements.errors import StateError
from announcements.ports import Members
from announcements.repository import announcements as repository
from announcements.repository import parts
from announcements.values import Seen
from membership import reach
from messaging import contacts
from messaging.reach import mass
from messaging.reach.mass_values import LIST
from messaging.reach.values import MARKETING, MASS, MASS_NEEDS_TWO, WECOM
from tickets import standing

COMPLAINT = "open complaint"
"""The rule that leaves out whom the desk owes an answer, as it spares them from campaigns."""
PartRow = dict[str, Any]
BATCH = 2_000
MOST = 10_000
"""Receivers of one mass send by list, and of one customer send (externalcontact/add_msg_template).
"""


@dataclass(frozen=True, slots=True)
class Receivers:
    """Contacts that may be reached, and how many members were left out by which rule. `whole` says
    whether all members were looked at."""

    contact_ids: tuple[int, ...]
    left_out: Counter[str]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """An announcement that is due, taken apart."""

    announcement_id: int
    rows: Sequence[PartRow]
    left_out: Counter[str]


def prepare(session: Session, members: Members, *, now: datetime) -> list[Prepared]:
    """Take apart what is approved and due. Writes nothing: a big segment takes its time, in which
    others want to write."""
    due = [editing.get(session, one) for one in repository.due(session, now)]
    return [Prepared(one.id, *_parts(session, one, members, now)) for one in due]


def start(session: Session, prepared: Sequence[Prepared], *, now: datetime) -> int:
    """Begin what was taken apart, unless it was cancelled meanwhile; return how many."""
    return sum(_start(session, one, now) for one in prepared)


def _start(session: Session, one: Prepared, now: datetime) -> bool:
    try:
        editing.move(
            session,
            one.announcement_id,
            states.SENDING,
            actor="system",
            now=now,
            started_at=now,
            left_out=dict(one.left_out),
        )
    except StateError:
        return False
    first = parts.next_position(session, one.announcement_id)
    numbered = enumerate(one.rows, first)
    parts.add(session, [_whole(one.announcement_id, at, row, now) for at, row in numbered])
    return True


def receivers(
    session: Session,
    announcement: Seen,
    members: Members,
    *,
    now: datetime,
    most: int | None = None,
) -> Receivers:
    """Whom a segment's announcement would reach now; the same at the dry run and at sending. After
    `most` members no more are looked at."""
    target = announcement.target
    assert target.segment is not None
    channel = MASS if target.by == OFFICIAL else WECOM
    found: list[int] = []
    left_out: Counter[str] = Counter()
    looked_at, whole = 0, True
    for ids in _batches(session, members, target.segment, now):
        angry = standing.open_complaints(session, ids)
        left_out[COMPLAINT] += len(angry)
        calm = [one for one in ids if one not in angry]
        plans = reach.plan(session, calm, category=MARKETING, channels=(channel,), now=now)
        for plan in plans.values():
            if plan.route is None:
                left_out[plan.rule] += 1
            elif not target.account or plan.route.account == target.account:
                found.append(plan.route.contact_id)
        looked_at += len(ids)
        if most is not None and looked_at >= most:
            whole = False
            break
    if target.by == OFFICIAL and len(found) < LIST[0]:
        left_out[MASS_NEEDS_TWO] += len(found)
        found = []
    return Receivers(tuple(found), +left_out, whole)


def _batches(
    session: Session, members: Members, segment: int, now: datetime
) -> Iterator[list[int]]:
    after = 0
    while ids := members(session, segment, after=after, limit=BATCH, now=now):
        yield ids
        after = ids[-1]


def _parts(
    session: Session, announcement: Seen, members: Members, now: datetime
) -> tuple[list[PartRow], Counter[str]]:
    target = announcement.target
    meant = Receivers((), Counter())
    by_list = target.segment is not None
    if by_list:
        meant = receivers(session, announcement, members, now=now)
    said = announcement.content
    if target.by == OFFICIAL:
        lists = _lists(meant.contact_ids) if by_list else [()]
        terms: dict[str, Any] = {"audience": "list" if by_list else target.audience}
        if target.audience == "tag":
            terms["tag"] = str(target.tag)
        rows = [_row("mass", target.account, said, chunk, **terms) for chunk in lists]
    elif target.by == CUSTOMERS:
        ids = _external_ids(session, meant.contact_ids)
        lists = _lists(ids) if by_list else [()]
        rows = [
            _row("customers", sender, said, chunk, groups=target.groups)
            for sender in target.senders
            for chunk in lists
        ]
    else:
        rows = [
            _row("robot", str(robot), piece, ())
            for robot in target.robots
            for piece in pieces(said)
        ]
    return rows, meant.left_out


def pieces(content: Content) -> list[Content]:
    """What a robot sends one after the other."""
    if content.kind not in {"text", "markdown"}:
        return [content]
    most = splitting.TEXT_BYTES if content.kind == "text" else splitting.MARKDOWN_BYTES
    return [replace(content, text=piece) for piece in splitting.split(content.text, most)]


def _lists(ids: Sequence[Any]) -> list[Sequence[Any]]:
    return list(mass.shares(ids, MOST))


def _external_ids(session: Session, contact_ids: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(contacts.external_ids(session, contact_ids))


def _row(way: str, target: str, said: Content, meant: Sequence[Any], **terms: Any) -> PartRow:
    payload = {"content": asdict(said), "terms": terms}
    return {"way": way, "target": target, "payload": payload, "receivers": list(meant)}


def _whole(announcement_id: int, position: int, row: PartRow, now: datetime) -> PartRow:
    return {
        **row,
        "announcement_id": announcement_id,
        "position": position,
        "state": "queued",
        "due_at": now,
        "attempts": 0,
    }
