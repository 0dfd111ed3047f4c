"""Queries on what was answered; whoever was shown a survey in a span belongs to that span."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, case, func, literal_column, or_, select, type_coerce

from store.statements import Db
from store.text import contains
from surveys.repository.rows import answer, invitation, response
from surveys.results.values import OPEN, Given
from surveys.values import BLOCKED

_answered = response.c.invitation_id == invitation.c.id
_TOLD: tuple[Any, ...] = (
    invitation.c.state,
    response.c.score,
    response.c.late,
    response.c.id.is_not(None),
)
_APART: tuple[Any, ...] = (
    invitation.c.wave,
    invitation.c.store,
    invitation.c.level,
    invitation.c.staff_id,
    invitation.c.origin,
    invitation.c.channel,
    func.coalesce(
        response.c.reason,
        case((response.c.case_id.is_not(None), literal_column(f"'{OPEN}'"))),
    ),
)
_GIVEN: tuple[Any, ...] = (
    invitation.c.id,
    response.c.answered_at,
    response.c.score,
    response.c.band,
    response.c.comment,
    invitation.c.member_id,
    invitation.c.contact_id,
    invitation.c.ticket_id,
    response.c.case_id,
    response.c.reason,
    invitation.c.staff_id,
    invitation.c.store,
    invitation.c.level,
    invitation.c.origin,
    invitation.c.wave,
    invitation.c.channel,
    response.c.source,
    response.c.late,
)


def shown(
    db: Db, survey_id: int, since: datetime, until: datetime, *, unit: int, shift: int
) -> list[tuple[Any, ...]]:
    """Those who were shown it, counted: (people, state, score, late, answered, bucket, wave,
    store, level, staff_id, origin, channel, reason). A bucket is `unit` microseconds of the
    instant, with `shift` added, since 1970.
    """
    instant = type_coerce(invitation.c.shown_at, BigInteger) + _literal(shift)
    alike = (*_TOLD, instant // _literal(unit), *_APART)
    return _counted(db, survey_id, since, until, alike)


def shown_in_all(
    db: Db, survey_id: int, since: datetime, until: datetime
) -> list[tuple[Any, ...]]:
    """(people, state, score, late, answered) of a whole span."""
    return _counted(db, survey_id, since, until, _TOLD)


def _counted(
    db: Db, survey_id: int, since: datetime, until: datetime, alike: tuple[Any, ...]
) -> list[tuple[Any, ...]]:
    columns = [column.label(f"c{at}") for at, column in enumerate(alike)]
    statement = (
        select(func.count(), *columns)
        .select_from(invitation)
        .outerjoin(response, _answered)
        .where(*_shown_within(survey_id, since, until))
        .group_by(*alike)
    )
    return [tuple(row) for row in db.execute(statement)]


def _literal(number: int) -> Any:
    """Written into the statement, so that the databases see the same expression twice."""
    return literal_column(str(number), BigInteger)


def rules(db: Db, survey_id: int, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """What kept people from being asked, who were planned within the span."""
    people = func.count()
    statement = (
        select(invitation.c.rule, people)
        .where(
            invitation.c.survey_id == survey_id,
            invitation.c.state == BLOCKED,
            invitation.c.planned_at >= since,
            invitation.c.planned_at < until,
        )
        .group_by(invitation.c.rule)
        .order_by(people.desc(), invitation.c.rule)
    )
    return [(row[0] or "", row[1]) for row in db.execute(statement)]


def given(
    db: Db,
    survey_id: int,
    since: datetime,
    until: datetime,
    *,
    band: str = "",
    said: str = "",
    commented: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Given]:
    """The responses of a span, the newest first; `said` is looked for in the comments."""
    statement = (
        select(*_GIVEN)
        .join(response, _answered)
        .where(*_shown_within(survey_id, since, until))
        .order_by(response.c.answered_at.desc(), response.c.id.desc())
    )
    if band:
        statement = statement.where(response.c.band == band)
    if commented:
        statement = statement.where(response.c.comment.is_not(None))
    if said:
        statement = statement.where(contains(response.c.comment, said))
    return [Given(*row) for row in db.execute(statement.limit(limit).offset(offset))]


def of_members(db: Db, member_ids: Sequence[int], limit: int) -> list[tuple[int, Given]]:
    """Responses of members in all surveys, the newest first, each with its survey."""
    statement = (
        select(invitation.c.survey_id, *_GIVEN)
        .join(response, _answered)
        .where(or_(response.c.member_id.in_(member_ids), invitation.c.member_id.in_(member_ids)))
        .order_by(response.c.answered_at.desc(), response.c.id.desc())
        .limit(limit)
    )
    return [(row[0], Given(*row[1:])) for row in db.execute(statement)]


def answers(db: Db, survey_id: int, since: datetime, until: datetime) -> list[Row[Any]]:
    """(question, score, choices) of every answer without words, of those shown in the span."""
    statement = (
        select(answer.c.question, answer.c.score, answer.c.choices)
        .join(invitation, invitation.c.id == answer.c.invitation_id)
        .where(*_shown_within(survey_id, since, until), answer.c.text.is_(None))
    )
    return list(db.execute(statement))


def _shown_within(survey_id: int, since: datetime, until: datetime) -> tuple[Any, ...]:
    seen = invitation.c.shown_at
    return (and_(invitation.c.survey_id == survey_id, seen >= since, seen < until),)
