"""Binding by a one-time code: only the owner of the phone learns that it is on record."""

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from membership import binding, customers, points
from membership.binding import Binding
from membership.customer_values import CustomerIn
from membership.errors import FieldError
from messaging.models import Outbox
from store.transactions import Store
from tests.membership.factories import NOON, PRIVACY, make_contact

PHONE = "13800001111"
CODE = "271828"
MINUTE = timedelta(minutes=1)


def _on_record(session: Session, phone: str = PHONE, external_id: str = "C1") -> int:
    customer = CustomerIn(external_id, name="陈晨", phone=phone)
    return customers.post(session, customer, now=NOON, privacy=PRIVACY).member_id


def _request(session: Session, contact: int, phone: str = PHONE, now: Any = NOON) -> str:
    return binding.request_code(
        session, contact_id=contact, phone=phone, privacy=PRIVACY, now=now, make=lambda: CODE
    )


def _confirm(session: Session, contact: int, code: str = CODE, now: Any = NOON) -> Binding:
    return binding.confirm_code(session, contact_id=contact, code=code, privacy=PRIVACY, now=now)


def _sent(session: Session) -> list[dict[str, Any]]:
    payloads = session.scalars(sa.select(Outbox.payload).order_by(Outbox.id)).all()
    return [json.loads(PRIVACY.unseal(payload["sealed"])) for payload in payloads]


def test_the_right_code_binds(store: Store) -> None:
    with store.session() as session:
        member = _on_record(session)
        contact = make_contact(session, "o_1")
        assert _request(session, contact, "138 0000 1111") == "sent"
        assert _sent(session) == [
            {"phone": PHONE, "template": "binding_code", "values": [CODE, "10"]}
        ]
        assert _confirm(session, contact) == Binding("bound", member)
        assert customers.contacts_of(session, member) == [contact]
        assert _confirm(session, contact) == Binding("expired")


def test_a_wrong_phone_reveals_nothing(store: Store) -> None:
    with store.session() as session:
        _on_record(session)
        contact, other = make_contact(session, "o_1"), make_contact(session, "o_2")
        answers = [
            [_request(session, who, phone), *(_confirm(session, who, "000000") for _ in range(5))]
            for who, phone in ((contact, PHONE), (other, "13900002222"))
        ]

        assert answers[0] == answers[1]
        assert len(_sent(session)) == 1
        assert _confirm(session, other, CODE).member_id is None


def test_the_code_is_stored_hashed_and_the_message_sealed(store: Store) -> None:
    with store.session() as session:
        _on_record(session)
        _request(session, make_contact(session, "o_1"))
        for table in ("binding_code", "outbox"):
            rows = session.execute(sa.text(f"SELECT * FROM {table}")).mappings().all()
            text = " ".join(str(value) for row in rows for value in row.values())
            assert CODE not in text
            assert PHONE not in text


def test_attempts_are_bounded(store: Store) -> None:
    with store.session() as session:
        _on_record(session)
        contact = make_contact(session, "o_1")
        _request(session, contact)
        outcomes = [_confirm(session, contact, f"{guess:06d}").outcome for guess in range(6)]

        assert outcomes == ["wrong_code"] * 4 + ["too_many_attempts"] * 2
        assert _confirm(session, contact).outcome == "too_many_attempts"


def test_a_code_expires_and_only_the_last_one_counts(store: Store) -> None:
    codes = iter(["111111", "222222"])
    with store.session() as session:
        member = _on_record(session)
        contact = make_contact(session, "o_1")
        for minute in (0, 2):
            binding.request_code(
                session,
                contact_id=contact,
                phone=PHONE,
                privacy=PRIVACY,
                now=NOON + minute * MINUTE,
                make=lambda: next(codes),
            )
        assert _confirm(session, contact, "111111", NOON + 3 * MINUTE).outcome == "wrong_code"
        assert _confirm(session, contact, "222222", NOON + 12 * MINUTE).outcome == "expired"
        assert _confirm(session, contact, " 222222 ", NOON + 11 * MINUTE).member_id == member


def test_a_code_is_good_for_its_own_contact_only(store: Store) -> None:
    with store.session() as session:
        _on_record(session)
        contact, thief = make_contact(session, "o_1"), make_contact(session, "o_2")
        _request(session, contact)

        assert _confirm(session, thief).outcome == "expired"


def test_requests_are_limited_per_contact_and_per_phone(store: Store) -> None:
    with store.session() as session:
        _on_record(session)
        contact = make_contact(session, "o_1")
        by_contact = [_request(session, contact, f"1390000000{number}") for number in range(4)]
        others = [make_contact(session, f"o_{number}") for number in range(2, 7)]
        by_phone = [_request(session, other) for other in others]
        later = _request(session, contact, now=NOON + timedelta(hours=25))

        assert by_contact == ["sent"] * 3 + ["too_many_requests"]
        assert by_phone == ["sent"] * 3 + ["too_many_requests"] * 2
        assert later == "sent"


def test_a_record_made_in_chat_is_merged_into_the_one_on_file(store: Store) -> None:
    with store.session() as session:
        member = _on_record(session)
        contact = make_contact(session, "o_1")
        own = customers.register(session, contact_id=contact, now=NOON).member_id
        points.earn(session, own, 8, source="signin", key="1", now=NOON)
        _request(session, contact)

        assert _confirm(session, contact) == Binding("merged", member)
        assert customers.contacts_of(session, member) == [contact]
        assert points.summary(session, member, now=NOON).balance == 8


def test_a_contact_of_another_record_on_file_is_not_moved(store: Store) -> None:
    with store.session() as session:
        _on_record(session)
        other = _on_record(session, "13900002222", "C2")
        contact = make_contact(session, "o_1", member_id=other)
        _request(session, contact)

        assert _confirm(session, contact).outcome == "refused"
        assert customers.contacts_of(session, other) == [contact]


def test_unbinding_leaves_the_member(store: Store) -> None:
    with store.session() as session:
        member = _on_record(session)
        contact = make_contact(session, "o_1", member_id=member)
        assert binding.unbind(session, contact_id=contact, now=NOON) == member
        assert binding.unbind(session, contact_id=contact, now=NOON) is None

        assert customers.get(session, member).name == "陈晨"


def test_what_is_no_phone_names_the_field(store: Store) -> None:
    with store.session() as session:
        contact = make_contact(session, "o_1")
        with pytest.raises(FieldError) as refused:
            _request(session, contact, "110")
        assert refused.value.field == "phone"
