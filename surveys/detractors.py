"""Who was disappointed lately, for those who decide whether to write to them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from membership import merged_repository as merged
from surveys.repository import invitations as repository
from surveys.repository.rows import Db
from surveys.values import DETRACTOR

_IDS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class LastScore:
    """A member's newest score; `band` is detractor, passive or promoter."""

    survey_id: int
    score: int
    band: str | None
    at: datetime
    comment: str | None


def recent(db: Db, member_ids: Collection[int], *, since: datetime) -> set[int]:
    """The members with a bad score, of any survey, at or after `since`."""
    found: set[int] = set()
    for some in _parts(member_ids):
        former = merged.formerly(db, some)
        bad = repository.members_with_band(db, [*some, *former], DETRACTOR, since)
        found |= {former.get(number, number) for number in bad}
    return found


def last_scores(db: Db, member_ids: Collection[int]) -> dict[int, LastScore]:
    """The newest score of each member that has one."""
    found: dict[int, LastScore] = {}
    for some in _parts(member_ids):
        former = merged.formerly(db, some)
        for row in repository.last_scores(db, [*some, *former]):
            member = former.get(row.member_id, row.member_id)
            if member not in found or row.answered_at > found[member].at:
                found[member] = LastScore(
                    row.survey_id, row.score, row.band, row.answered_at, row.comment
                )
    return found


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    every = sorted(set(ids))
    for start in range(0, len(every), _IDS_PER_QUERY):
        yield every[start : start + _IDS_PER_QUERY]
