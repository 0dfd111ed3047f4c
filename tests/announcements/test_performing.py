"""Each part is called once, in order, within the platform's rate; what is ambiguous stays so."""

import pytest

from announcements import editing, planning, previewing, results, withdrawing
from announcements.errors import PlatformError, StateError
from announcements.performing import BACKOFF, LEASE, ROBOT_A_MINUTE, take
from announcements.values import Outcome
from membership import reach
from messaging.errors import AwayError, SendError
from messaging.gates import Pending
from messaging.reach import accounts, limits, mass
from messaging.reach.mass_values import MassCounts
from messaging.reach.values import MARKETING, MASS
from messaging.values import Result
from store.transactions import Store
from tests.announcements.house import SECOND, WRITER, House, key_of, lost
from tests.membership.factories import make_member
from tests.messaging.reach.people import ACCOUNT, HOUR, NOON, make_contact
from tickets import opening


def _states(house: House, number: int) -> list[str]:
    with house.store.session() as session:
        return [part.state for part in results.parts_of(session, number)]


def _sent(house: House) -> list[str]:
    return [call[2] for call in house.platform.calls if call[0] == "robot"]


def test_long_text_goes_in_pieces_and_in_order(store: Store) -> None:
    house = House(store)
    text = "".join(f"第 {at} 条通知，请大家留意。" for at in range(200))
    number = house.write(text, {"by": "robots", "robots": [house.robot("一群")]})
    house.approve(number)
    assert house.begin() == 1
    for _ in range(9):
        house.performer.run()

    sent = _sent(house)
    assert len(sent) > 1
    assert "".join(sent) == text
    assert all(len(piece.encode()) <= 2048 for piece in sent)
    assert house.platform.calls[0][1] == key_of("一群")
    assert set(_states(house, number)) == {"accepted"}


def test_a_robot_writes_twenty_times_a_minute(store: Store) -> None:
    house = House(store)
    robot = house.robot("一群")
    for _ in range(ROBOT_A_MINUTE + 3):
        house.approve(house.write(target={"by": "robots", "robots": [robot]}))
    house.begin()
    for _ in range(5):
        house.performer.run(limit=100)
    assert len(_sent(house)) == ROBOT_A_MINUTE

    house.clock.advance(seconds=61)
    house.performer.run(limit=100)

    assert len(_sent(house)) == ROBOT_A_MINUTE + 3


def test_an_ambiguous_call_is_not_repeated(store: Store) -> None:
    house = House(store)
    number = house.write(target={"by": "robots", "robots": [house.robot("一群")]})
    house.approve(number)
    house.begin()
    house.platform.trouble = [lost()]
    for _ in range(3):
        house.performer.run()
        house.clock.advance(minutes=10)

    assert (len(_sent(house)), _states(house, number)) == (1, ["unknown"])


def test_a_busy_platform_is_asked_again(store: Store) -> None:
    house = House(store)
    number = house.write(target={"by": "robots", "robots": [house.robot("一群")]})
    house.approve(number)
    house.begin()
    house.platform.trouble = [SendError("retry", -1)]
    house.performer.run()
    assert _states(house, number) == ["queued"]
    house.clock.advance(minutes=1)
    house.performer.run()

    assert (len(_sent(house)), _states(house, number)) == (2, ["accepted"])


def test_hours_without_the_platform_use_up_no_attempts(store: Store) -> None:
    house = House(store)
    number = house.write(target={"by": "robots", "robots": [house.robot("一群")]})
    house.approve(number)
    house.begin()
    busy = [SendError("retry", -1) for _ in BACKOFF]
    house.platform.trouble = [*(AwayError("no connection") for _ in range(12)), *busy]
    for _ in range(12 + len(busy)):
        house.performer.run()
        assert _states(house, number) == ["queued"]
        house.clock.advance(minutes=11)
    house.performer.run()

    assert (len(_sent(house)), _states(house, number)) == (13 + len(busy), ["accepted"])


