"""A survey in the chat: the score, one open question that fits it, thanks.

An invitation is pushed, so its first answer comes without a dialogue: it is looked for only when
a line could be one. From then on the dialogue `survey` runs like any other: what else is asked in
between is answered first, then the question comes back once, and lapses silently.
"""

import re

from bot import digression, steering
from bot.router import Filter, Router, in_dialogue
from bot.turn import Answer, Turn
from handlers import survey_invited
from handlers import survey_reading as reading
from handlers import survey_words as words
from messaging.messages import Text
from surveys import answers, chat
from surveys.answers import Asked, Recorded
from surveys.language import of_line
from surveys.values import ANSWERED, FINISHED, SCORE, WORDS, Question, Value

router = Router(priority=11)
NAME = chat.NAME
HUMAN, ENGLISH = "human", "en"
BEFORE_DIALOGUES = 9
REMINDERS = 1
MISSES = 1
REQUESTS = re.compile(r"[?？]|吗|呢$|多少|怎么|几点|哪里|在哪|我要|我想|帮我|能不能|可不可以|查")
TOPICS = frozenset(
    {"complaint", "order_logistics", "refund_return", "product_question", "store_info"}
    | {"redeem", "coupon", "points_balance", "tier_benefits", "profile_birthday", "invoice"}
)

running = in_dialogue(NAME)


def _takes(turn: Turn) -> bool:
    """Whether the message answers the question that is open; if not, it goes before."""
    if _answers_open(turn):
        return True
    if not turn.inbound.is_event or turn.intent:
        turn.aside = turn.dialogue
    return False


def _answers_open(turn: Turn) -> bool:
    if turn.inbound.is_event or not turn.text:
        return False
    if turn.option and not turn.option.startswith(f"{NAME}:"):
        return False
    text, answer = turn.text, (turn.dialogue or {})["data"]["kind"]
    if reading.refuses(text) or reading.skips(text):
        return True
    if answer == WORDS:
        return not _asks_otherwise(turn)
    if answer == SCORE and _is_of_a_score(text):
        return True
    question = asked_now(turn).question
    return question is not None and reading.value_of(question, text) is not None


def _is_of_a_score(text: str) -> bool:
    return reading.may_be_score(text) or reading.is_vague(text) or reading.is_hazy(text)


def _asks_otherwise(turn: Turn) -> bool:
    """Whether free words want something of us rather than tell what they think."""
    if digression.asks_plainly(turn) or turn.intent == "unsubscribe":
        return True
    return turn.intent in TOPICS and bool(REQUESTS.search(turn.text))


answers_it = running & Filter("answers it", _takes)
answers_invitation = ~running & Filter("answers a survey invitation", survey_invited.is_answered)
taps_amid = ~running & Filter("taps a survey amid something else", survey_invited.is_tapped_amid)
answers_alone = Filter("is a survey answer and nothing else", survey_invited.is_bare_answer)
is_due = running & Filter("question is due", lambda turn: turn.aside is not None)


@router.beside_desk(answers_alone)
def beside(turn: Turn) -> Answer:
    """A score is not news for the desk. While a person serves, it is kept and nothing is asked."""
    asked = survey_invited.meant(turn)
    if asked is None or turn.contact.served_by != HUMAN:
        return begin(turn)
    question = asked.definition.questions[0]
    value = reading.value_of(question, turn.text)
    return Text(words.kept(record(turn, asked, question, value).asked))


@router.on(taps_amid, priority=BEFORE_DIALOGUES)
def keep(turn: Turn) -> Answer:
    """A tap amid another dialogue is kept, and that dialogue goes on with its question."""
    asked = survey_invited.meant(turn)
    if asked is None:
        return None
    question = asked.definition.questions[0]
    value = reading.value_of(question, turn.text)
    turn.aside = turn.dialogue
    return Text(words.kept(record(turn, asked, question, value).asked))


@router.on(answers_invitation)
def begin(turn: Turn) -> Answer:
    """The first answer to an invitation; one that was answered already only hears thanks."""
    asked = survey_invited.meant(turn)
    if asked is None:
        return None
    if asked.invitation.state in (ANSWERED, FINISHED):
        return Text(words.kept(asked))
    if asked.invitation.language != ENGLISH and of_line(turn.text) == ENGLISH:
        answers.speak(turn.session, asked.invitation.id, ENGLISH)
    open_at(turn, asked, asked.definition.questions[0])
    return take(turn)


