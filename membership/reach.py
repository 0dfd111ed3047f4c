"""By which channel members can be reached now, or which rule forbids each channel.

Upper packages plan by this module alone. The same ledgers and rules are asked again at the moment
of sending: windows and allowances when a row is claimed, the rest by gates (`refusals` here,
`messaging.reach.limits`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from membership import reach_repository as repository
from messaging.gates import Pending, Verdict
from messaging.reach import accounts, history_repository, ledger_repository, ledgers, limits, rules
from messaging.reach.choosing import (
    CONSENT_CHANNEL,
    SMS_ACCOUNT,
    Identity,
    Person,
    choose,
)
from messaging.reach.rules import Cap
from messaging.reach.values import NO_PHONE, REFUSED, SERVICE, SMS, Plan

BATCH = 2_000
ALL = "*"


def plan(
    session: Session,
    member_ids: Sequence[int],
    *,
    category: str,
    channels: Sequence[str] | None = None,
    template: str = "",
    now: datetime,
    at: datetime | None = None,
) -> dict[int, Plan]:
    """Plan for each member: the first wished channel that is lawful, and why not those before.

    `channels` is the wished order, by default that of the rules for the category (service, survey,
    notice or marketing). `template` is our name or the platform's id, for "subscribe" and
    "template". `at` is when it is to be sent, by default `now`. Quiet hours postpone and do not
    block: see `messaging.reach.quiet.next_loud`.

    A few statements for each 2,000 members, whatever their number.
    """
    in_force, known = rules.in_force(session), accounts.read(session)
    wished = tuple(in_force.order(category) if channels is None else channels)
    plans: dict[int, Plan] = {}
    for part in _parts(member_ids):
        rows = ledger_repository.contacts(session, part)
        phones = repository.phones(session, part) if SMS in wished else {}
        facts = ledgers.read(
            session,
            [row.id for row in rows],
            category=category,
            channels=wished,
            accounts=known,
            template=template,
            wecom_a_month=in_force.wecom_a_month,
            at=at or now,
        )
        capped = _capped(session, part, category, in_force.caps, at or now)
        refused = _refused_of(session, part, [row.id for row in rows], category)
        people = _people(part, rows, phones, capped, refused)
        plans.update((member, choose(person, wished, facts)) for member, person in people)
    return plans


def addressed(session: Session, plans: Mapping[int, Plan], *, now: datetime) -> dict[int, Plan]:
    """The same plans, fit to be queued: phones that never had a message get a contact row.

    The contact's external id is the phone's blind index: the phone stands nowhere in clear.
    """
    new = [
        member
        for member, one in plans.items()
        if one.route is not None and one.route.channel == SMS and not one.route.contact_id
    ]
    ids = {}
    for part in _parts(new):
        ids.update(_sms_contacts(session, part, now))
    return {
        member: replace(one, route=replace(one.route, contact_id=ids[member]))
        if member in ids and one.route is not None
        else one
        for member, one in plans.items()
    }


def sealed_phones(session: Session, member_ids: Sequence[int]) -> dict[int, str]:
    """The sealed phones of those who have one, for the `to` of an `Sms` message."""
    return {
        member: sealed
        for part in _parts(member_ids)
        for member, (_, sealed) in repository.phones(session, part).items()
    }


def refusals(
    session: Session, pending: Sequence[Pending], _now: datetime
) -> Mapping[int, Verdict]:
    """A gate: blocks what the contact or its member has refused, and a phone that has changed."""
    asked = [row for row in pending if row.category != SERVICE]
    verdicts = _changed_phones(session, [row for row in asked if row.channel == SMS])
    for category in sorted({row.category for row in asked}):
        rows = [row for row in asked if row.category == category]
        members = sorted({row.member_id for row in rows if row.member_id is not None})
        refused = _refused(session, members, [row.contact_id for row in rows], category)
        for row in rows:
            channel = CONSENT_CHANNEL.get(row.channel, "wechat")
            subjects = {f"contact:{row.contact_id}", f"member:{row.member_id}"}
            if any((subject, channel) in refused for subject in subjects):
                verdicts[row.id] = Verdict(REFUSED)
    return verdicts


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])


def _capped(
    session: Session, members: Sequence[int], category: str, caps: Sequence[Cap], at: datetime
) -> set[int]:
    mine = [cap for cap in caps if category in cap.categories]
    if not mine:
        return set()
    rows = history_repository.sent_or_due(session, members, at - limits.longest(mine))
    return {
        member
        for (_, member), sent in limits.gathered(rows).items()
        if limits.capped_until(mine, category, sent, at) is not None
    }


Said = set[tuple[str, str]]


def _refused(
    session: Session, members: Sequence[int], contacts: Sequence[int], category: str
) -> Said:
    """(subject, channel) of what is refused for a category: the latest answer that covers it."""
    subjects = [f"member:{member}" for member in members]
    subjects += [f"contact:{contact}" for contact in contacts]
    latest: dict[tuple[str, str], bool] = {}
    for start in range(0, len(subjects), BATCH):
        for row in repository.answers(session, subjects[start : start + BATCH]):
            if row.kind in {category, ALL}:
                for channel in ("wechat", "wecom", "sms"):
                    if row.channel in {channel, ALL}:
                        latest[row.subject, channel] = row.allowed
    return {said for said, allowed in latest.items() if not allowed}


def _refused_of(
    session: Session, members: Sequence[int], contacts: Sequence[int], category: str
) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    if category != SERVICE:
        for subject, channel in _refused(session, members, contacts, category):
            found[subject].add(channel)
    return found


def _people(
    members: Sequence[int],
    rows: Sequence[Any],
    phones: Mapping[int, tuple[str, str]],
    capped: set[int],
    refused: Mapping[str, set[str]],
) -> Iterator[tuple[int, Person]]:
    identities: defaultdict[int, list[Identity]] = defaultdict(list)
    for member, *row, external_id in rows:
        identity = Identity(*row)
        if identity.account != SMS_ACCOUNT or external_id == phones.get(member, ("",))[0]:
            identities[member].append(identity)
    for member in members:
        own = identities.get(member, ())
        said = _answers(member, own, refused) if refused else frozenset()
        yield member, Person(own, member in phones, said, member in capped)


def _answers(
    member: int, identities: Sequence[Identity], refused: Mapping[str, set[str]]
) -> frozenset[tuple[int | str, str]]:
    by_member = refused.get(f"member:{member}", ())
    by_contact = [
        (one.id, channel) for one in identities for channel in refused.get(f"contact:{one.id}", ())
    ]
    return frozenset([*(("member", channel) for channel in by_member), *by_contact])


def _sms_contacts(session: Session, members: Sequence[int], now: datetime) -> dict[int, int]:
    phones = repository.phones(session, members)
    rows = [
        {
            "account": SMS_ACCOUNT,
            "external_id": index,
            "member_id": member,
            "subscribed": True,
            "blocked": False,
            "created_at": now,
        }
        for member, (index, _) in phones.items()
    ]
    repository.add_contacts(session, rows)
    marks = [index for index, _ in phones.values()]
    found = {
        row.external_id: row for row in repository.contacts_of_marks(session, SMS_ACCOUNT, marks)
    }
    for member, (index, _) in phones.items():
        if found[index].member_id != member:
            repository.own(session, found[index].id, member)
    return {member: found[index].id for member, (index, _) in phones.items()}


def _changed_phones(session: Session, rows: Sequence[Pending]) -> dict[int, Verdict]:
    """Rows to a phone that its member no longer has."""
    mine = [row for row in rows if row.account == SMS_ACCOUNT and row.member_id is not None]
    if not mine:
        return {}
    phones = repository.phones(session, [row.member_id for row in mine if row.member_id])
    marks = repository.external_ids(session, [row.contact_id for row in mine])
    return {
        row.id: Verdict(NO_PHONE)
        for row in mine
        if row.member_id is not None
        and phones.get(row.member_id, ("",))[0] != marks.get(row.contact_id)
    }
