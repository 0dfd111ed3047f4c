"""Which invitation a message answers that came without a dialogue: most messages none.

Only what could be an answer is looked up: a tap, a score, a judging word, a short line that
nothing else claims.
"""

from datetime import timedelta

from bot.turn import Turn
from handlers import survey_reading as reading
from surveys import answers, chat, invitations
from surveys.answers import Asked
from surveys.values import ANSWERED, CLOSED, DISMISSED, FINISHED, QUEUED, SCORE, SHOWN, Invitation

LABEL_LENGTH = 8
LATE_FOR = timedelta(days=14)
"""A number so long after the deadline is about something else."""


def is_answered(turn: Turn) -> bool:
    """Whether the message answers an invitation that was pushed."""
    if turn.inbound.is_event or turn.dialogue is not None or not turn.text:
        return False
    if turn.option and not turn.option.startswith(f"{chat.NAME}:"):
        return False
    text = turn.text
    tapped = bool(turn.inbound.option)
    by_name = len(text) <= LABEL_LENGTH and turn.intent == ""
    hazy = reading.is_hazy(text)
    certain = tapped or reading.may_be_score(text) or (by_name and not hazy)
    if not (certain or hazy or reading.is_vague(text)):
        return False
    found = meant(turn)
    if found is None:
        return False
    first = found.definition.questions[0]
    if found.invitation.state in (ANSWERED, FINISHED):
        return tapped and _fits(found, text)
    if certain and _fits(found, text):
        return True
    if first.answer != SCORE or tapped:
        return by_name and _fits(found, text)
    if reading.may_be_score(text):
        return True
    return (hazy or reading.is_vague(text)) and _is_fresh(turn, found)


def is_tapped_amid(turn: Turn) -> bool:
    """Whether a survey was tapped, or a bare 「9 分」 typed, while another dialogue runs that
    offers no such choice."""
    if turn.inbound.is_event or turn.dialogue is None or turn.option or not turn.text:
        return False
    if not turn.inbound.option and not reading.names_points(turn.text):
        return False
    found = meant(turn)
    if found is None or not _fits(found, turn.text):
        return False
    return bool(turn.inbound.option) or _is_bare_and_open(found, turn.text)


def _is_bare_and_open(asked: Asked, text: str) -> bool:
    first = asked.definition.questions[0]
    is_open = asked.invitation.state in (QUEUED, SHOWN)
    return is_open and first.answer == SCORE and not reading.beyond_score(first, text)


def is_bare_answer(turn: Turn) -> bool:
    """Whether it is the survey's answer and nothing else, even while a person serves them.

    That is a tap on its menu, or a score alone as their first word after the question; where
    staff wrote in between, only with its unit: 「2」 after 「您订了几份？」 is for the person.
    """
    if turn.dialogue is not None or turn.option or not turn.text:
        return False
    tapped = bool(turn.inbound.option)
    named = len(turn.text) <= LABEL_LENGTH and not reading.is_hazy(turn.text)
    if not (tapped or named or reading.may_be_score(turn.text)):
        return False
    found = meant(turn)
    if found is None or not _fits(found, turn.text):
        return False
    if tapped:
        return True
    first = found.definition.questions[0]
    is_open = found.invitation.state in (QUEUED, SHOWN)
    alone = first.answer != SCORE or not reading.beyond_score(first, turn.text)
    if not (is_open and alone and _is_fresh(turn, found)):
        return False
    return reading.names_points(turn.text) or not invitations.staff_wrote_since(
        turn.session, found.invitation, turn.contact.id
    )


def _is_fresh(turn: Turn, asked: Asked) -> bool:
    """Whether words without a number can only mean the survey: nothing else was said since."""
    return invitations.is_last_word(
        turn.session, asked.invitation, turn.contact.id, inbox_id=turn.inbox_id
    )


def meant(turn: Turn) -> Asked | None:
    """The newest invitation that the message answers; else the newest, whose words it may be."""
    recent = [
        answers.asked(turn.session, one.id)
        for one in invitations.latest_of_contact(turn.session, turn.contact.id)
        if _is_recent(one, turn)
    ]
    fitting = (one for one in recent if _fits(one, turn.text))
    return next(fitting, recent[0] if recent else None)


def _fits(asked: Asked, text: str) -> bool:
    return reading.value_of(asked.definition.questions[0], text) is not None


def _is_recent(invitation: Invitation, turn: Turn) -> bool:
    """Whether it may still be meant: what ended without an answer only for a while."""
    if turn.inbound.option or invitation.state not in (CLOSED, DISMISSED):
        return True
    closes_at = invitation.closes_at
    return closes_at is not None and turn.now < closes_at + LATE_FOR
