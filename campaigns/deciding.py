"""Deciding a batch of entries: whom to spare, who is held out, by which channel, or which rule.

All that is decided is written in the caller's transaction: the outbox row, the gift it promises
and the delivery that says so come together or not at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import gifts, kinds, policy, suppression, tasks, wording
from campaigns.entry import Decision, Entry
from campaigns.gifts import Given
from campaigns.kind import Kind, Running
from campaigns.policy import Policy
from campaigns.repository import deliveries
from campaigns.rules import DAILY_CAP, MERGED, NO_GIFT, NO_WORDS, OVER, PASSING, STEP_GONE
from campaigns.steps import Step
from campaigns.values import BLOCKED, HELD_OUT, PLANNED, TREATED, WAITING
from campaigns.wording import Known
from membership import reach
from membership.business_time import day_of, start_of
from membership.reward_errors import CouponNotIssuedError
from messaging import outbox
from messaging.reach import rules as reach_rules
from messaging.reach import values as v
from messaging.reach.quiet import next_loud
from messaging.values import NewMessage

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


@dataclass(frozen=True, slots=True)
class Scene:
    """What deciding needs besides the entries; read once per batch."""

    running: Running
    kind: Kind
    policy: Policy
    rules: reach_rules.Rules
    now: datetime
    timezone: ZoneInfo

    @property
    def category(self) -> str:
        return self.kind.grammar.category

    def loud(self, instant: datetime) -> datetime:
        """The first instant from then on that is not quiet."""
        return next_loud(self.rules.quiet, self.category, instant, self.timezone)

    def wished(self, step: int) -> tuple[str, ...]:
        """The channels that a step has words for, in the wished order."""
        document = self.running.document
        order = document.channels_of(step) or self.rules.order(self.category)
        return wording.fitting(document.steps[step], order)


def scene(session: Session, running: Running, *, now: datetime, timezone: ZoneInfo) -> Scene:
    """Read what holds for a whole batch."""
    return Scene(
        running,
        kinds.every()[running.view.kind],
        policy.in_force(session, now=now),
        reach_rules.in_force(session),
        now,
        timezone,
    )


def decide(session: Session, scene: Scene, entries: Sequence[Entry]) -> list[Decision]:
    """Decide entries whose time has come, in their order; messages are queued and gifts given."""
    decided: dict[int, Decision] = {}
    for step, part in _by_step(entries):
        decided.update(_decide_step(session, scene, step, part))
    return [decided[at] for at in range(len(entries))]


def _by_step(entries: Sequence[Entry]) -> Iterator[tuple[int, dict[int, Entry]]]:
    for step in sorted({entry.step for entry in entries}):
        yield step, {at: entry for at, entry in enumerate(entries) if entry.step == step}


def _decide_step(
    session: Session, scene: Scene, step: int, entries: Mapping[int, Entry]
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
    return decided | _route(session, scene, known, left)


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
        if one.until <= scene.now or one.member_id not in known.people:
            decided[at] = Decision(one, BLOCKED, OVER)
        elif (rule := rules.get(one.member_id)) is not None:
            decided[at] = _put_off(scene, one, rule, SOON if rule in PASSING else None)
    return decided


def _put_off(scene: Scene, entry: Entry, rule: str, again_after: timedelta | None) -> Decision:
    """Try again later while the occasion lasts; without `again_after` that is the end of it."""
    if again_after is None:
        return Decision(entry, BLOCKED, rule)
    again = scene.loud(scene.now + again_after)
    if again >= entry.until:
        return Decision(entry, BLOCKED, rule)
    return Decision(replace(entry, tries=entry.tries + 1), WAITING, rule, due_at=again)


def _route(
    session: Session, scene: Scene, known: Known, entries: Mapping[int, Entry]
) -> dict[int, Decision]:
    if not entries:
        return {}
    plans = plan(session, scene, list(entries.values()))
    decided: dict[int, Decision] = {}
    going: dict[int, Entry] = {}
    left = room(session, scene)
    for at, one in entries.items():
        due = max(scene.loud(scene.now), scene.loud(one.due_at))
        decision = _hindered(scene, one, plans[one.member_id], due)
        if decision is None and left is not None and len(going) >= left:
            decision = _tomorrow(scene, one)
        if decision is None:
            going[at] = replace(one, due_at=due)
        else:
            decided[at] = decision
    chosen = {one.member_id: plans[one.member_id] for one in going.values()}
    return decided | _send(session, scene, known, going, chosen)


def plan(session: Session, scene: Scene, entries: Sequence[Entry]) -> dict[int, v.Plan]:
    """The lawful channel of each member for a step, when it is due, or the rules in the way."""
    notice = scene.running.document.steps[entries[0].step].notice
    return reach.plan(
        session,
        sorted({one.member_id for one in entries}),
        category=scene.category,
        channels=scene.wished(entries[0].step),
        template=notice.template if notice else "",
        now=scene.now,
        at=max(scene.loud(scene.now), *(scene.loud(one.due_at) for one in entries)),
    )


def _hindered(scene: Scene, one: Entry, plan: v.Plan, due: datetime) -> Decision | None:
    if one.arm != TREATED:
        channel = plan.route.channel if plan.route else None
        return Decision(one, HELD_OUT, plan.rule or None, channel=channel)
    if due >= one.until:
        return Decision(one, BLOCKED, v.QUIET_HOURS)
    if plan.route is None:
        return _put_off(scene, one, plan.rule or NO_WORDS, _pause(plan))
    return None


def _pause(plan: v.Plan) -> timedelta | None:
    rules = {block.rule for block in plan.blocks}
    if v.FREQUENCY_CAP in rules:
        return SOON
    return LATER if rules - LASTING else None


def room(session: Session, scene: Scene) -> int | None:
    """How many messages the daily cap of the campaign still allows."""
    cap = scene.running.document.limits.per_day
    if cap is None:
        return None
    day = day_of(scene.now, scene.timezone)
    bounds = (start_of(day + timedelta(days=later), scene.timezone) for later in (0, 1))
    return max(0, cap - deliveries.planned_between(session, scene.running.view.id, *bounds))


def _tomorrow(scene: Scene, entry: Entry) -> Decision:
    day = day_of(scene.now, scene.timezone) + timedelta(days=1)
    at = datetime.combine(day, scene.running.document.at, scene.timezone)
    return _put_off(scene, entry, DAILY_CAP, at - scene.now)


def _send(
    session: Session,
    scene: Scene,
    known: Known,
    going: Mapping[int, Entry],
    plans: Mapping[int, v.Plan],
) -> dict[int, Decision]:
    """Give what is promised and queue what is said."""
    routes = reach.addressed(session, plans, now=scene.now)
    texted = [one for one, plan in routes.items() if plan.route and plan.route.channel == v.SMS]
    phones = reach.sealed_phones(session, texted) if texted else {}
    decided: dict[int, Decision] = {}
    messages: dict[int, NewMessage] = {}
    for at, one in going.items():
        route = routes[one.member_id].route
        assert route is not None
        step = scene.running.document.steps[one.step]
        try:
            given = _give(session, scene, step, one)
        except CouponNotIssuedError:
            decided[at] = _put_off(scene, one, NO_GIFT, LATER)
            continue
        values = known.of(one.member_id, one.facts, given.words())
        said = wording.payload(step, route.channel, values, phones.get(one.member_id, ""))
        messages[at] = NewMessage(
            route.contact_id,
            route.account,
            said,
            scene.category,
            scene.running.view.author,
            key_of(scene.running, one),
            due_at=one.due_at,
            expires_at=one.until,
            channel=route.channel,
        )
        decided[at] = Decision(
            one,
            PLANNED,
            channel=route.channel,
            contact_id=route.contact_id,
            gift=given.kept() or None,
        )
    numbers = outbox.queue_many(session, list(messages.values()), now=scene.now)
    for at, message in messages.items():
        decided[at] = replace(decided[at], outbox_id=numbers[message.dedupe_key])
    return decided


def key_of(running: Running, entry: Entry) -> str:
    """What makes a message of a step be queued once."""
    return f"{running.view.author}:{entry.occasion}:{entry.step}:{entry.member_id}"


def _give(session: Session, scene: Scene, step: Step, entry: Entry) -> Given:
    if step.gift is None:
        return Given()
    key = key_of(scene.running, entry)
    return gifts.give(session, step.gift, key, entry, now=scene.now, timezone=scene.timezone)


def _make_task(session: Session, scene: Scene, known: Known, entry: Entry) -> Decision:
    if entry.arm != TREATED:
        return Decision(entry, HELD_OUT)
    step = scene.running.document.steps[entry.step]
    values = known.of(entry.member_id, entry.facts)
    ticket = tasks.make(session, scene.running, step, entry.member_id, values, now=scene.now)
    if ticket is None:
        return Decision(entry, BLOCKED, v.NO_CONTACT)
    return Decision(entry, PLANNED, channel=tasks.CHANNEL, ticket_id=ticket)
