"""Members who are due enter a campaign: those of its audience, as often as its limits allow."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from campaigns import holdout, segments
from campaigns.document import AFTER_DAYS, ONCE, Limits
from campaigns.entry import Entry
from campaigns.kind import DAILY, Candidate
from campaigns.repository import deliveries
from campaigns.scene import Scene
from campaigns.steps import Step
from membership.business_time import day_of


def entries(session: Session, scene: Scene, candidates: Sequence[Candidate]) -> list[Entry]:
    """Every step of those who may enter now."""
    meant = of_audience(session, scene, candidates)
    ids = [one.member_id for one in meant]
    known = deliveries.entered(session, scene.running.view.id, ids)
    entered: list[Entry] = []
    taken: set[int] = set()
    for one in meant:
        before = known.get(one.member_id, ())
        if one.member_id in taken or not may_enter(scene, one, before):
            continue
        taken.add(one.member_id)
        entered += steps(scene, one)
    return entered


def of_audience(
    session: Session, scene: Scene, candidates: Sequence[Candidate]
) -> Sequence[Candidate]:
    """Those whom the campaign's segment holds."""
    running = scene.running
    if scene.kind.by_audience or running.document.audience.is_everybody:
        return candidates
    ids = [one.member_id for one in candidates]
    held = segments.contains(session, running.segment, ids, now=scene.now)
    return [one for one in candidates if one.member_id in held]


def may_enter(scene: Scene, candidate: Candidate, before: Sequence[tuple[str, datetime]]) -> bool:
    """Whether the limits let a member in who entered `before` with those occasions."""
    if any(occasion == candidate.key for occasion, _ in before):
        return False
    limits: Limits = scene.running.document.limits
    if limits.reentry == ONCE:
        return not before
    if limits.reentry == AFTER_DAYS:
        since = scene.now - timedelta(days=limits.again_after)
        return all(at <= since for _, at in before)
    return True


def steps(scene: Scene, candidate: Candidate) -> list[Entry]:
    """Every step of a candidate who enters now."""
    arm = arm_of(scene, candidate.member_id)
    made = []
    for number, step in enumerate(scene.running.document.steps):
        wished = wished_at(scene, candidate, step)
        due = scene.loud(max(wished, scene.now))
        made.append(
            Entry(
                candidate.member_id,
                candidate.key,
                number,
                arm,
                candidate.facts,
                candidate.began_at,
                scene.now,
                due,
                _until(candidate, step, wished, due),
            )
        )
    return made


def arm_of(scene: Scene, member_id: int) -> str:
    """The member's group in this campaign."""
    return holdout.arm(
        member_id,
        global_salt=scene.policy.salt,
        global_percent=scene.policy.holdout_percent,
        salt=scene.running.view.salt,
        percent=scene.running.document.limits.holdout_percent,
    )


def wished_at(scene: Scene, candidate: Candidate, step: Step) -> datetime:
    """When a step should go out: on its day at the campaign's hour; a step some hours after
    something happened then. It may be over already, or fall into quiet hours."""
    begins = scene.now if scene.kind.rhythm == DAILY else candidate.began_at
    if scene.kind.rhythm != DAILY and step.after < timedelta(days=1):
        return begins + step.after
    day = day_of(begins, scene.timezone) + timedelta(days=step.after.days)
    hour = datetime.combine(day, scene.running.document.at, scene.timezone)
    return hour.astimezone(UTC) + timedelta(seconds=step.after.seconds)


def _until(candidate: Candidate, step: Step, wished: datetime, due: datetime) -> datetime:
    """A step ends with the occasion; one that is meant for after it, when its own time is over."""
    own = due + step.lasts
    if candidate.until is None or candidate.until <= wished:
        return own
    return min(own, candidate.until)
