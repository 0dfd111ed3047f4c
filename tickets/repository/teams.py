"""Teams: who shares a queue, and whose hours and kinds it follows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets.errors import Missing, NotFound, Taken
from tickets.repository import rows
from tickets.repository.rows import Db, team, team_staff


@dataclass(frozen=True, slots=True)
class TeamView:
    """One team; without `kinds` it takes every kind of ticket."""

    id: int
    name: str
    vip: bool
    calendar_id: int | None
    kinds: tuple[str, ...]
    queue_limit: int
    active: bool
    members: tuple[int, ...]


def everything(session: Db) -> list[TeamView]:
    """All teams, oldest first."""
    members: dict[int, list[int]] = {}
    for row in session.execute(select(team_staff.c.team_id, team_staff.c.staff_id)):
        members.setdefault(row.team_id, []).append(row.staff_id)
    return [
        TeamView(
            row.id,
            row.name,
            row.vip,
            row.calendar_id,
            tuple(row.kinds),
            row.queue_limit,
            row.active,
            tuple(members.get(row.id, ())),
        )
        for row in session.execute(select(team).order_by(team.c.id))
    ]


def names(session: Db) -> dict[int, str]:
    """Names by id."""
    return {row[0]: row[1] for row in session.execute(select(team.c.id, team.c.name))}


def save(
    session: Session,
    team_id: int | None,
    name: str,
    *,
    vip: bool,
    calendar_id: int | None,
    kinds: list[str],
    members: list[int],
    queue_limit: int = 0,
    active: bool = True,
) -> int:
    """Write a team and who is in it, new without an id."""
    if not name.strip():
        raise Missing("name")
    values: dict[str, Any] = {
        "name": name.strip(),
        "vip": vip,
        "calendar_id": calendar_id,
        "kinds": kinds,
        "queue_limit": queue_limit,
        "active": active,
    }
    try:
        with session.begin_nested():
            if team_id is None:
                team_id = rows.add(session, team, **values)
            elif not rows.count(
                session.execute(update(team).where(team.c.id == team_id).values(**values))
            ):
                raise NotFound("team", team_id)
    except IntegrityError:
        raise Taken(name) from None
    session.execute(delete(team_staff).where(team_staff.c.team_id == team_id))
    for staff_id in sorted(set(members)):
        rows.put(session, team_staff, team_id=team_id, staff_id=staff_id)
    return team_id


def has_member(session: Db, team_id: int, staff_id: int) -> bool:
    """Whether somebody is in a team."""
    query = select(team_staff.c.staff_id).where(
        team_staff.c.team_id == team_id, team_staff.c.staff_id == staff_id
    )
    return session.execute(query).one_or_none() is not None


def at_work(session: Db) -> dict[int, str]:
    """The names of the teams that may be given tickets, by id."""
    query = select(team.c.id, team.c.name).where(team.c.active).order_by(team.c.id)
    return {row[0]: row[1] for row in session.execute(query)}


def queue_limit(session: Db, team_id: int | None) -> int:
    """How many may wait for a team; 0 where it has no limit of its own."""
    if team_id is None:
        return 0
    found = session.execute(select(team.c.queue_limit).where(team.c.id == team_id))
    return int(found.scalar_one_or_none() or 0)
