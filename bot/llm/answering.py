"""Working off the questions that turns left to the model: each once, outside transactions."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.library import Library
from bot.llm.assistant import MODEL_FAILURES, Assistant, Opinion
from knowledge import slow
from knowledge.search import NEAR
from knowledge.slow import Question
from knowledge.values import Faq
from messaging import contacts, outbox
from messaging.messages import Text, to_payload
from store.transactions import Store
from tickets import handoff

log = logging.getLogger(__name__)
SOURCES = 3
TO_PERSON = "这个问题我拿不准，怕说错耽误您，已经转给店员，稍后由店员答复您。"
NOT_THAT = "这个我帮不上忙呢。店里的事，比如积分、订单、售后，都可以问我～"


def answer_due(
    store: Store, assistant: Assistant, library: Library, timezone: ZoneInfo, *, now: datetime
) -> Mapping[str, int]:
    """Answer what is queued; return how many ended in each state."""
    counts: Counter[str] = Counter()
    with store.session() as session:
        for question in slow.stuck(session, now=now):
            _settle(session, question, Opinion(None, "interrupted"), now=now)
            counts["failed"] += 1
        due = [one for one in slow.due(session) if slow.take(session, one.id)]
    for question in due:
        with store.session() as session:
            sources = _sources(session, library, question, now)
            spent = slow.spent(session, since=_midnight(now, timezone))
        opinion = assistant.opinion(question.text, sources, spent=spent)
        with store.session() as session:
            counts[_settle(session, question, opinion, now=now)] += 1
    return counts


def _sources(session: Session, library: Library, question: Question, now: datetime) -> list[Faq]:
    index = library.shelf(session, now).index
    hits = index.search(
        question.text, account=question.account, now=now, floor=NEAR, limit=SOURCES
    )
    return [hit.entry for hit in hits]


def _settle(session: Session, question: Question, opinion: Opinion, *, now: datetime) -> str:
    """Send the answer, or call a person; a person who serves already is not talked over."""
    if opinion.answer is not None:
        state = "answered"
    else:
        state = "failed" if opinion.reason in MODEL_FAILURES | {"interrupted"} else "refused"
        log.info("the model does not answer", extra={"reason": opinion.reason})
    if contacts.get(session, question.contact_id).served_by == "bot":
        _say(session, question, _words(session, question, opinion, now), now)
    slow.finish(
        session,
        question.id,
        state,
        answer=opinion.said or None,
        sources=opinion.sources,
        reason=opinion.reason,
        tokens=opinion.tokens,
        now=now,
    )
    return state


def _words(session: Session, question: Question, opinion: Opinion, now: datetime) -> str:
    if opinion.answer is not None:
        return opinion.answer
    if opinion.reason == "injection":
        return NOT_THAT
    handoff.request_human(
        session,
        question.contact_id,
        "no answer",
        text=question.text,
        inbox_id=question.inbox_id,
        now=now,
    )
    return TO_PERSON


def _say(session: Session, question: Question, text: str, now: datetime) -> None:
    outbox.queue(
        session,
        contact_id=question.contact_id,
        account=question.account,
        payload=to_payload(Text(text)),
        category="service",
        author="bot:model",
        dedupe_key=f"slow:{question.id}",
        now=now,
    )


def _midnight(now: datetime, timezone: ZoneInfo) -> datetime:
    return now.astimezone(timezone).replace(hour=0, minute=0, second=0, microsecond=0)