def test_a_platform_that_asks_for_a_pause_gets_a_minute(store: Store) -> None:
    house = House(store)
    number = house.write(target={"by": "robots", "robots": [house.robot("一群")]})
    house.approve(number)
    house.begin()
    house.platform.trouble = [SendError("rate", 45011)]
    house.performer.run()
    assert _states(house, number) == ["queued"]
    house.clock.advance(seconds=59)
    house.performer.run()
    assert len(_sent(house)) == 1
    house.clock.advance(seconds=2)
    house.performer.run()

    with store.session() as session:
        [part] = results.parts_of(session, number)
    assert (part.state, part.code, part.reason) == ("accepted", None, None)


def test_a_worker_that_died_leaves_it_unknown(store: Store) -> None:
    house = House(store)
    number = house.write(target={"by": "robots", "robots": [house.robot("一群")]})
    house.approve(number)
    house.begin()
    with store.session() as session:
        assert len(take(session, 9, now=house.clock.now())) == 1
    house.clock.advance(seconds=LEASE.total_seconds() + 1)
    house.performer.run()

    assert (_sent(house), _states(house, number)) == ([], ["unknown"])


def test_a_mass_send_is_handed_over_once_and_its_result_is_the_parts(store: Store) -> None:
    house = House(store)
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", now=NOON)
    number = house.write()
    house.approve(number)
    house.begin()
    house.performer.run()
    house.performer.run()
    assert _states(house, number) == ["queued"]
    _submit(house, "77")
    with store.session() as session:
        counts = MassCounts("send success", total=9, filtered=8, sent=8)
        mass.finished(session, ACCOUNT, "77", counts, now=NOON)
        assert results.close_finished(session, now=NOON) == 1
        [part] = results.parts_of(session, number)
        state = editing.get(session, number).state

    assert (part.state, part.meant, part.reached, state) == ("accepted", 9, 8, "done")
    assert [call[0] for call in house.platform.calls] == ["prepare"]


def _submit(house: House, platform_id: str) -> None:
    with house.store.session() as session:
        [claimed] = mass.claim(session, [ACCOUNT], "w", 9, now=NOON)
        mass.record(session, claimed, Result("accepted", platform_id=platform_id), now=NOON)


def test_a_segment_is_a_list_of_those_who_may_be_reached(store: Store) -> None:
    house = House(store)
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", now=NOON)
        people = [make_member(session, now=NOON) for _ in range(4)]
        for at, member in enumerate(people[:3]):
            make_contact(session, f"o{at}", member_id=member)
    house.members = people
    number = house.write(
        target={"by": "official", "account": ACCOUNT, "audience": "segment", "segment": 1}
    )
    house.approve(number)
    house.begin()
    house.performer.run()
    with store.session() as session:
        [claimed] = mass.claim(session, [ACCOUNT], "w", 9, now=NOON)
        left_out = editing.get(session, number).left_out

    assert claimed.openids == ("o0", "o1", "o2")
    assert left_out == {"no contact": 1}


def test_a_segment_leaves_out_whom_the_desk_owes_an_answer(store: Store) -> None:
    house = House(store)
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", now=NOON)
        people = [make_member(session, now=NOON) for _ in range(3)]
        chats = [make_contact(session, f"o{one}", member_id=one) for one in people]
        opening.open(session, contact_id=chats[1], description="蛋糕是坏的", now=NOON)
    house.members = people
    target = {"by": "official", "account": ACCOUNT, "audience": "segment", "segment": 1}
    number = house.write(target=target)
    house.approve(number)
    house.begin()
    with store.session() as session:
        left_out = editing.get(session, number).left_out

    assert left_out == {"open complaint": 1}


def test_what_a_segment_got_counts_for_the_caps_of_campaigns(store: Store) -> None:
    house = House(store)
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", now=NOON)
        people = [make_member(session, now=NOON) for _ in range(3)]
        chats = [make_contact(session, f"o{one}", member_id=one) for one in people]
    house.members = people[:2]
    target = {"by": "official", "account": ACCOUNT, "audience": "segment", "segment": 1}
    house.approve(house.write(target=target))
    house.begin()
    house.performer.run()
    _submit(house, "77")

    with store.session() as session:
        plans = reach.plan(session, people, category=MARKETING, channels=(MASS,), now=NOON + HOUR)
        asked = [
            Pending(chat, chat, one, ACCOUNT, MASS, MARKETING, "campaign:1", NOON, NOON)
            for chat, one in zip(chats, people, strict=True)
        ]
        held = limits.frequency_caps(session, asked, NOON + HOUR)

    assert [plans[one].rule for one in people] == ["frequency cap", "frequency cap", ""]
    assert sorted(held) == chats[:2]


