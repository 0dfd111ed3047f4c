"""Choosing a channel for one person from what the ledgers say: no database here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from messaging.reach import values as v
from messaging.reach.accounts import Accounts
from messaging.reach.values import Block, Plan, Route

MASS_A_MONTH, MASS_A_DAY = 4, 1
"""群发 a follower of a service account may get in a month, and a subscription account may send in
a day. Source: …/Message_Management/Batch_Sends_and_Originality_Checks.html."""

TEMPLATE_KINDS = frozenset({"service", "test"})
CONSENT_CHANNEL = {v.WECOM: "wecom", v.SMS: "sms"}
WECHAT, WECOM_PREFIX, SMS_ACCOUNT = "wechat:", "wecom:", "sms"


@dataclass(frozen=True, slots=True)
class Identity:
    """A contact as planning sees it. `message_until` is the end of the 48-hour window."""

    id: int
    account: str
    subscribed: bool = True
    blocked: bool = False
    message_until: datetime | None = None
    message_left: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A member: identities, whether a phone is on record, and the channels they refuse.

    `refused` holds ("member" or a contact's id, "wechat", "wecom" or "sms"); `capped` says that a
    frequency cap is in the way.
    """

    identities: Sequence[Identity] = ()
    has_phone: bool = False
    refused: frozenset[tuple[int | str, str]] = frozenset()
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What is left or used by contact; `day_used` is by account. `at` is the planned instant."""

    at: datetime
    category: str
    accounts: Accounts
    template: str = ""
    wecom_a_month: int = 4
    consents: Mapping[tuple[int, str], int] = field(default_factory=dict)
    mass_used: Mapping[int, int] = field(default_factory=dict)
    wecom_used: Mapping[int, int] = field(default_factory=dict)
    day_used: Mapping[str, int] = field(default_factory=dict)


def choose(person: Person, channels: Sequence[str], ledgers: Ledgers) -> Plan:
    """The first of the channels that nothing forbids, with the rule of each before it."""
    if person.capped:
        return Plan(None, (_block(v.ANY, v.FREQUENCY_CAP),))
    blocks: list[Block] = []
    for channel in channels:
        found = _WAYS[channel](person, ledgers)
        if isinstance(found, Identity):
            route = Route(channel, found.id, found.account)
            return Plan(route, tuple(blocks)) if blocks else Plan(route)
        blocks.append(_block(channel, found))
    return Plan(None, tuple(blocks))


Found = Identity | str
_Way = Callable[[Person, Ledgers], Found]
_Forbids = Callable[[Identity, Ledgers], str]
_NEARNESS = (
    v.NO_CONTACT,
    v.BLOCKED_CONTACT,
    v.UNFOLLOWED,
    v.ACCOUNT_KIND,
    v.NO_CONSENT,
    v.WINDOW_CLOSED,
    v.QUOTA_USED,
    v.WINDOW_USED,
    v.REFUSED,
)
"""Of several contacts the one that got furthest names the rule."""


def _by_contact(channel: str, prefix: str | tuple[str, ...], forbids: _Forbids) -> _Way:
    answers = CONSENT_CHANNEL.get(channel, "wechat")

    def way(person: Person, ledgers: Ledgers) -> Found:
        nearest = v.NO_CONTACT
        for identity in person.identities:
            if not identity.account.startswith(prefix):
                continue
            rule = _unreachable(identity) or forbids(identity, ledgers)
            rule = rule or _refused(person, identity.id, answers)
            if not rule:
                return identity
            nearest = max(nearest, rule, key=_NEARNESS.index)
        return nearest

    return way


def _unreachable(identity: Identity) -> str:
    if identity.blocked:
        return v.BLOCKED_CONTACT
    return "" if identity.subscribed else v.UNFOLLOWED


def _refused(person: Person, contact: int, channel: str) -> str:
    said = person.refused
    return v.REFUSED if (contact, channel) in said or ("member", channel) in said else ""


def _window(identity: Identity, ledgers: Ledgers) -> str:
    if identity.message_until is None or identity.message_until <= ledgers.at:
        return v.WINDOW_CLOSED
    return "" if identity.message_left > 0 else v.WINDOW_USED


def _notice(identity: Identity, ledgers: Ledgers) -> str:
    template = ledgers.accounts.template_id(identity.account, ledgers.template)
    return "" if ledgers.consents.get((identity.id, template), 0) > 0 else v.NO_CONSENT


def _template(identity: Identity, ledgers: Ledgers) -> str:
    allowed = ledgers.accounts.kind(identity.account) in TEMPLATE_KINDS
    return "" if allowed else v.ACCOUNT_KIND


def _mass(identity: Identity, ledgers: Ledgers) -> str:
    if ledgers.accounts.kind(identity.account) == "subscription":
        used = ledgers.day_used.get(identity.account, 0) >= MASS_A_DAY
    else:
        used = ledgers.mass_used.get(identity.id, 0) >= MASS_A_MONTH
    return v.QUOTA_USED if used else ""


def _wecom(identity: Identity, ledgers: Ledgers) -> str:
    used = ledgers.wecom_used.get(identity.id, 0) >= ledgers.wecom_a_month
    return v.QUOTA_USED if used else ""


_message = _by_contact(v.MESSAGE, (WECHAT, WECOM_PREFIX), _window)
_subscribe_to = _by_contact(v.SUBSCRIBE, WECHAT, _notice)
_template_to = _by_contact(v.TEMPLATE, WECHAT, _template)
_mass_to = _by_contact(v.MASS, WECHAT, _mass)
_wecom_to = _by_contact(v.WECOM, WECOM_PREFIX, _wecom)


def _subscribe(person: Person, ledgers: Ledgers) -> Found:
    return _subscribe_to(person, ledgers) if ledgers.template else v.NO_TEMPLATE


def _template_message(person: Person, ledgers: Ledgers) -> Found:
    if ledgers.category != v.NOTICE:
        return v.NOTICES_ONLY
    return _template_to(person, ledgers) if ledgers.template else v.NO_TEMPLATE


def _sms(person: Person, ledgers: Ledgers) -> Found:
    if not ledgers.accounts.can_send(SMS_ACCOUNT):
        return v.NOT_CONFIGURED
    if not person.has_phone:
        return v.NO_PHONE
    own = [one for one in person.identities if one.account == SMS_ACCOUNT]
    phone = own[0] if own else Identity(0, SMS_ACCOUNT)
    if phone.blocked:
        return v.BLOCKED_CONTACT
    return _refused(person, phone.id, SMS_ACCOUNT) or phone


_WAYS: Mapping[str, _Way] = {
    v.MESSAGE: _message,
    v.SUBSCRIBE: _subscribe,
    v.TEMPLATE: _template_message,
    v.MASS: _mass_to,
    v.WECOM: _wecom_to,
    v.SMS: _sms,
}


@cache
def _block(channel: str, rule: str) -> Block:
    return Block(channel, rule)
