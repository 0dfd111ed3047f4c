"""What deciding needs besides the entries: campaign, policy, rules of reach, the hour."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import kinds, policy, wording
from campaigns.entry import Entry
from campaigns.kind import Kind, Running
from campaigns.policy import Policy
from messaging.reach import rules as reach_rules
from messaging.reach.quiet import next_loud


@dataclass(frozen=True, slots=True)
class Scene:
    """What deciding needs besides the entries; read once per batch."""

    running: Running
    kind: Kind
    policy: Policy
    rules: reach_rules.Rules
    now: datetime
    timezone: ZoneInfo
    heard: dict[datetime, datetime] = field(default_factory=dict, compare=False, repr=False)
    """What `loud` has found: a batch asks for few instants, each very often."""

    @property
    def category(self) -> str:
        return self.kind.grammar.category

    def loud(self, instant: datetime) -> datetime:
        """The first instant from then on that is not quiet."""
        found = self.heard.get(instant)
        if found is None:
            found = next_loud(self.rules.quiet, self.category, instant, self.timezone)
            self.heard[instant] = found
        return found

    def until(self, entry: Entry) -> datetime:
        """From when on nothing of an entry is sent: its occasion or the campaign is over."""
        ends = self.running.document.period.ends(self.timezone)
        return entry.until if ends is None else min(entry.until, ends)

    def wished(self, step: int) -> tuple[str, ...]:
        """The channels that a step has words for, in the wished order."""
        document = self.running.document
        order = document.channels_of(step) or self.rules.order(self.category)
        return wording.fitting(document.steps[step], order)


def scene_of(session: Session, running: Running, *, now: datetime, timezone: ZoneInfo) -> Scene:
    """Read what holds for a whole batch."""
    return Scene(
        running,
        kinds.every()[running.view.kind],
        policy.in_force(session, now=now),
        reach_rules.in_force(session),
        now,
        timezone,
    )
