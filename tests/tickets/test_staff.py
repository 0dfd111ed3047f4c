"""Accounts: passwords, roles, sessions that end, and guessers who are slowed down."""

from datetime import timedelta

import pytest

from tests.tickets.people import NOON, PASSWORD, QUICK, Desk
from tickets import staff, throttle
from tickets.errors import Missing, Taken, Throttled


def test_a_password_opens_only_its_own_active_account(desk: Desk) -> None:
    amy = desk.colleague("amy")
    with desk.session() as session:
        assert staff.verify(session, "amy", PASSWORD) == staff.get(session, amy.id)
        assert staff.verify(session, "amy", "wrong password") is None
        assert staff.verify(session, "nobody", PASSWORD) is None
        staff.change(session, amy.id, display_name="", role="agent", capacity=8, active=False)
        assert staff.verify(session, "amy", PASSWORD) is None


def test_the_password_is_kept_as_an_argon2_hash() -> None:
    assert staff.hashed(PASSWORD).startswith("$argon2id$")
    with pytest.raises(Missing):
        staff.hashed("short")


def test_a_new_password_or_role_ends_the_sessions_and_a_new_name_does_not(desk: Desk) -> None:
    amy = desk.colleague("amy")

    def mark(**changes: object) -> str:
        given = {"display_name": "艾米", "role": "agent", "capacity": 8, "active": True} | changes
        with desk.session() as session:
            staff.change(session, amy.id, **given)  # type: ignore[arg-type]
            return staff.get(session, amy.id).session_mark

    assert mark() == amy.session_mark
    assert mark(role="supervisor") != amy.session_mark
    assert mark(password="another password") != mark(role="supervisor")


def test_a_name_is_used_once(desk: Desk) -> None:
    desk.colleague("amy")
    with pytest.raises(Taken):
        desk.colleague("amy")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("agent", {"agent"}),
        ("supervisor", {"agent", "supervisor"}),
        ("admin", {"agent", "supervisor", "admin"}),
    ],
)
def test_a_role_has_the_rights_of_those_below(desk: Desk, role: str, allowed: set[str]) -> None:
    one = desk.colleague("one", role)

    assert {needed for needed in ("agent", "supervisor", "admin") if one.may(needed)} == allowed


def test_guessing_is_slowed_down_and_forgotten_in_time(desk: Desk) -> None:
    with desk.session() as session:
        for _ in range(throttle.NAME_LIMIT):
            throttle.check(session, "amy", "10.0.0.1", now=NOON)
            throttle.failed(session, "amy", "10.0.0.1", now=NOON)
        with pytest.raises(Throttled) as slowed:
            throttle.check(session, "amy", "10.0.0.2", now=NOON)
        throttle.check(session, "bob", "10.0.0.1", now=NOON)
        later = NOON + throttle.SPAN + timedelta(seconds=1)
        throttle.check(session, "amy", "10.0.0.1", now=later)

    assert 0 < slowed.value.seconds <= 15 * 60 + 1


def test_an_address_is_slowed_down_over_all_names(desk: Desk) -> None:
    with desk.session() as session:
        for number in range(throttle.ADDRESS_LIMIT):
            throttle.failed(session, f"name{number}", "10.0.0.1", now=NOON)
        with pytest.raises(Throttled):
            throttle.check(session, "another", "10.0.0.1", now=NOON)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@小王请看一下", ["wang"]),
        ("麻烦@小王子，@amy看看", ["amy", "prince"]),
        ("@amy @wang", ["amy", "wang"]),
        ("@amyx @小 mail@example.com", []),
        ("没有人", []),
        ("@locked", []),
    ],
)
def test_a_name_is_called_where_chinese_goes_right_on(
    desk: Desk, text: str, called: list[str]
) -> None:
    with desk.session() as session:
        for name, shown in (("amy", ""), ("wang", "小王"), ("prince", "小王子"), ("locked", "")):
            one = staff.add(
                session,
                name,
                role="agent",
                password=PASSWORD,
                display_name=shown,
                hasher=QUICK,
                now=desk.now,
            )
        staff.change(session, one.id, display_name="", role="agent", capacity=8, active=False)
        found = staff.mentioned(session, text)
        assert sorted(staff.get(session, number).name for number in found) == called
