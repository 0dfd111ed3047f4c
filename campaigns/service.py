"""Campaigns as staff know them: written as documents, kept in versions, switched on and off."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns import kinds, pictures, segments, settling
from campaigns.document import Document, parse
from campaigns.errors import ChangedError, StateError
from campaigns.repository import campaigns as repository
from campaigns.values import (
    BY,
    DRAFT,
    ENDED,
    MOVES,
    ON,
    CampaignView,
    VersionView,
    author_of,
)
from membership import coupon_templates
from membership.errors import FieldError, NotFoundError


def read(body: Mapping[str, Any]) -> Document:
    """Read a document; raise `FieldError` naming the wrong field by its path."""
    return parse(body, kinds.grammars())


def every(session: Session, *, states: Collection[str] = ()) -> list[CampaignView]:
    """All campaigns (of these states), the oldest first."""
    return repository.every(session, states)


def running(session: Session, of_kinds: Collection[str] = ()) -> list[CampaignView]:
    """The campaigns that are on, of these kinds or of all."""
    found = repository.every(session, (ON,))
    return [campaign for campaign in found if not of_kinds or campaign.kind in of_kinds]


def get(session: Session, campaign_id: int) -> CampaignView:
    """The campaign, or `NotFoundError`."""
    found = repository.by_ids(session, (campaign_id,))
    if not found:
        raise NotFoundError("campaign", campaign_id)
    return found[0]


def names(session: Session, authors: Collection[str]) -> dict[str, str]:
    """What the campaigns among the authors of some messages are called, by author."""
    numbers = {one.removeprefix(BY) for one in authors if one.startswith(BY)}
    ids = [int(one) for one in numbers if one.isdecimal()]
    found = repository.names(session, ids) if ids else ()
    return {author_of(number): name for number, name in found}


def by_key(session: Session, key: str) -> CampaignView | None:
    """The campaign of a key, such as birthday."""
    return repository.by_key(session, key)


def create(
    session: Session, key: str, body: Mapping[str, Any], *, actor: str, now: datetime
) -> CampaignView:
    """Write a new campaign as a draft. Raises `FieldError`; `key` is taken once for ever."""
    document = _checked(session, body)
    values = {
        "key": key,
        "name": document.name,
        "kind": document.kind,
        "state": DRAFT,
        "version": 1,
        "salt": key,
        "created_at": now,
        "created_by": actor,
        "updated_at": now,
    }
    campaign_id = repository.insert(session, values, body)
    if campaign_id is None:
        raise FieldError("key", "taken", key)
    return get(session, campaign_id)


def save(
    session: Session,
    campaign_id: int,
    body: Mapping[str, Any],
    *,
    seen: int,
    actor: str,
    now: datetime,
) -> CampaignView:
    """Save the next version over the one that was `seen`; what was planned keeps its own.

    Raises `FieldError`, `NotFoundError`, `ChangedError` when somebody else saved meanwhile, and
    `StateError` for a campaign that has ended.
    """
    campaign = get(session, campaign_id)
    if campaign.state == ENDED:
        raise StateError(campaign_id, ENDED, DRAFT)
    document = _checked(session, body)
    if document.kind != campaign.kind:
        raise FieldError("kind", "changed", campaign.kind)
    values = {"name": document.name, "version": seen + 1, "updated_at": now}
    if not repository.replace(session, campaign_id, seen, values, body, actor):
        raise ChangedError(campaign_id, seen, campaign.version)
    return get(session, campaign_id)


def set_state(session: Session, campaign_id: int, state: str, *, now: datetime) -> CampaignView:
    """Switch a campaign on, pause or end it. What waits in the outbox waits, goes on or is called
    back with it: some of it now, the rest by the job `campaign_states`; nothing of it is sent
    meanwhile. Raises `StateError` where that is not possible, also after somebody else's move.
    """
    campaign = get(session, campaign_id)
    values: dict[str, Any] = {"state": state, "updated_at": now, "settled": False}
    if state == ON and campaign.started_at is None:
        values["started_at"] = now
    if state == ENDED:
        values["ended_at"] = now
    if not repository.move(session, campaign_id, MOVES.get(state, ()), **values):
        raise StateError(campaign_id, get(session, campaign_id).state, state)
    settling.settle(session, campaign_id, now=now)
    return get(session, campaign_id)


def versions(session: Session, campaign_id: int) -> list[VersionView]:
    """Every version of a campaign's document, the newest first."""
    return repository.versions(session, campaign_id)


def _checked(session: Session, body: Mapping[str, Any]) -> Document:
    """The document, if what it names exists."""
    document = read(body)
    saved = document.audience.saved_id
    if saved is not None:
        try:
            segments.get(session, saved)
        except NotFoundError:
            raise FieldError("audience.segment", "unknown", saved) from None
    known = {template.key for template in coupon_templates.every(session)}
    for at, step in enumerate(document.steps):
        if step.gift and step.gift.coupon and step.gift.coupon not in known:
            raise FieldError(f"steps[{at}].gift.coupon", "unknown", step.gift.coupon)
    pictures.check(session, document)
    return document