@router.on(answers_it)
def take(turn: Turn) -> Answer:
    """Read the answer, keep it, and ask what fits it; unclear words are asked about once."""
    asked = asked_now(turn)
    question = asked.question
    if question is None:
        turn.end_dialogue()
        return Text(words.kept(asked))
    if reading.refuses(turn.text) or (question.optional and reading.skips(turn.text)):
        return _declined(turn, asked, question)
    if question.answer == WORDS and steering.is_wait(turn.text):
        return Text(words.NO_HURRY)
    if question.answer == WORDS and _is_double(turn, asked):
        return chat.ask(question, _language(asked), words.kept(asked))
    value = reading.value_of(question, turn.text)
    if value is None:
        return _once_more(turn, asked, question)
    recorded = record(turn, asked, question, value)
    return go_on(turn, _with_comment(turn, recorded, question))


def record(turn: Turn, asked: Asked, question: Question, value: Value) -> Recorded:
    """Keep an answer of this message."""
    return answers.record(
        turn.session,
        asked.invitation.id,
        question.key,
        value,
        source="chat",
        inbox_id=turn.inbox_id,
        now=turn.now,
    )


def let_go(turn: Turn) -> None:
    """They want no more surveys: the open one is over, whatever it still asks."""
    if running.test(turn):
        answers.dismiss(turn.session, asked_now(turn).invitation.id, now=turn.now)
        turn.aside = None
        turn.end_dialogue()


@router.after(is_due)
def come_back(turn: Turn, said: Answer) -> Answer:
    """The question once more after something else; the next time it lapses without a word."""
    turn.aside = None
    state = turn.dialogue or {}
    asked = asked_now(turn)
    question = asked.question
    if question is None or state["data"].get("reminded", 0) >= REMINDERS:
        turn.end_dialogue()
        return said
    turn.go_to(state["step"], reminded=REMINDERS)
    return steering.joined(
        said, chat.ask_in_words(question, _language(asked), words.again(_language(asked)))
    )


def go_on(turn: Turn, recorded: Recorded) -> Answer:
    """Ask what follows, or thank."""
    asked = recorded.asked
    question = asked.question
    if question is not None:
        open_at(turn, asked, question)
        return chat.ask(question, _language(asked))
    turn.end_dialogue()
    return Text(words.thanks(turn, asked))


def _with_comment(turn: Turn, recorded: Recorded, question: Question) -> Recorded:
    """「9 分，就是有点贵」 tells the score and why: the question why is answered with it."""
    following = recorded.asked.question
    said = reading.beyond_score(question, turn.text) if question.answer == SCORE else ""
    if not said or following is None or following.answer != WORDS:
        return recorded
    return record(turn, recorded.asked, following, said)


def _declined(turn: Turn, asked: Asked, question: Question) -> Answer:
    """No to an open question ends in thanks; no to the score ends without another word on it."""
    if asked.answers and question.optional:
        return go_on(turn, record(turn, asked, question, None))
    answers.dismiss(turn.session, asked.invitation.id, now=turn.now)
    turn.end_dialogue()
    return Text(words.left_alone(_language(asked)))


def _once_more(turn: Turn, asked: Asked, question: Question) -> Answer:
    misses = (turn.dialogue or {})["data"].get("misses", 0)
    if misses >= MISSES:
        turn.end_dialogue()
        return Text(words.left_alone(_language(asked)))
    turn.go_to(question.key, misses=misses + 1)
    language = _language(asked)
    if question.answer == SCORE:
        return Text(words.unclear(question, language))
    return chat.ask_in_words(question, language, words.unclear(question, language))


def _is_double(turn: Turn, asked: Asked) -> bool:
    """Whether the score came a second time, by another tap or line."""
    first = asked.definition.questions[0]
    return bool(turn.inbound.option) and reading.value_of(first, turn.text) is not None


def open_at(turn: Turn, asked: Asked, question: Question) -> None:
    turn.begin(
        NAME,
        question.key,
        invitation=asked.invitation.id,
        kind=question.answer,
        misses=0,
        reminded=0,
    )


def asked_now(turn: Turn) -> Asked:
    return answers.asked(turn.session, (turn.dialogue or {})["data"]["invitation"])


def _language(asked: Asked) -> str:
    return asked.invitation.language
