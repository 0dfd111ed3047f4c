"""Planning reach: the first lawful channel, or the rule that forbids each."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from membership import consents as answers
from membership import customers, reach
from messaging import contacts
from messaging.gates import Pending
from messaging.reach import accounts, consents, quotas, repository
from messaging.reach import values as v
from messaging.reach.periods import day_of, month_of
from messaging.reach.values import Block, Plan, Route
from store.transactions import Store
from tests.membership.factories import PRIVACY, SHANGHAI, make_member
from tests.messaging.reach.people import ACCOUNT, DAY, HOUR, NOON, make_contact, make_row

OPEN: dict[str, Any] = {"message_until": NOON + HOUR, "message_left": 2}
TEMPLATE = "tmpl-birthday"


@pytest.fixture
def db(store: Store) -> Any:
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", templates={"birthday": TEMPLATE}, now=NOON)
        yield session


def person(db: Session, openid: str = "o_1", **values: Any) -> tuple[int, int]:
    member = make_member(db, now=NOON - 90 * DAY)
    return member, make_contact(db, openid, member_id=member, **values)


def plan(db: Session, member: int, category: str = "marketing", **values: Any) -> Plan:
    return reach.plan(db, [member], category=category, now=NOON, **values)[member]


def rules_of(found: Plan) -> dict[str, str]:
    return {block.channel: block.rule for block in found.blocks}


def test_an_open_window_is_the_first_choice(db: Session) -> None:
    member, contact = person(db, **OPEN)

    assert plan(db, member) == Plan(Route("message", contact, ACCOUNT))


def test_a_window_is_judged_at_the_planned_instant(db: Session) -> None:
    member, contact = person(db, **OPEN)

    later = plan(db, member, at=NOON + HOUR)

    assert later.blocks[0] == Block("message", v.WINDOW_CLOSED)
    assert later.route == Route("mass", contact, ACCOUNT)


def test_every_channel_says_why_it_was_not_taken(db: Session) -> None:
    member, contact = person(db, message_until=NOON + HOUR, message_left=0)
    quotas.left(db, "mass", month_of(NOON), 4, [contact])
    for _ in range(4):
        quotas.spend(db, "mass", month_of(NOON), Counter([contact]))

    found = plan(db, member, template="birthday")

    assert found.route is None
    assert found.rule == v.WINDOW_USED
    assert rules_of(found) == {
        "message": v.WINDOW_USED,
        "subscribe": v.NO_CONSENT,
        "mass": v.QUOTA_USED,
        "wecom": v.NO_CONTACT,
        "sms": v.NOT_CONFIGURED,
    }
    december = reach.plan(db, [member], category="marketing", now=NOON + 31 * DAY)[member]
    assert december.route == Route("mass", contact, ACCOUNT)


def test_a_consent_for_the_template_opens_the_second_channel(db: Session) -> None:
    member, contact = person(db)
    consents.accepted(db, contact_id=contact, template=TEMPLATE, now=NOON)

    by_name = plan(db, member, template="birthday", channels=["subscribe"])
    by_id = plan(db, member, template=TEMPLATE, channels=["subscribe"])
    other = plan(db, member, template="another", channels=["subscribe"])
    nothing = plan(db, member, channels=["subscribe"])

    assert by_name.route == by_id.route == Route("subscribe", contact, ACCOUNT)
    assert rules_of(other) == {"subscribe": v.NO_CONSENT}
    assert rules_of(nothing) == {"subscribe": v.NO_TEMPLATE}


@pytest.mark.parametrize("category", ["marketing", "survey", "service"])
def test_a_template_message_is_never_planned_but_for_notices(db: Session, category: str) -> None:
    member, contact = person(db)

    assert rules_of(plan(db, member, category, channels=["template"], template="birthday")) == {
        "template": v.NOTICES_ONLY
    }
    notice = plan(db, member, "notice", channels=["template"], template="birthday")
    assert notice.route == Route("template", contact, ACCOUNT)


def test_a_subscription_account_sends_no_templates_and_one_mass_a_day(db: Session) -> None:
    member, contact = person(db)
    accounts.note(db, ACCOUNT, kind="subscription", now=NOON)
    wished = ["template", "mass"]
    free = plan(db, member, "notice", template="t", channels=wished)
    repository.take_account_quota(db, ACCOUNT, "mass", day_of(NOON), 1)
    used = plan(db, member, "notice", template="t", channels=wished)

    assert free == Plan(Route("mass", contact, ACCOUNT), (Block("template", v.ACCOUNT_KIND),))
    assert rules_of(used) == {"template": v.ACCOUNT_KIND, "mass": v.QUOTA_USED}


@pytest.mark.parametrize(
    ("values", "rule"),
    [({"subscribed": False}, v.UNFOLLOWED), ({"blocked": True}, v.BLOCKED_CONTACT)],
)
def test_who_left_or_is_blocked_is_not_reached(
    db: Session, values: dict[str, Any], rule: str
) -> None:
    member, _ = person(db, **OPEN, **values)

    assert rules_of(plan(db, member, channels=["message", "mass"])) == {
        "message": rule,
        "mass": rule,
    }


def test_of_several_contacts_one_that_may_be_written_to_is_taken(db: Session) -> None:
    member, _gone = person(db, subscribed=False)
    open_one = make_contact(db, "o_2", member_id=member, **OPEN)

    assert plan(db, member).route == Route("message", open_one, ACCOUNT)


def test_a_refusal_blocks_its_channel_and_kind(db: Session) -> None:
    member, contact = person(db, **OPEN)
    answers.opt_out(db, contact_id=contact, now=NOON, source="chat")

    refused = plan(db, member, channels=["message", "mass"])
    assert rules_of(refused) == {"message": v.REFUSED, "mass": v.REFUSED}
    assert plan(db, member, "notice").route is not None
    answers.opt_in(db, contact_id=contact, now=NOON + DAY, source="chat")
    assert plan(db, member).route is not None


def test_what_waits_counts_for_the_cap_when_more_is_planned(db: Session) -> None:
    member, contact = person(db, **OPEN)
    make_row(db, contact, "waits", at=NOON + HOUR)

    assert plan(db, member) == Plan(None, (Block("*", v.FREQUENCY_CAP),))
    assert plan(db, member, "notice").route is not None


def test_sms_needs_a_phone_and_names_it_nowhere(db: Session) -> None:
    accounts.note(db, "sms", kind="tencent", now=NOON)
    without, _ = person(db)
    phone = "13800001111"
    member = make_member(db, now=NOON)
    _give_phone(db, member, phone)
    wished = ["message", "sms"]

    assert rules_of(plan(db, without, channels=wished))["sms"] == v.NO_PHONE
    planned = reach.plan(db, [member], category="marketing", channels=wished, now=NOON)
    assert planned[member].route == Route("sms", 0, "sms")
    ready = reach.addressed(db, planned, now=NOON)[member].route
    assert ready is not None
    assert ready.contact_id
    assert plan(db, member, channels=wished).route == ready
    assert reach.addressed(db, planned, now=NOON)[member].route == ready
    sealed = reach.sealed_phones(db, [member, without])
    assert PRIVACY.unseal(sealed[member]) == phone
    assert set(sealed) == {member}
    marks = [one.external_id for one in contacts.of_member(db, member)]
    assert marks == [PRIVACY.index(phone)]


def test_the_gate_asks_again_what_planning_asked(db: Session) -> None:
    accounts.note(db, "sms", kind="tencent", now=NOON)
    member = make_member(db, now=NOON)
    _give_phone(db, member, "13800001111")
    chat = make_contact(db, "o_1", member_id=member)
    planned = reach.plan(db, [member], category="marketing", channels=["sms"], now=NOON)
    route = reach.addressed(db, planned, now=NOON)[member].route
    assert route is not None
    rows = [
        Pending(1, route.contact_id, member, "sms", "sms", "marketing", "c", NOON, NOON),
        Pending(2, chat, member, ACCOUNT, "message", "marketing", "c", NOON, NOON),
        Pending(3, chat, member, ACCOUNT, "message", "service", "c", NOON, NOON),
    ]
    assert reach.refusals(db, rows, NOON) == {}

    _give_phone(db, member, "13800002222")
    assert {row: one.rule for row, one in reach.refusals(db, rows, NOON).items()} == {
        1: v.NO_PHONE
    }
    answers.opt_out(db, contact_id=chat, now=NOON, source="chat")
    assert {row: one.rule for row, one in reach.refusals(db, rows, NOON).items()} == {
        1: v.REFUSED,
        2: v.REFUSED,
    }


def test_statements_do_not_grow_with_the_members_of_a_batch(store: Store) -> None:
    counts = []
    with store.session() as session:
        members = [person(session, f"o_{number}")[0] for number in range(60)]
        for some in (members[:2], members):
            seen: list[str] = []
            listen = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
            event.listen(store.engine, "before_cursor_execute", listen)
            reach.plan(session, some, category="marketing", template="t", now=NOON)
            event.remove(store.engine, "before_cursor_execute", listen)
            counts.append(len(seen))

    assert counts[0] == counts[1] <= 11


def test_more_members_than_a_batch_are_all_planned(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "BATCH", 3)
    members = [person(db, f"o_{number}", **OPEN)[0] for number in range(7)]

    found = reach.plan(db, members, category="marketing", now=NOON)

    assert list(found) == members
    assert all(one.route for one in found.values())


def _give_phone(db: Session, member: int, phone: str) -> None:
    customers.update(
        db, member, {"phone": phone}, privacy=PRIVACY, timezone=SHANGHAI, now=NOON, actor="staff:1"
    )
