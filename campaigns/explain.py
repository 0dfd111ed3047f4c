"""Why a member does or does not get a campaign: every rule in its order, with its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import deciding, entering, holdout, looking, room, service
from campaigns.entry import Entry
from campaigns.kind import Candidate
from campaigns.repository import deliveries, people
from campaigns.rules import (
    COMPLAINT,
    DAILY_CAP,
    DETRACTOR,
    ENTERED,
    HELD,
    MERGED,
    NO_WORDS,
    NOT_DUE,
    NOT_MEANT,
    NOT_ON,
    OUT_OF_PERIOD,
    RECOVERED,
)
from campaigns.scene import Scene, scene_of
from campaigns.suppression import spared
from campaigns.values import ON, TREATED, DeliveryView
from membership.business_time import day_of
from membership.errors import NotFoundError
from messaging.reach.values import ANY, QUIET_HOURS

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: whether the member passes it, and the figures behind that."""

    rule: str
    passed: bool
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """All rules in the order in which they are asked; `channel` is the one that would be used if
    every rule is passed. `deliveries` is what the campaign had for this member."""

    checks: tuple[Check, ...]
    channel: str | None
    deliveries: tuple[DeliveryView, ...]

    @property
    def failed(self) -> str:
        """The first rule in the way; "" when the message may go."""
        return next((check.rule for check in self.checks if not check.passed), "")


def explain(
    session: Session, campaign_id: int, member_id: int, *, now: datetime, timezone: ZoneInfo
) -> Explanation:
    """What planning the first step at `now` asks of one member. Writes nothing.

    Raises `NotFoundError` for no such campaign or member.
    """
    view = service.get(session, campaign_id)
    running = looking.running(session, view)
    scene = scene_of(session, running, now=now, timezone=timezone)
    person = people.read(session, (member_id,)).get(member_id)
    if person is None:
        raise NotFoundError("member", member_id)
    candidate = _candidate(session, scene, member_id)
    supposed = candidate or Candidate(member_id, "", now)
    entry = _entry(scene, supposed)
    checks = [
        Check(NOT_ON, view.state == ON, {"state": view.state}),
        _in_period(scene),
        _due(candidate),
        _meant(session, scene, supposed),
        _entered(session, scene, supposed),
        Check(MERGED, not person.merged),
        *_spared(session, scene, supposed, person.last_order_at),
        _held_out(scene, member_id),
        _quiet(scene, entry),
        *_capped(session, scene),
    ]
    channel, ways = _ways(session, scene, entry)
    had = deliveries.of_member(session, member_id, campaign_id, 20)
    return Explanation((*checks, *ways), channel, tuple(had))


def _candidate(session: Session, scene: Scene, member_id: int) -> Candidate | None:
    after: Any = ()
    while after is not None:
        look = looking.look(
            scene.running,
            now=scene.now,
            timezone=scene.timezone,
            limit=100,
            after=after,
            only=member_id,
        )
        found = scene.kind.due(session, scene.running, look)
        if found.candidates:
            return found.candidates[0]
        after = found.after
    return None


def _entry(scene: Scene, candidate: Candidate) -> Entry:
    return entering.steps(scene, candidate)[0]


def _in_period(scene: Scene) -> Check:
    period = scene.running.document.period
    figures = {"from": period.first, "to": period.last}
    return Check(OUT_OF_PERIOD, period.holds(scene.now, scene.timezone), figures)


def _due(candidate: Candidate | None) -> Check:
    if candidate is None:
        return Check(NOT_DUE, passed=False)
    figures = {"occasion": candidate.key, "until": candidate.until, **candidate.facts}
    return Check(NOT_DUE, passed=True, figures=figures)


def _meant(session: Session, scene: Scene, candidate: Candidate) -> Check:
    return Check(NOT_MEANT, bool(entering.of_audience(session, scene, (candidate,))))


def _entered(session: Session, scene: Scene, candidate: Candidate) -> Check:
    ids = (candidate.member_id,)
    before = deliveries.entered(session, scene.running.view.id, ids).get(candidate.member_id, ())
    limits = scene.running.document.limits
    last = max((at for _, at in before), default=None)
    figures = {"times": len(before), "last": last, "limit": limits.reentry}
    if limits.again_after:
        figures["again_after_days"] = limits.again_after
    return Check(ENTERED, entering.may_enter(scene, candidate, before), figures)


def _spared(
    session: Session, scene: Scene, candidate: Candidate, last_order_at: datetime | None
) -> Iterator[Check]:
    goal = scene.running.document.goal
    began = {candidate.member_id: candidate.began_at}
    rule = spared(
        session, scene.kind, began, policy=scene.policy, stops=goal.stops, now=scene.now
    ).get(candidate.member_id)
    figures = {"last_order": last_order_at, "began": candidate.began_at, "stops": goal.stops}
    yield Check(RECOVERED, rule != RECOVERED, figures)
    yield Check(COMPLAINT, rule != COMPLAINT)
    yield Check(DETRACTOR, rule != DETRACTOR, {"days": scene.policy.detractor_days})


def _held_out(scene: Scene, member_id: int) -> Check:
    view, limits = scene.running.view, scene.running.document.limits
    arm = entering.arm_of(scene, member_id)
    figures = {
        "arm": arm,
        "share": holdout.share(view.salt, member_id),
        "percent": limits.holdout_percent,
        "global_share": holdout.share(scene.policy.salt, member_id),
        "global_percent": scene.policy.holdout_percent,
    }
    return Check(HELD, arm == TREATED, figures)


def _quiet(scene: Scene, entry: Entry) -> Check:
    """Quiet hours only postpone, unless the occasion is over before they are."""
    until = scene.until(entry)
    figures = {"due": entry.due_at, "until": until}
    return Check(QUIET_HOURS, scene.loud(entry.due_at) < until, figures)


def _capped(session: Session, scene: Scene) -> Sequence[Check]:
    cap = scene.running.document.limits.per_day
    if cap is None:
        return ()
    left = room.left(session, scene, cap, day_of(scene.now, scene.timezone))
    return (Check(DAILY_CAP, left > 0, {"cap": cap, "used": cap - left}),)


def _ways(session: Session, scene: Scene, entry: Entry) -> tuple[str | None, Sequence[Check]]:
    """Every wished channel up to the one that is open."""
    if scene.running.document.steps[0].task:
        return "task", ()
    plan = deciding.plan(session, scene, (entry,))[entry.member_id]
    checks = [
        Check(block.rule, plan.route is not None, {"channel": block.channel})
        for block in plan.blocks
    ]
    if plan.route is not None:
        return plan.route.channel, checks
    return None, checks or [Check(NO_WORDS, passed=False, figures={"channel": ANY})]
