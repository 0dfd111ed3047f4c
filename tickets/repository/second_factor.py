"""Queries on second factors."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, staff

_code = rows.table(models.RecoveryCode)


def sealed_secret(session: Db, staff_id: int) -> str | None:
    """The sealed secret of an account that has one."""
    query = select(staff.c.totp_secret).where(staff.c.id == staff_id)
    return session.execute(query).scalar_one_or_none()


def enrol(session: Db, staff_id: int, sealed: str, step: int, *, now: datetime) -> None:
    """Keep a secret, and that the code of `step` was used."""
    values = {"totp_secret": sealed, "totp_step": step, "totp_since": now}
    session.execute(update(staff).where(staff.c.id == staff_id).values(**values))


def use_step(session: Db, staff_id: int, step: int) -> bool:
    """Use the code of a time step up; False when it or a later one was used before."""
    unused = or_(staff.c.totp_step.is_(None), staff.c.totp_step < step)
    used = update(staff).where(staff.c.id == staff_id, unused).values(totp_step=step)
    return rows.count(session.execute(used)) == 1


def keep_codes(session: Db, staff_id: int, hashes: Sequence[str]) -> None:
    """Keep recovery codes in place of earlier ones."""
    session.execute(delete(_code).where(_code.c.staff_id == staff_id))
    values = [{"staff_id": staff_id, "code_hash": one} for one in hashes]
    session.execute(insert(_code), values)


def use_code(session: Db, staff_id: int, code_hash: str) -> bool:
    """Use a recovery code up; False when there is no such code."""
    same = (_code.c.staff_id == staff_id, _code.c.code_hash == code_hash)
    return rows.count(session.execute(delete(_code).where(*same))) == 1


def codes_left(session: Db, staff_id: int) -> int:
    """How many recovery codes remain."""
    query = select(func.count()).where(_code.c.staff_id == staff_id)
    return int(session.execute(query).scalar_one())


def reset(session: Db, staff_id: int, session_mark: str) -> None:
    """Take the second factor away, and end the account's sessions."""
    session.execute(delete(_code).where(_code.c.staff_id == staff_id))
    values = {"totp_secret": None, "totp_step": None, "totp_since": None}
    changed = update(staff).where(staff.c.id == staff_id)
    session.execute(changed.values(session_mark=session_mark, **values))
