"""What customers thought of answers, and which answers nobody found useful."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from knowledge import feedback_repository as repository
from knowledge import repository as entries
from knowledge import unanswered
from knowledge.values import Faq

USEFUL, USELESS = "useful", "useless"
LEAST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Neglected:
    """An answer that helps nobody, with lines to which it was no use."""

    entry_id: int
    question: str
    shown: int
    useful: int
    useless: int
    examples: tuple[str, ...]


def note_shown(
    session: Session, entry: Faq, *, contact_id: int, inbox_id: int, text: str, now: datetime
) -> None:
    """Remember that a customer got this answer; once for each message."""
    row = {
        "entry_id": entry.id,
        "contact_id": contact_id,
        "inbox_id": inbox_id,
        "question": text[:200],
        "at": now,
    }
    if repository.note_shown(session, row):
        entries.count(session, entry.id, shown=1)


def judge(
    session: Session,
    entry_id: int,
    *,
    contact_id: int,
    account: str,
    useful: bool,
    now: datetime,
) -> bool:
    """Keep what a customer thought of the answer shown to them last, once.

    What was no use joins the unanswered lines. False when there is nothing to judge.
    """
    found = repository.judge(session, entry_id, contact_id, USEFUL if useful else USELESS)
    if found is None:
        return False
    if useful:
        entries.count(session, entry_id, useful=1)
        return True
    entries.count(session, entry_id, useless=1)
    unanswered.note(
        session,
        found.question,
        account=account,
        contact_id=contact_id,
        inbox_id=found.inbox_id,
        reason=USELESS,
        now=now,
    )
    return True


def neglected(session: Session, *, least_shown: int = LEAST_SHOWN) -> list[Neglected]:
    """Answers shown at least so often that nobody found useful, the worst first."""
    return [
        Neglected(*row, tuple(repository.useless_questions(session, row[0], 3)))
        for row in repository.neglected(session, least_shown, 50)
    ]
