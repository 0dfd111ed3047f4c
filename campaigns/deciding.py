"""Deciding a batch of entries: whom to spare, who is held out, by which channel, or which rule.

All that is decided is written in the caller's transaction: the outbox row, the gift it promises
and the delivery that says so come together or not at all.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns import fallback, queueing, suppression, tasks, wording
from campaigns.entry import Decision, Entry
from campaigns.room import Room
from campaigns.rules import DAILY_CAP, MERGED, NO_GIFT, NO_WORDS, OVER, PASSING, STEP_GONE
from campaigns.scene import Scene
from campaigns.values import BLOCKED, HELD_OUT, PLANNED, TREATED, WAITING
from campaigns.wording import Known
from membership import reach
from membership.business_time import day_of
from messaging.reach import values as v

SOON, LATER = timedelta(hours=1), timedelta(hours=4)
"""After how long a rule that may pass is looked at again: one of people, one of the ledgers."""

LASTING = frozenset(
    {
        v.NO_CONTACT,
        v.NO_PHONE,
        v.NO_TEMPLATE,
        v.NOT_CONFIGURED,
        v.NOTICES_ONLY,
        v.ACCOUNT_KIND,
        v.BLOCKED_CONTACT,
        v.REFUSED,
        NO_WORDS,
    }
)
"""Rules of reach that will not pass within an occasion; where all are such, the row is decided."""


def decide(session: Session, scene: Scene, entries: Sequence[Entry]) -> list[Decision]:
    """Decide entries whose time has come, in their order; messages are queued and gifts given."""
    decided: dict[int, Decision] = {}
    room = Room(session, scene)
    for step, part in _by_step(entries):
        decided.update(_decide_step(session, scene, step, part, room))
    return [decided[at] for at in range(len(entries))]


def _by_step(entries: Sequence[Entry]) -> Iterator[tuple[int, dict[int, Entry]]]:
    for step in sorted({entry.step for entry in entries}):
        yield step, {at: entry for at, entry in enumerate(entries) if entry.step == step}


def _decide_step(
    session: Session, scene: Scene, step: int, entries: Mapping[int, Entry], room: Room
) -> dict[int, Decision]:
    if step >= len(scene.running.document.steps):
        return {at: Decision(one, BLOCKED, STEP_GONE) for at, one in entries.items()}
    words = scene.running.document.steps[step]
    ids = sorted({entry.member_id for entry in entries.values()})
    known = wording.known(session, ids, (words,), now=scene.now)
    decided = spared(session, scene, entries, known)
    left = {at: one for at, one in entries.items() if at not in decided}
    if words.task:
        decided |= {at: _make_task(session, scene, known, one) for at, one in left.items()}
        return decided
    return decided | _route(session, scene, known, left, room)


def spared(
    session: Session, scene: Scene, entries: Mapping[int, Entry], known: Known
) -> dict[int, Decision]:
    """Those whose time is over, and those to be spared."""
    began: dict[int, datetime] = {}
    for one in entries.values():
        began[one.member_id] = min(one.began_at, began.get(one.member_id, one.began_at))
    goal = scene.running.document.goal
    rules = suppression.spared(
        session, scene.kind, began, policy=scene.policy, stops=goal.stops, now=scene.now
    )
    for member, person in known.people.items():
        if person.merged:
            rules[member] = MERGED
    decided: dict[int, Decision] = {}
    for at, one in entries.items():
        if scene.until(one) <= scene.now or one.member_id not in known.people:
            decided[at] = Decision(one, BLOCKED, one.rule or OVER)
        elif (rule := rules.get(one.member_id)) is not None:
            decided[at] = _put_off(scene, one, rule, SOON if rule in PASSING else None)
    return decided


def _put_off(scene: Scene, entry: Entry, rule: str, again_after: timedelta | None) -> Decision:
    """Try again later while the occasion lasts; without `again_after` that is the end of it."""
    if again_after is None:
        return Decision(entry, BLOCKED, rule)
    again = scene.loud(scene.now + again_after)
    if again >= scene.until(entry):
        return Decision(entry, BLOCKED, rule)
    return Decision(replace(entry, tries=entry.tries + 1), WAITING, rule, due_at=again)


def _route(
    session: Session, scene: Scene, known: Known, entries: Mapping[int, Entry], room: Room
) -> dict[int, Decision]:
    if not entries:
        return {}
    plans = _plans(session, scene, list(entries.values()))
    decided: dict[int, Decision] = {}
    going: dict[int, Entry] = {}
    soonest = scene.loud(scene.now)
    for at, one in entries.items():
        due = max(soonest, scene.loud(one.due_at))
        decision = _hindered(scene, one, plans[one.member_id], due)
        if decision is None and not room.take(due):
            decision = _day_after(scene, one, due)
        if decision is None:
            going[at] = replace(one, due_at=due)
        else:
            decided[at] = decision
    chosen = {one.member_id: plans[one.member_id] for one in going.values()}
    queued = queueing.send(session, scene, known, going, chosen)
    ungiven = {
        at: _put_off(scene, one, NO_GIFT, LATER) for at, one in going.items() if at not in queued
    }
    return decided | queued | ungiven


def _plans(session: Session, scene: Scene, entries: Sequence[Entry]) -> dict[int, v.Plan]:
    """A plan for each member, without the channels by which it was queued before."""
    tried = fallback.tried(session, scene.running, entries)
    by_ways: dict[frozenset[str], list[Entry]] = {}
    for one in entries:
        by_ways.setdefault(tried.get(one.member_id, frozenset()), []).append(one)
    plans: dict[int, v.Plan] = {}
    for ways, part in by_ways.items():
        plans.update(plan(session, scene, part, without=ways))
    return plans


def plan(
    session: Session,
    scene: Scene,
    entries: Sequence[Entry],
    *,
    without: Collection[str] = (),
    seen: datetime | None = None,
) -> dict[int, v.Plan]:
    """The lawful channel of each member for a step, when it is due, or the rules in the way. For a
    time to come, with windows, consents and caps as they are `seen` now: nobody knows who will
    have written by then."""
    notice = scene.running.document.steps[entries[0].step].notice
    return reach.plan(
        session,
        sorted({one.member_id for one in entries}),
        category=scene.category,
        channels=[one for one in scene.wished(entries[0].step) if one not in without],
        template=notice.template if notice else "",
        now=seen or scene.now,
        at=seen or max(scene.loud(at) for at in {scene.now, *(one.due_at for one in entries)}),
    )


def _hindered(scene: Scene, one: Entry, plan: v.Plan, due: datetime) -> Decision | None:
    if one.arm != TREATED:
        channel = plan.route.channel if plan.route else None
        return Decision(one, HELD_OUT, plan.rule or None, channel=channel)
    if due >= scene.until(one):
        return Decision(one, BLOCKED, v.QUIET_HOURS)
    if plan.route is None:
        again, rule = _pause(plan), plan.rule or NO_WORDS
        if again is None and one.outbox_id is not None:
            rule = one.rule or rule
        return _put_off(scene, one, rule, again)
    return None


def _pause(plan: v.Plan) -> timedelta | None:
    rules = {block.rule for block in plan.blocks}
    if v.FREQUENCY_CAP in rules:
        return SOON
    return LATER if rules - LASTING else None


def _day_after(scene: Scene, entry: Entry, due: datetime) -> Decision:
    day = day_of(due, scene.timezone) + timedelta(days=1)
    at = datetime.combine(day, scene.running.document.at, scene.timezone)
    return _put_off(scene, entry, DAILY_CAP, at - scene.now)


def _make_task(session: Session, scene: Scene, known: Known, entry: Entry) -> Decision:
    if entry.arm != TREATED:
        return Decision(entry, HELD_OUT)
    step = scene.running.document.steps[entry.step]
    values = known.of(entry.member_id, entry.facts)
    ticket = tasks.make(session, scene.running, step, entry.member_id, values, now=scene.now)
    return Decision(entry, PLANNED, channel=tasks.CHANNEL, ticket_id=ticket)
