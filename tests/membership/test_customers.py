"""Members: registration, profile, look-up, and what is at rest."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from membership import custom_fields, customers, registration, timeline
from membership.birthdays import LUNAR, SOLAR, Birthday
from membership.custom_fields import CustomField
from membership.customer_values import CustomerIn, PostedCustomer, Profile
from membership.errors import FieldError, NotFoundError
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import DAY, NOON, PRIVACY, SHANGHAI, make_contact, make_member

PHONE = "13800001111"


def _update(
    db: Db, member: int, now: datetime = NOON, actor: str = "staff:1", **values: Any
) -> Profile:
    return customers.update(
        db, member, values, now=now, privacy=PRIVACY, actor=actor, timezone=SHANGHAI
    )


def _post(db: Db, external_id: str, now: datetime = NOON, **values: Any) -> PostedCustomer:
    return customers.post(
        db, CustomerIn(external_id, **values), now=now, privacy=PRIVACY, timezone=SHANGHAI
    )


def test_whoever_writes_becomes_a_member_once(store: Store) -> None:
    with store.session() as session:
        contact = make_contact(session, "o_1")
        first = customers.register(session, contact_id=contact, now=NOON, name="小林")
        again = customers.register(session, contact_id=contact, now=NOON + DAY)
        profile = customers.get(session, first.member_id)

        assert (first.is_new, again.is_new) == (True, False)
        assert again.member_id == first.member_id
        assert (profile.name, profile.joined_at) == ("小林", NOON)
        assert profile.level_id is not None
        assert customers.contacts_of(session, first.member_id) == [contact]
        assert [event.kind for event in timeline.of_member(session, first.member_id)] == ["joined"]


def test_a_person_known_by_unionid_is_one_member(store: Store) -> None:
    with store.session() as session:
        official = make_contact(session, "o_1", unionid="u_1")
        mini = make_contact(session, "o_2", unionid="u_1")
        first = customers.register(session, contact_id=official, now=NOON)
        second = customers.register(session, contact_id=mini, now=NOON)

        assert (second.member_id, second.is_new) == (first.member_id, False)
        assert customers.contacts_of(session, first.member_id) == [official, mini]


def test_a_contact_is_one_members_only(store: Store) -> None:
    with store.session() as session:
        member, other = make_member(session), make_member(session)
        contact = make_contact(session, "o_1", member_id=member)
        with pytest.raises(registration.AlreadyBoundError):
            customers.attach(session, other, contact, now=NOON, actor="staff:1")
        assert customers.detach(session, contact, now=NOON, actor="staff:1") == member
        assert customers.detach(session, contact, now=NOON, actor="staff:1") is None
        customers.attach(session, other, contact, now=NOON, actor="staff:1")

        assert customers.contacts_of(session, other) == [contact]
        with pytest.raises(NotFoundError):
            customers.attach(session, other, 999_999, now=NOON, actor="staff:1")


def test_a_phone_is_sealed_at_rest_and_found_by_its_index(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        profile = _update(session, member, phone="+86 138-0000-1111")
        row = session.execute(sa.text("SELECT * FROM member")).mappings().one()
        found = customers.search(session, "138 0000 1111", privacy=PRIVACY)

        assert all(PHONE not in str(value) for value in row.values())
        assert profile.phone_hint == "138****1111"
        assert [one.id for one in found] == [member]
        assert PRIVACY.unseal(row["phone_sealed"]) == PHONE
        assert "0000" not in str(timeline.of_member(session, member))
        _update(session, member, phone=None)
        assert customers.by_phone(session, PHONE, privacy=PRIVACY) == []


def test_a_customer_changes_a_birthday_once_a_year_staff_always(store: Store) -> None:
    first, second = Birthday(SOLAR, 8, 15, 1990), Birthday(LUNAR, 7, 1, 1990)
    with store.session() as session:
        member = make_member(session)
        _update(session, member, actor="contact:1", birthday=first)
        _update(session, member, actor="contact:1", birthday=first)
        with pytest.raises(FieldError) as refused:
            _update(session, member, NOON + 364 * DAY, actor="contact:1", birthday=second)
        kept = customers.get(session, member).birthday
        _update(session, member, NOON + 2 * DAY, birthday=second)
        _update(session, member, NOON + 365 * DAY, actor="contact:1", birthday=first)

        assert (refused.value.field, refused.value.problem) == ("birthday", "changed_too_soon")
        assert refused.value.limit == NOON + 365 * DAY
        assert kept == first
        assert customers.get(session, member).birthday == first


def test_posting_a_customer_twice_changes_nothing(store: Store) -> None:
    said: dict[str, Any] = {
        "name": "陈晨",
        "phone": PHONE,
        "gender": "female",
        "birthday": Birthday(LUNAR, 8, 15, 1988),
        "joined_at": datetime(2020, 5, 1, tzinfo=UTC),
        "tags": ("老客", "咖啡"),
    }
    with store.session() as session:
        first = _post(session, "C1", **said)
        again = _post(session, "C1", NOON + DAY, **said)
        more = _post(session, "C1", tags=("新品",))
        profile = customers.by_external_id(session, "C1")

    assert (first.outcome, again.outcome, more.outcome) == ("created", "same", "changed")
    assert profile is not None
    assert profile.tags == ("老客", "咖啡", "新品")
    assert (profile.name, profile.phone_hint) == ("陈晨", "138****1111")
    assert profile.joined_at == said["joined_at"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "x" * 65}, "name"),
        ({"name": "x" * 10_000_000}, "name"),
        ({"name": 5}, "name"),
        ({"phone": "12"}, "phone"),
        ({"gender": "woman"}, "gender"),
        ({"birthday": Birthday(SOLAR, 2, 30)}, "birthday"),
        ({"birthday": "1990-01-01"}, "birthday"),
        ({"joined_at": datetime(2030, 1, 1, tzinfo=UTC)}, "joined_at"),
        ({"joined_at": datetime(1901, 1, 1, tzinfo=UTC)}, "joined_at"),
        ({"tags": ("a", "b" * 33)}, "tags[1]"),
        ({"tags": tuple(f"{number}" for number in range(101))}, "tags"),
        ({"custom": {"size": "M"}}, "custom.size"),
    ],
)
def test_a_wrong_customer_names_the_field_and_leaves_nothing(
    store: Store, values: dict[str, Any], field: str
) -> None:
    with store.session() as session:
        with pytest.raises(FieldError) as refused:
            _post(session, "C1", **values)

        assert refused.value.field == field
        assert customers.by_external_id(session, "C1") is None


def test_staff_define_fields_without_code(store: Store) -> None:
    fields = (
        CustomField("size", "尺码", "choice", ("S", "M")),
        CustomField("pets", "宠物", "number"),
        CustomField("vegan", "素食", "yes_no"),
        CustomField("since", "纪念日", "date"),
        CustomField("note", "口味", "text"),
    )
    good = {"size": "M", "pets": 2, "vegan": True, "since": "2020-02-29", "note": "少糖"}
    wrong = {"size": "XL", "pets": "2", "vegan": 1, "since": "2021-02-29", "note": 7}
    with store.session() as session:
        member = make_member(session)
        for field in fields:
            custom_fields.save(session, field, now=NOON)
        assert _update(session, member, custom=good).custom == good
        for key, value in wrong.items():
            with pytest.raises(FieldError) as refused:
                _update(session, member, custom={key: value})
            assert refused.value.field == f"custom.{key}"
        assert _update(session, member, custom={"pets": None}).custom == {
            key: value for key, value in good.items() if key != "pets"
        }
        assert [field.key for field in custom_fields.all_fields(session)] == [*good]
        with pytest.raises(FieldError):
            custom_fields.save(session, CustomField("size", "尺码", "text"), now=NOON)


def test_preferences_tags_and_names(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _update(session, member, name="王芳", preferences={"辣度": "微辣"})
        profile = _update(session, member, preferences={"甜度": "三分糖", "辣度": None})
        tagged = _update(session, member, tags=["老客", "老客"])

        assert profile.preferences == {"甜度": "三分糖"}
        assert tagged.tags == ("老客",)
        assert [one.id for one in customers.search(session, "王", privacy=PRIVACY)] == [member]
        assert customers.search(session, "%", privacy=PRIVACY) == []
        with pytest.raises(FieldError) as refused:
            _update(session, member, level_id=3)
        assert refused.value.field == "level_id"


def test_there_is_no_such_member(store: Store) -> None:
    with store.session() as session:
        with pytest.raises(NotFoundError):
            customers.get(session, 9)
        with pytest.raises(NotFoundError):
            _update(session, 9, name="x")


def test_a_member_may_join_at_any_time_of_today(store: Store) -> None:
    with store.session() as session:
        posted = _post(session, "C1", joined_at=NOON + timedelta(hours=8))

        assert posted.outcome == "created"
