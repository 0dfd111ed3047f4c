"""After a case has closed: its reason is kept, and the customer is asked again in time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from surveys import definitions, planning
from surveys.fatigue import AFTER_COMPLAINT
from surveys.fatigue_facts import Candidate
from surveys.repository import cases as repository
from surveys.values import SurveyInfo

BATCH = 200
WITHOUT_CAUSE = "none"


def follow(session: Session, *, now: datetime) -> int:
    """Note the reasons of the cases that closed, and plan to ask again; return how many closed.

    The second asking comes `resurvey_days` after the end, and never within a day of it. A second
    bad score opens a case again but is not followed by a third asking.
    """
    rows = repository.newly_closed(session, BATCH)
    for row in rows:
        repository.note_reason(session, row.invitation_id, row.cause or WITHOUT_CAUSE)
        survey = definitions.get(session, row.survey_id)
        if survey.definition.resurvey_days and row.resurvey_of is None and row.state == "resolved":
            _ask_again(session, survey, row, now)
    return len(rows)


def _ask_again(session: Session, survey: SurveyInfo, row: Any, now: datetime) -> None:
    candidate = Candidate(
        f"resurvey:{row.invitation_id}",
        member_id=row.member_id,
        contact_id=row.contact_id,
        staff_id=row.staff_id,
        store=row.store,
        resurvey_of=row.invitation_id,
    )
    wait = max(timedelta(days=survey.definition.resurvey_days), AFTER_COMPLAINT)
    ended = row.resolved_at or now
    planning.promise(
        session,
        survey,
        candidate,
        origin="resurvey",
        wave=f"{now:%Y-%m}",
        wait=max(ended + wait - now, timedelta()),
        now=now,
    )
