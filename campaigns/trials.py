"""Sending a step to oneself before anybody else gets it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns import gifts, pictures, service, variables, wording
from membership.errors import FieldError
from messaging import contacts, outbox
from messaging.messages import Article, Text, to_payload
from messaging.reach.values import MESSAGE, SERVICE, WINDOW_CLOSED
from messaging.values import window

MARK = "【测试】"
SAMPLES: Mapping[str, object] = {
    "name": "小林",
    "level": "金卡会员",
    "points": 520,
    "growth": 1200,
    "birthday": "8 月 15 日",
    "years": 2,
    "expiring": 120,
    "expires_on": "12 月 31 日",
    "next_level": "金卡会员",
    "missing": 150,
    "ends_on": "12 月 31 日",
    "cycle": 30,
    "away": 28,
    "festival": "中秋节",
    "number": "#1024",
    "subject": "换货",
}
"""What variables stand for in a preview."""


def preview(
    session: Session, body: Mapping[str, Any], step: int, *, now: datetime
) -> Text | Article:
    """How a step of a document reads, with sample values; raises `FieldError` as saving does."""
    document = service.read(body)
    pictures.check(session, document)
    if not 0 <= step < len(document.steps):
        raise FieldError("step", "unknown", step)
    chosen = document.steps[step]
    given = gifts.foretold(session, chosen.gift, now=now) if chosen.gift else gifts.Given()
    values = {**SAMPLES, variables.GIFT: given.words()}
    return wording.message(chosen, values)


def send(
    session: Session,
    body: Mapping[str, Any],
    step: int,
    *,
    contact_id: int,
    actor: str,
    now: datetime,
) -> int:
    """Queue a preview to a colleague's own chat and return the last outbox id. Of a step with a
    picture both are sent: the words, as channels without pictures say them, and the picture.

    Raises `FieldError` for `contact` when nothing can be sent there now, and `LookupError` for no
    such contact. No gift is given and no delivery is written.
    """
    contact = contacts.get(session, contact_id)
    if not window(contact, now=now).is_open:
        raise FieldError("contact", WINDOW_CLOSED)
    payloads = [to_payload(_marked(preview(session, body, step, now=now)))]
    chosen = service.read(body).steps[step]
    if chosen.picture:
        payloads.append(wording.payload(chosen, MESSAGE, {}))
    ids = [
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload=payload,
            category=SERVICE,
            author=actor,
            dedupe_key=f"campaign-trial:{contact.id}:{actor}:{now.isoformat()}:{step}:{at}",
            now=now,
        )
        for at, payload in enumerate(payloads)
    ]
    return ids[-1]


def _marked(said: Text | Article) -> Text | Article:
    if isinstance(said, Text):
        return Text(MARK + said.text)
    return Article(MARK + said.title, said.url, said.description, said.picture_url)
