"""Another score in the place of one that was given by mistake."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from surveys.repository.rows import answer


def replace_score(
    session: Session, invitation_id: int, question: str, score: int, *, now: datetime
) -> None:
    mine = update(answer).where(
        answer.c.invitation_id == invitation_id, answer.c.question == question
    )
    session.execute(mine.values(score=score, answered_at=now))
