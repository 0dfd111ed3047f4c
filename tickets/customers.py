"""Who the customer is, for the person who answers: membership in one look (360°)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from membership import aggregates, coupons, orders, rfm, rfm_classes, stages, timeline
from membership.coupons import IssuedCoupon
from membership.orders import OrderView
from membership.points import reading as points
from membership.points.values import Entry as PointsEntry
from membership.points.values import Summary as PointsSummary
from messaging import contacts
from messaging.values import Contact
from tickets.repository.customers import (
    Person,
    Push,
    member_names,
    members_of,
    names,
    of_platform,
    person,
    pushes,
    sealed_phone,
    standing,
)
from tickets.repository.members import MemberLine, levels, search
from tickets.repository.rows import Db

__all__ = [
    "Card",
    "MemberLine",
    "Person",
    "Push",
    "card",
    "contact_ids",
    "levels",
    "member_names",
    "members_of",
    "names",
    "of_platform",
    "person",
    "points_entries",
    "sealed_phone",
    "search",
    "standing",
    "story",
]
RECENT = 5
POINTS_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Card:
    """The customer panel."""

    contact: Contact
    name: str
    person: Person | None
    points: PointsSummary | None
    figures: aggregates.MemberSummary | None
    stage: str
    rfm: str
    orders: tuple[OrderView, ...]
    coupons: tuple[IssuedCoupon, ...]
    pushes: tuple[Push, ...]


def card(session: Session, contact_id: int, *, now: datetime) -> Card:
    """Everything the panel shows of a contact."""
    contact = contacts.get(session, contact_id)
    name = names(session, [contact_id])[contact_id]
    sent = pushes(session, contact_id, most=RECENT)
    if contact.member_id is None:
        return Card(contact, name, None, None, None, "", "", (), (), sent)
    figures = aggregates.summary(session, contact.member_id)
    return Card(
        contact=contact,
        name=name,
        person=person(session, contact.member_id),
        points=points.summary(session, contact.member_id, now=now),
        figures=figures,
        stage=stages.NAMES.get(figures.stage, figures.stage),
        rfm=rfm.CLASSES.get(rfm_classes.class_of(session, contact.member_id, now=now) or "", ""),
        orders=tuple(orders.of_member(session, contact.member_id, limit=RECENT)),
        coupons=tuple(coupons.usable(session, contact.member_id, now=now)),
        pushes=sent,
    )


def contact_ids(session: Session, member_id: int) -> list[int]:
    """The chats of a member."""
    return [contact.id for contact in contacts.of_member(session, member_id)]


def points_entries(session: Db, member_id: int) -> list[PointsEntry]:
    """The latest lines of a member's points."""
    return points.recent(session, member_id, limit=POINTS_ENTRIES)


def story(session: Db, member_id: int, limit: int = 40) -> list[timeline.Event]:
    """The latest lines of a member's timeline."""
    return timeline.of_member(session, member_id, limit=limit)