def test_customers_are_asked_for_through_staff_and_results_are_kept(store: Store) -> None:
    house = House(store)
    number = house.write(target={"by": "customers", "senders": ["zhang", "li"], "groups": True})
    house.approve(number)
    house.begin()
    house.performer.run()
    house.platform.told = [Outcome("c1", "zhang", "sent"), Outcome("c2", "zhang", "unsent")]
    house.clock.advance(minutes=11)
    asked = results.ask(store, house.platforms, now=house.clock.now())
    with store.session() as session:
        parts = results.parts_of(session, number)

    assert ("create", "zhang", (), True) in house.platform.calls
    assert asked == 2
    assert [(part.meant, part.reached) for part in parts] == [(2, 1), (2, 1)]
    with store.session() as session:
        ask = {"actor": SECOND, "now": house.clock.now()}
        assert withdrawing.ask_for(session, number, **ask) == 2  # type: ignore[arg-type]
    house.performer.run()
    assert ("cancel", "send-zhang") in house.platform.calls


def test_nothing_is_taken_back_in_the_moment_in_which_it_leaves(store: Store) -> None:
    house = House(store)
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", now=NOON)
    number = house.write_article()
    house.approve(number)
    house.begin()
    house.performer.run()
    with store.session() as session:
        [claimed] = mass.claim(session, [ACCOUNT], "w", 9, now=NOON)
    with store.session() as session, pytest.raises(StateError):
        withdrawing.ask_for(session, number, actor=SECOND, now=NOON)
    with store.session() as session:
        mass.record(session, claimed, Result("accepted", platform_id="79"), now=NOON)
        assert withdrawing.ask_for(session, number, actor=SECOND, now=NOON) == 1
    house.performer.run()

    assert ("withdraw", "79") in house.platform.calls


def test_what_a_robot_wrote_stays(store: Store) -> None:
    house = House(store)
    number = house.write(target={"by": "robots", "robots": [house.robot("一群")]})
    house.approve(number)
    house.begin()
    house.performer.run()

    with store.session() as session, pytest.raises(PlatformError):
        withdrawing.ask_for(session, number, actor=SECOND, now=NOON)


def test_a_preview_is_seen_by_oneself(store: Store) -> None:
    house = House(store)
    number = house.write()
    test_robot = house.robot("试发群", is_test=True)
    group = house.write("明天见", {"by": "robots", "robots": [house.robot("一群")]})
    with store.session() as session:
        ask = {"actor": WRITER, "now": NOON}
        previewing.ask_for(session, number, openid="o_me", robot=0, **ask)  # type: ignore[arg-type]
        previewing.ask_for(session, group, openid="", robot=test_robot, **ask)  # type: ignore[arg-type]
    house.performer.run()

    assert ("preview", "o_me", "周末八折") in house.platform.calls
    assert ("robot", key_of("试发群"), "明天见") in house.platform.calls


def test_an_article_is_taken_back(store: Store) -> None:
    house = House(store)
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", now=NOON)
    number = house.write_article()
    house.approve(number)
    house.begin()
    house.performer.run()
    _submit(house, "78")
    with store.session() as session:
        assert withdrawing.ask_for(session, number, actor=SECOND, now=NOON) == 1
    house.performer.run()

    assert ("withdraw", "78") in house.platform.calls
    assert _states(house, number) == ["withdrawn", "accepted"]
    with store.session() as session:
        assert editing.get(session, number).state == "withdrawn"


def test_one_that_is_cancelled_while_it_is_taken_apart_does_not_begin(store: Store) -> None:
    house = House(store)
    number = house.write()
    house.approve(number)
    now = house.clock.now()
    with house.store.reading() as session:
        prepared = planning.prepare(session, house._members, now=now)
    with house.store.session() as session:
        editing.cancel(session, number, actor=WRITER, now=now)

    with house.store.session() as session:
        assert len(prepared) == 1
        assert planning.start(session, prepared, now=now) == 0
        assert results.parts_of(session, number) == []
