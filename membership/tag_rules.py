"""Tags by rule (价格敏感, 高频, …): staff write conditions, members' figures decide."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from membership import figures_repository
from membership import tag_repository as repository
from membership.errors import FieldError
from membership.figures import EMPTY, Figures
from membership.stages import PROSPECT
from membership.tag_conditions import Condition, holds, read_conditions
from store.statements import Db

LONGEST_TAG = 32
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A rule in force, its conditions read."""

    id: int
    tag: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class TagRule:
    """A rule as staff see it. `holders` carry its tag now; `is_pending` while a change is still
    being applied to members who did nothing."""

    tag: str
    conditions: tuple[Condition, ...]
    enabled: bool
    holders: int
    is_pending: bool


class HasTagRules(Protocol):
    @property
    def tag_rules(self) -> tuple[ReadyRule, ...]: ...


def set_rule(
    db: Db, tag: str, conditions: Sequence[Any], *, author: str, now: datetime
) -> ReadyRule:
    """Create or change the rule of a tag; raise `FieldError` naming what is wrong.

    Members get or lose the tag when `apply_changed` passes them, or an order touches them.
    """
    tag = tag.strip()
    if not tag:
        raise FieldError("tag", "missing")
    if len(tag) > LONGEST_TAG:
        raise FieldError("tag", "too_long", LONGEST_TAG)
    ready = read_conditions(conditions)
    return ReadyRule(repository.put_rule(db, tag, list(conditions), author, now), tag, ready)


def disable(db: Db, tag: str, *, author: str, now: datetime) -> None:
    """Stop a rule and take its tag from everybody who has it by rule."""
    repository.disable_rule(db, tag, author, now)


def every(db: Db) -> list[TagRule]:
    """All rules, stopped ones too."""
    holders = repository.holders(db)
    return [
        TagRule(
            row.tag,
            read_conditions(row.conditions),
            row.enabled,
            holders.get(row.id, 0),
            row.enabled and row.applied_to is not None,
        )
        for row in repository.every_rule(db)
    ]


def ready(db: Db) -> tuple[ReadyRule, ...]:
    """All rules in force."""
    return tuple(
        ReadyRule(rule_id, tag, read_conditions(conditions))
        for rule_id, tag, conditions in repository.rules(db)
    )


def apply_rule(
    db: Db, rule: ReadyRule, *, after: int, now: datetime, limit: int = BATCH
) -> int | None:
    """Give or take one rule's tag among the next `limit` members behind member `after`; return
    the last member looked at, or None at the end.

    The members' account locks are taken first, as orders do, so that no first order passes unseen.
    """
    members = repository.members_after(db, after, limit)
    repository.lock_accounts(db, members)
    _refresh_kept(db, members, (rule,), now)
    return members[-1] if members else None


def apply_changed(db: Db, *, now: datetime, limit: int = BATCH) -> int:
    """Apply the first rule that was changed to the next `limit` members; return how many rules
    still wait (0: all done). For a job that commits in between."""
    waiting = repository.unapplied(db)
    if not waiting:
        return 0
    rule_id, tag, conditions, seen = waiting[0]
    rule = ReadyRule(rule_id, tag, read_conditions(conditions))
    last = apply_rule(db, rule, after=seen, now=now, limit=limit)
    repository.note_applied(db, rule_id, seen, last)
    return len(waiting) - (last is None)


def refresh(
    db: Db,
    figures: Mapping[int, Figures],
    stages: Mapping[int, str],
    rules: Collection[ReadyRule],
    *,
    now: datetime,
) -> None:
    """Give and take tags of members whose figures are at hand; a record merged into another
    carries none."""
    if not rules or not figures:
        return
    unsold = [member for member, own in figures.items() if not own.order_count]
    gone = repository.merged(db, unsold)
    wanted = {
        (member, rule.id)
        for member, own in figures.items()
        if member not in gone
        for rule in rules
        if holds(rule.conditions, own, stages[member])
    }
    held = repository.held(db, figures, [rule.id for rule in rules])
    repository.give(db, wanted - held, now)
    repository.take(db, held - wanted)


def welcome(db: Db, members: Collection[int], *, now: datetime) -> None:
    """Give members who were made just now the tags of those who never bought."""
    meant = [rule.id for rule in ready(db) if holds(rule.conditions, EMPTY, PROSPECT)]
    repository.give_new(db, [(member, rule) for member in members for rule in meant], now)


def refresh_members(
    db: Db, members: Sequence[int], context: HasTagRules, *, now: datetime
) -> None:
    """The same for members whose figures must be read first."""
    _refresh_kept(db, members, context.tag_rules, now)


def tags_of(db: Db, member_id: int) -> list[str]:
    """The tags a member carries by rule."""
    return repository.tags_of(db, member_id)


def _refresh_kept(
    db: Db, members: Sequence[int], rules: Collection[ReadyRule], now: datetime
) -> None:
    if not rules or not members:
        return
    kept = figures_repository.load(db, members)
    figures = {member: kept[member].figures if member in kept else EMPTY for member in members}
    stages = {member: kept[member].stage if member in kept else PROSPECT for member in members}
    refresh(db, figures, stages, rules, now=now)
