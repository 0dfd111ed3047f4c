"""Queries on the desk's rules and on who takes what."""

from typing import Any

from sqlalchemy import bindparam, select, update

from store.fixed import Fixed
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, staff, team, team_staff

_setting = rows.table(models.DeskSetting)
_VALUE = Fixed(select(_setting.c.value).where(_setting.c.name == bindparam("name")))


def read(session: Db, name: str) -> Any:
    """The value kept under a name, or None."""
    found = _VALUE.first(session, name=name)
    return None if found is None else found.value


def put(session: Db, name: str, value: Any) -> None:
    """Keep a value under a name."""
    changed = session.execute(update(_setting).where(_setting.c.name == name).values(value=value))
    if not rows.count(changed):
        rows.put(session, _setting, name=name, value=value)


def active_teams(session: Db) -> list[Any]:
    """Id, vip and kinds of the teams that work, oldest first."""
    query = select(team.c.id, team.c.vip, team.c.kinds).where(team.c.active).order_by(team.c.id)
    return [*session.execute(query).all()]


def staffed(session: Db) -> set[int]:
    """The teams with somebody whose account works."""
    query = select(team_staff.c.team_id).join(staff, staff.c.id == team_staff.c.staff_id)
    return {*session.execute(query.where(staff.c.active)).scalars()}
