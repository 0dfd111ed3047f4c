"""The rules of the desk that supervisors may change, with what holds until they do."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from tickets.repository import settings as repository
from tickets.repository.rows import Db
from tickets.values import Standing

VIP_RANK = 2


@dataclass(frozen=True, slots=True)
class DeskRules:
    """Days, minutes and points; 0 switches a limit off."""

    reopen_days: int = 7
    owner_silent_minutes: int = 20
    owner_offline_minutes: int = 5
    hold_stale_hours: int = 24
    queue_limit: int = 0
    points_per_ticket: int = 500
    points_per_day: int = 2000
    coupons_per_day: int = 3
    auto_assign: bool = True


_RULES = "rules"


def get(session: Db) -> DeskRules:
    """The rules in force."""
    found = repository.read(session, _RULES)
    if found is None:
        return DeskRules()
    known = {field.name for field in fields(DeskRules)}
    return DeskRules(**{name: value for name, value in found.items() if name in known})


def save(session: Db, rules: DeskRules) -> None:
    """Put other rules in force."""
    repository.put(session, _RULES, asdict(rules))


def team_for(session: Db, kind: str, standing: Standing | None) -> int | None:
    """Who takes such a ticket: the VIP team, else the first team that lists the kind."""
    teams = repository.active_teams(session)
    is_vip = standing is not None and standing.level_rank >= VIP_RANK
    if is_vip and (vip := next((team.id for team in teams if team.vip), None)) is not None:
        return int(vip)
    return _ordinary(teams, kind)


def stand_in(session: Db, team_id: int | None, kind: str) -> tuple[int | None, ...]:
    """Who takes a ticket of the VIP team where nobody of it can, and of a team that works no more
    or has nobody left: the team that would have it of anybody else. Empty for other teams, which
    wait for their own."""
    teams, staffed = repository.active_teams(session), repository.staffed(session)
    waits = any(team.id == team_id and not team.vip for team in teams) and team_id in staffed
    if team_id is None or waits:
        return ()
    others = [team for team in teams if team.id != team_id and team.id in staffed]
    return (_ordinary(others, kind),)


def _ordinary(teams: Iterable[Any], kind: str) -> int | None:
    ordinary = [team for team in teams if not team.vip]
    named = (team.id for team in ordinary if kind in team.kinds)
    general = (team.id for team in ordinary if not team.kinds)
    return next(named, None) or next(general, None)
