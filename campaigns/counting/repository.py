"""Queries on kept dry runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaigns.counting.models import CampaignCount
from store.statements import changed, insert_once

C = CampaignCount


def row(session: Session, campaign_id: int) -> CampaignCount | None:
    return session.get(C, campaign_id, populate_existing=True)


def of_state(session: Session, state: str) -> list[int]:
    """Campaigns whose count is in a state, the one begun first first."""
    statement = select(C.campaign_id).where(C.state == state)
    return list(session.scalars(statement.order_by(C.begun_at, C.campaign_id)))


def last_touched(session: Session, state: str) -> datetime | None:
    """When any count in a state was last gone on with."""
    return session.scalar(select(func.max(C.counted_at)).where(C.state == state))


def put(session: Session, campaign_id: int, values: Mapping[str, Any]) -> None:
    """Write the count of a campaign over an earlier one."""
    if not insert_once(session, C, {"campaign_id": campaign_id, **values}):
        session.execute(update(C).where(C.campaign_id == campaign_id).values(**values))


def change(session: Session, seen: CampaignCount | Any, values: Mapping[str, Any]) -> bool:
    """Change a count that is still as it was seen."""
    same = update(C).where(
        C.campaign_id == seen.campaign_id,
        C.begun_at == seen.begun_at,
        C.slices == seen.slices,
        C.state == seen.state,
    )
    return changed(session, same.values(**values)) == 1
