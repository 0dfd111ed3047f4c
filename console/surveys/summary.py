"""Surveys in brief, for pages that are about something else: the reports, a customer's panel."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from console.desk import desk
from surveys import definitions
from surveys.results import service
from surveys.results.values import Given, Slice, Span
from surveys.values import SurveyInfo

COMMENTS = 3
LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Brief:
    """A survey that people were asked in the span, and the newest that they said."""

    survey: SurveyInfo
    span: Span
    total: Slice
    comments: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class LastScore:
    """What a customer answered last; an NPS before anything else."""

    survey: str
    kind: str
    score: int
    band: str | None
    comment: str | None
    at: datetime


def briefs(session: Session, first: date, last: date) -> list[Brief]:
    """The scored surveys that anybody was shown from `first` to `last`."""
    span = Span(first, last, desk().timezone)
    found = []
    for survey in definitions.listed(session):
        if survey.definition.kind == "form":
            continue
        total = service.overall(session, survey, span)
        if total.response.asked:
            said = service.commented(session, survey.id, span, limit=COMMENTS)
            found.append(Brief(survey, span, total, tuple(said)))
    return found


def last_score(session: Session, member_id: int) -> LastScore | None:
    """The newest NPS among a member's last answers, else the newest score of any kind."""
    given = service.of_member(session, member_id, limit=LOOKED_AT)
    scored = [(survey_id, one) for survey_id, one in given if one.score is not None]
    if not scored:
        return None
    known = {one.id: one.definition for one in definitions.listed(session)}
    newest = next((pair for pair in scored if known[pair[0]].kind == "nps"), scored[0])
    definition, one = known[newest[0]], newest[1]
    assert one.score is not None
    return LastScore(
        definition.name, definition.kind, one.score, one.band, one.comment, one.answered_at
    )
