"""Second thoughts on a survey: a score typed by mistake, and a comment that comes hours later."""

from bot import digression
from bot.router import Filter, Router
from bot.turn import Answer, Turn
from handlers import survey, survey_words
from handlers import survey_reading as reading
from surveys import answers, chat, correcting
from surveys.answers import Asked
from surveys.values import ANSWERED, DETRACTOR, WORDS

router = Router(priority=10)
BEFORE_COMPLAINTS = 19
COMMENTS = frozenset({"", "praise", "out_of_scope"})


def _slip(turn: Turn) -> int | None:
    """The score that is meant instead of the one given."""
    if turn.inbound.is_event or not turn.text or turn.option:
        return None
    asked = survey.asked_now(turn)
    scored = asked.definition.scored
    given = asked.score is not None and asked.invitation.state == ANSWERED
    return reading.corrected(scored, turn.text) if scored and given else None


slipped = survey.running & Filter("puts the score right", lambda turn: _slip(turn) is not None)


@router.on(slipped)
def put_right(turn: Turn) -> Answer:
    """Keep the score that was meant, and ask what fits that one."""
    score = _slip(turn)
    if score is None:
        return None
    asked = correcting.correct(
        turn.session, survey.asked_now(turn).invitation.id, score, now=turn.now
    )
    question = asked.question
    if question is None:
        return None
    survey.open_at(turn, asked, question)
    lead = survey_words.put_right(asked, score)
    return chat.ask(question, asked.invitation.language, lead)


def _comments_late(turn: Turn) -> bool:
    """Whether free words answer the open question that ran out of time less than a day ago."""
    state = turn.lapsed
    if state is None or state["name"] != survey.NAME or state["data"]["kind"] != WORDS:
        return False
    if turn.inbound.is_event or turn.option or not turn.text or digression.asks_plainly(turn):
        return False
    if turn.intent in COMMENTS:
        return True
    return turn.intent == "complaint" and _lapsed(turn).band == DETRACTOR


def _lapsed(turn: Turn) -> Asked:
    return answers.asked(turn.session, (turn.lapsed or {})["data"]["invitation"])


@router.on(Filter("comments late", _comments_late), priority=BEFORE_COMPLAINTS)
def comment(turn: Turn) -> Answer:
    """What they think of us is welcome as long as it can only be that."""
    turn.resume(turn.lapsed or {})
    turn.aside = None
    return survey.take(turn)
