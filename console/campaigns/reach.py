"""Whom a campaign would reach, as far as that is counted while somebody waits for the page."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns import dry_run, looking, outlook, segments, service, trials, wording
from campaigns.dry_run import DryRun
from campaigns.kind import Running
from campaigns.scene import scene_of
from console.campaigns import problems
from console.desk import desk
from console.wording.reach import CHANNELS
from membership.errors import FieldError
from messaging.messages import Article, Text
from tickets import customers

COUNTED = 5_000
"""Members that a page counts at once; those who want to know it all let it be counted to the end.
"""
SECONDS = 1.0
NAMED = 3
"""Examples for each reason."""


@dataclass(frozen=True)
class Glance:
    """What a page knows at once. `at` is when somebody is due next, later than `now` where that is
    foreseen; `audience` how many members the campaign speaks to where it speaks to all of them."""

    reach: DryRun
    at: datetime
    now: datetime
    audience: int | None = None

    @property
    def is_foreseen(self) -> bool:
        return self.at > self.now


@dataclass(frozen=True)
class Look:
    """How one step reads: with sample values, and by which channel it carries what."""

    said: Text | Article
    picture: str
    task: bool
    ways: Sequence[tuple[str, str]]


def glance(session: Session, body: Mapping[str, Any], campaign_id: int = 0) -> Glance:
    """Count the first members of a campaign, saved or not; raises `FieldError`."""
    now, timezone = desk().now(), desk().timezone
    view = service.get(session, campaign_id) if campaign_id else dry_run.draft(body, now=now)
    running = looking.running(session, view)
    at = outlook.next_time(session, running, now=now, timezone=timezone)
    if campaign_id:
        run = dry_run.run(session, campaign_id, at=at, seen=now, timezone=timezone)
    else:
        run = dry_run.run_document(session, body, at=at, seen=now, timezone=timezone)
    return Glance(_first_of(run), at, now, looking.audience(session, running, now=now))


def looks(session: Session, body: Mapping[str, Any]) -> list[Look]:
    """How the steps of a document read; raises `FieldError`."""
    now = desk().now()
    document = service.read(body)
    view = dry_run.draft(body, now=now)
    running = Running(view, document, segments.EVERYBODY)
    scene = scene_of(session, running, now=now, timezone=desk().timezone)
    usual = scene.rules.order(scene.category)
    orders = [document.channels_of(at) or usual for at in range(len(document.steps))]
    return [
        Look(
            trials.preview(session, body, at, now=now),
            step.picture,
            step.task,
            () if step.task else [(CHANNELS[one], wording.carried(step, one)) for one in order],
        )
        for at, (step, order) in enumerate(zip(document.steps, orders, strict=True))
    ]


def shown(session: Session, body: Mapping[str, Any], campaign_id: int = 0) -> dict[str, Any]:
    """What the part of a page that shows reach needs; what is wrong with the document instead."""
    try:
        found = glance(session, body, campaign_id)
    except FieldError as error:
        return {"glance": None, "looks": (), "problem": problems.sentence(error)}
    return {**read_out(session, body), "glance": found, "shown_names": names(session, found.reach)}


def names(session: Session, reach: DryRun) -> dict[int, str]:
    """What those are called whom the page names as examples."""
    named = {one for rule in reach.blocked for one in reach.samples.get(rule, ())[:NAMED]}
    return customers.member_names(session, named)


def read_out(session: Session, body: Mapping[str, Any]) -> dict[str, Any]:
    """The same with how the steps read only, which is known at once."""
    try:
        return {"glance": None, "looks": looks(session, body), "problem": ""}
    except FieldError as error:
        return {"glance": None, "looks": (), "problem": problems.sentence(error)}


def _first_of(run: Iterator[DryRun]) -> DryRun:
    began, result = time.monotonic(), DryRun()
    for result in run:
        if result.due >= COUNTED or time.monotonic() - began > SECONDS:
            break
    return result
