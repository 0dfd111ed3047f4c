"""Queries on 微信客服: inlets and chats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from channels.wecom.models import WeComChat, WeComInlet
from store.statements import changed, insert_once

I = WeComInlet  # noqa: E741
C = WeComChat


@dataclass(frozen=True, slots=True)
class Inlet:
    """How far an account's messages were pulled, and the wake-ups that a pull would serve."""

    id: int
    open_kfid: str
    cursor: str
    token: str
    wakes: int


def wake(session: Session, account: str, open_kfid: str, token: str) -> None:
    """Note a callback: there is something to pull."""
    row = {"account": account, "open_kfid": open_kfid, "cursor": "", "wakes": 0, "served": 0}
    insert_once(session, I, {**row, "token": ""})
    mine = update(I).where(I.account == account, I.open_kfid == open_kfid)
    session.execute(mine.values(wakes=I.wakes + 1, token=token))


def due(session: Session, account: str, not_since: datetime) -> list[int]:
    """Inlets that were woken, or were not pulled for long."""
    late = or_(I.pulled_at.is_(None), I.pulled_at < not_since)
    statement = select(I.id).where(I.account == account, or_(I.served < I.wakes, late))
    return list(session.scalars(statement.order_by(I.id)))


def hold(
    session: Session, inlet_id: int, holder: str, now: datetime, until: datetime
) -> Inlet | None:
    """Take an inlet that nobody holds, or keep the one that is ours; None for somebody's."""
    free = or_(I.held_until.is_(None), I.held_until <= now, I.held_by == holder)
    mine = update(I).where(I.id == inlet_id, free)
    if not changed(session, mine.values(held_by=holder, held_until=until)):
        return None
    statement = select(I.id, I.open_kfid, I.cursor, I.token, I.wakes).where(I.id == inlet_id)
    row = session.execute(statement).one_or_none()
    return None if row is None else Inlet(*row)


def advance(session: Session, inlet: Inlet, holder: str, cursor: str) -> bool:
    """Move the cursor over messages that are kept; False when somebody else has taken over."""
    mine = update(I).where(I.id == inlet.id, I.held_by == holder, I.cursor == inlet.cursor)
    return changed(session, mine.values(cursor=cursor)) == 1


def served(session: Session, inlet: Inlet, holder: str, now: datetime) -> None:
    """Nothing is left to pull: end what was held and answer for the wake-ups known then."""
    mine = update(I).where(I.id == inlet.id, I.held_by == holder)
    values = {"served": inlet.wakes, "pulled_at": now, "held_until": None, "held_by": None}
    session.execute(mine.values(**values))


def let_go(session: Session, inlet: Inlet, holder: str) -> None:
    """End holding without having pulled all."""
    mine = update(I).where(I.id == inlet.id, I.held_by == holder)
    session.execute(mine.values(held_until=None, held_by=None))


def note_chats(session: Session, account: str, chats: Mapping[str, str]) -> None:
    """Remember by which 客服 account each customer writes."""
    for external_userid, open_kfid in chats.items():
        row = {"account": account, "external_userid": external_userid, "open_kfid": open_kfid}
        if not insert_once(session, C, row):
            moved = update(C).where(
                C.account == account,
                C.external_userid == external_userid,
                C.open_kfid != open_kfid,
            )
            session.execute(moved.values(open_kfid=open_kfid))


def kf_of(session: Session, account: str, external_userid: str) -> str:
    """The 客服 account a customer last wrote to; "" for none."""
    mine = (C.account == account, C.external_userid == external_userid)
    return session.scalar(select(C.open_kfid).where(*mine)) or ""
