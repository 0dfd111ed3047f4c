"""Queries on campaigns and their versions."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from campaigns.models import Campaign, CampaignLook, CampaignVersion
from campaigns.share import Share
from campaigns.values import CampaignView, VersionView
from store.statements import changed, insert_once

C, V, L = Campaign, CampaignVersion, CampaignLook
_COLUMNS = (
    C.id,
    C.key,
    C.name,
    C.kind,
    C.state,
    C.version,
    C.salt,
    C.looked_until,
    C.created_at,
    C.created_by,
    C.updated_at,
    C.started_at,
    C.ended_at,
    V.document,
    C.settled,
)


def every(session: Session, states: Collection[str]) -> list[CampaignView]:
    statement = _views().order_by(C.id)
    if states:
        statement = statement.where(C.state.in_(states))
    return [_view(row) for row in session.execute(statement)]


def by_ids(session: Session, ids: Collection[int]) -> list[CampaignView]:
    return [_view(row) for row in session.execute(_views().where(C.id.in_(ids)))]


def names(session: Session, ids: Collection[int]) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in session.execute(select(C.id, C.name).where(C.id.in_(ids)))]


def by_key(session: Session, key: str) -> CampaignView | None:
    row = session.execute(_views().where(C.key == key)).one_or_none()
    return None if row is None else _view(row)


def insert(session: Session, values: Mapping[str, Any], body: Mapping[str, Any]) -> int | None:
    """The new campaign's id; none when its key is taken."""
    if not insert_once(session, C, values):
        return None
    campaign_id = session.scalars(select(C.id).where(C.key == values["key"])).one()
    _add_version(session, campaign_id, values, body)
    return campaign_id


def replace(
    session: Session,
    campaign_id: int,
    seen: int,
    values: Mapping[str, Any],
    body: Mapping[str, Any],
    author: str,
) -> bool:
    """Write the next version, unless somebody else has since `seen`."""
    same = update(C).where(C.id == campaign_id, C.version == seen)
    if changed(session, same.values(**values)) != 1:
        return False
    written = {**values, "created_at": values["updated_at"], "created_by": author}
    _add_version(session, campaign_id, written, body)
    return True


def move(session: Session, campaign_id: int, sources: Collection[str], **values: Any) -> bool:
    """Change the state, if it is still one of `sources`."""
    known = update(C).where(C.id == campaign_id, C.state.in_(sources))
    return changed(session, known.values(**values)) == 1


def unsettled(session: Session) -> list[int]:
    """Campaigns whose messages have not followed their state."""
    return list(session.scalars(select(C.id).where(C.settled.is_(False)).order_by(C.id)))


def settle(session: Session, campaign_id: int, state: str) -> None:
    """Note that the messages have followed, if the state is still this one."""
    mine = update(C).where(C.id == campaign_id, C.state == state)
    session.execute(mine.values(settled=True))


def hold(session: Session, campaign_id: int) -> None:
    """Let no other transaction hold this campaign before this one ends."""
    session.execute(select(C.id).where(C.id == campaign_id).with_for_update())


def looked(session: Session, campaign_id: int, share: Share, now: datetime) -> None:
    """Note that a share has been looked at; the campaign has when every share of as many has. An
    instant to come, of a job that was run for a later day, does not stand in the way.

    The campaign is held, so that of two who end at once the second one sees the first.
    """
    hold(session, campaign_id)
    until = now
    if share.of > 1:
        mine = {"campaign_id": campaign_id, "shares": share.of, "share": share.number}
        if not insert_once(session, L, {**mine, "looked_until": until}):
            session.execute(update(L).filter_by(**mine).values(looked_until=until))
        ends = select(L.looked_until).filter_by(campaign_id=campaign_id, shares=share.of)
        found = session.scalars(ends).all()
        if len(found) < share.of:
            return
        until = min(found)
    other = or_(C.looked_until.is_(None), C.looked_until < until, C.looked_until > now)
    session.execute(update(C).where(C.id == campaign_id, other).values(looked_until=until))


def share_looked(session: Session, campaign_id: int, share: Share) -> datetime | None:
    """Up to when a share has been looked at by itself."""
    mine = select(L.looked_until).filter_by(
        campaign_id=campaign_id, shares=share.of, share=share.number
    )
    return session.scalars(mine).one_or_none()


def versions(session: Session, campaign_id: int) -> list[VersionView]:
    statement = select(V.version, V.document, V.created_at, V.created_by).where(
        V.campaign_id == campaign_id
    )
    rows = session.execute(statement.order_by(V.version.desc()))
    return [VersionView(*row) for row in rows]


def documents(session: Session) -> list[Mapping[str, Any]]:
    """What every version of every campaign says."""
    return list(session.scalars(select(V.document)))


def _add_version(
    session: Session, campaign_id: int, values: Mapping[str, Any], body: Mapping[str, Any]
) -> None:
    session.add(
        V(
            campaign_id=campaign_id,
            version=values["version"],
            document=dict(body),
            created_at=values["created_at"],
            created_by=values["created_by"],
        )
    )
    session.flush()


def _views() -> Select[Any]:
    return select(*_COLUMNS).join(V, and_(V.campaign_id == C.id, V.version == C.version))


def _view(row: Row[Any]) -> CampaignView:
    return CampaignView(*tuple(row))
