"""A dry run: who would get a campaign, by which channel, who would not and by which rule, and what
it would cost. Nothing is written; it reads batch by batch and can be shown as it grows.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import deciding, entering, gifts, looking, service, wording
from campaigns.entry import Entry
from campaigns.gifts import Given
from campaigns.kind import Cursor
from campaigns.rules import DAILY_CAP, NO_WORDS
from campaigns.scene import Scene, scene_of
from campaigns.values import DRAFT, TREATED, CampaignView
from messaging.reach.values import QUIET_HOURS, SMS, Plan

BATCH = 500
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the first step of a campaign would do at an instant, as far as it has been read.

    `channels` counts messages, `blocked` members by the rule in their way (the first wished
    channel's), `by_channel` every (channel, rule) that stood in the way of somebody; `held_out`
    by group. `samples` are some members of each channel and rule; `in_words` the channels by which
    the words go out instead of the picture. Costs are in fen, the most a coupon may take off.
    """

    due: int = 0
    entered: int = 0
    channels: Counter[str] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    by_channel: Counter[tuple[str, str]] = field(default_factory=Counter)
    held_out: Counter[str] = field(default_factory=Counter)
    samples: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    in_words: frozenset[str] = frozenset()
    coupons: int = 0
    coupon_fen: int = 0
    points: int = 0
    sms_fen: int = 0
    after: Cursor | None = ()
    """Where to read on; none when all is read."""

    @property
    def done(self) -> bool:
        return self.after is None

    @property
    def reached(self) -> int:
        return sum(self.channels.values())


@dataclass(frozen=True, slots=True)
class _Question:
    """Who is due `at` an instant, and how they can be reached as windows and caps are `seen`."""

    at: datetime
    seen: datetime
    timezone: ZoneInfo
    batch: int


def run(
    session: Session,
    campaign_id: int,
    *,
    at: datetime,
    seen: datetime | None = None,
    timezone: ZoneInfo,
    batch: int = BATCH,
    so_far: DryRun | None = None,
) -> Iterator[DryRun]:
    """Read who would be due at `at`; yields the growing result after each batch.

    An `at` to come is asked with windows, consents and caps as they are `seen` now: nobody knows
    who will have written by then. `so_far` is an earlier result to go on from.
    """
    asked = _Question(at, seen or at, timezone, batch)
    view = service.get(session, campaign_id)
    return _run(session, view, asked, so_far or DryRun())


def run_document(
    session: Session,
    body: Mapping[str, Any],
    *,
    at: datetime,
    seen: datetime | None = None,
    timezone: ZoneInfo,
    batch: int = BATCH,
) -> Iterator[DryRun]:
    """The same for a document that is not saved; raises `FieldError` naming the wrong field."""
    asked = _Question(at, seen or at, timezone, batch)
    return _run(session, draft(body, now=asked.seen), asked, DryRun())


def draft(body: Mapping[str, Any], *, now: datetime) -> CampaignView:
    """A campaign that is not saved; raises `FieldError` naming the wrong field."""
    document = service.read(body)
    name, kind = document.name, document.kind
    return CampaignView(0, "", name, kind, DRAFT, 0, "", None, now, "", now, None, None, body)


def _run(
    session: Session, view: CampaignView, asked: _Question, counted: DryRun
) -> Iterator[DryRun]:
    running = looking.running(session, view)
    scene = scene_of(session, running, now=asked.at, timezone=asked.timezone)
    gift = _gift(session, scene)
    while (after := counted.after) is not None:
        look = looking.look(
            running, now=asked.at, timezone=asked.timezone, after=after, limit=asked.batch
        )
        found = scene.kind.due(session, running, look)
        entries = entering.entries(session, scene, found.candidates)
        first = [one for one in entries if one.step == 0]
        counted = _add(session, scene, counted, first, gift, asked.seen)
        due = counted.due + len(found.candidates)
        counted = replace(counted, due=due, after=found.after)
        yield counted


def _gift(session: Session, scene: Scene) -> Given:
    gift = scene.running.document.steps[0].gift
    if gift is None:
        return Given()
    return gifts.foretold(session, gift, now=scene.now)


def _add(
    session: Session,
    scene: Scene,
    before: DryRun,
    entries: list[Entry],
    gift: Given,
    seen: datetime,
) -> DryRun:
    if not entries:
        return before
    channels, blocked = Counter(before.channels), Counter(before.blocked)
    by_channel, held_out = Counter(before.by_channel), Counter(before.held_out)
    samples = dict(before.samples)
    for entry, result in _weighed(session, scene, entries, before, seen):
        rule, plan = result
        if plan is not None:
            by_channel.update((block.channel, block.rule) for block in plan.blocks)
        if not rule and entry.arm != TREATED:
            held_out[entry.arm] += 1
            continue
        name = rule or _channel(plan)
        (blocked if rule else channels)[name] += 1
        samples[name] = (*samples.get(name, ()), entry.member_id)[:SAMPLES]
    reached = sum(channels.values())
    step = scene.running.document.steps[0]
    return replace(
        before,
        entered=before.entered + len(entries),
        channels=channels,
        blocked=blocked,
        by_channel=by_channel,
        held_out=held_out,
        samples=samples,
        in_words=frozenset(one for one in channels if wording.loses_picture(step, one)),
        coupons=reached if gift.coupon else 0,
        coupon_fen=reached * gift.cost,
        points=reached * gift.points,
        sms_fen=channels[SMS] * scene.policy.sms_fen,
    )


def _channel(plan: Plan | None) -> str:
    if plan is None or plan.route is None:
        return "task"
    return plan.route.channel


def _weighed(
    session: Session, scene: Scene, entries: list[Entry], before: DryRun, seen: datetime
) -> Iterator[tuple[Entry, tuple[str, Plan | None]]]:
    """Each entry with the rule in its way ("" for none) and its plan."""
    step = scene.running.document.steps[0]
    ids = [one.member_id for one in entries]
    known = wording.known(session, ids, (), now=scene.now)
    spared = deciding.spared(session, scene, dict(enumerate(entries)), known)
    left = [one for at, one in enumerate(entries) if at not in spared]
    plans: Mapping[int, Plan] = {}
    if left and not step.task:
        plans = deciding.plan(session, scene, left, seen=seen if seen < scene.now else None)
    cap, going = scene.running.document.limits.per_day, before.reached
    for at, one in enumerate(entries):
        plan = plans.get(one.member_id)
        rule = (spared[at].rule or "") if at in spared else _rule(scene, one, plan)
        if not rule and one.arm == TREATED:
            rule = DAILY_CAP if cap is not None and going >= cap else ""
            going += not rule
        yield one, (rule, plan)


def _rule(scene: Scene, entry: Entry, plan: Plan | None) -> str:
    if scene.loud(entry.due_at) >= scene.until(entry):
        return QUIET_HOURS
    if plan is None or plan.route is not None:
        return ""
    return plan.rule or NO_WORDS
