"""A message's way through one transaction: lock, accept, understand, answer, keep."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot import desk, wishes
from bot.promise import Promise
from bot.router import Dispatcher
from bot.turn import Answer, Surroundings, Turn
from messaging import outbox
from messaging.inbound import Inbound
from messaging.messages import Menu, Message, Text, from_payload, to_payload
from messaging.repository.inbox import Accepted, Inbox, Outcome
from messaging.values import Contact
from store.clock import Clock
from store.transactions import session_on

log = logging.getLogger(__name__)
APOLOGY = Text("刚才出了点小差错，您的消息已经收到，我们会尽快看到。也可以过一会儿再发一次～")


@dataclass(frozen=True, slots=True)
class Answered:
    """What goes into the HTTP response, if anything, and whether it was said before."""

    message: Message | None
    at: datetime
    repeated: bool


class Pipeline:
    """Processes messages inside transactions that the caller owns."""

    def __init__(
        self, inbox: Inbox, dispatcher: Dispatcher, around: Surroundings, clock: Clock
    ) -> None:
        self._inbox = inbox
        self._dispatcher = dispatcher
        self._around = around
        self._clock = clock

    def process(
        self, connection: Connection, inbound: Inbound, promise: Promise, *, menus: bool
    ) -> Answered:
        """Accept the message and answer it; one that came before gets the reply it got then."""
        accepted = self._inbox.accept(connection, inbound, now=self._clock.now())
        if not accepted.is_new:
            return _again(accepted)
        if accepted.contact is None or accepted.contact.blocked:
            return self._settle(connection, inbound, accepted, Outcome("handled"))
        turn = Turn(
            connection=connection,
            inbound=inbound,
            inbox_id=accepted.id,
            contact=accepted.contact,
            now=accepted.received_at,
            around=self._around,
        )
        handler, answer = self._beside_desk(turn) or self._attended(turn)
        messages = answer if isinstance(answer, list) else [answer] if answer else []
        passive = self._share(turn, messages, promise, menus=menus)
        turn.finish()
        outcome = Outcome("handled", passive, turn.__dict__.get("intent") or None, handler)
        return self._settle(connection, inbound, accepted, outcome)

    def _beside_desk(self, turn: Turn) -> tuple[str, Answer] | None:
        known = turn.contact.conversation_id is not None and not turn.inbound.is_event
        return self._dispatcher.beside_desk(turn) if known else None

    def _attended(self, turn: Turn) -> tuple[str, Answer]:
        may_speak, instead = desk.attend(turn)
        return self._answer(turn) if may_speak else ("desk", instead)

    def _answer(self, turn: Turn) -> tuple[str, Answer]:
        """Of several wishes in one line each is answered by its own route."""
        several = wishes.apart(turn)
        if several:
            return wishes.answered(several, self._dispatcher.dispatch)
        return self._dispatcher.dispatch(turn)

    def apologise(
        self, connection: Connection, inbound: Inbound, error: str, promise: Promise
    ) -> Answered:
        """Keep a message whose turn failed, and say so honestly."""
        accepted = self._inbox.accept(connection, inbound, now=self._clock.now())
        if not accepted.is_new:
            return _again(accepted)
        contact, reply = accepted.contact, None
        if contact is not None and not contact.blocked and not inbound.is_event:
            if promise.claim():
                reply = to_payload(APOLOGY)
            else:
                with session_on(connection) as session:
                    _queue(session, contact, accepted.id, [APOLOGY], accepted.received_at)
                    session.commit()
        outcome = Outcome("failed", reply, error=error[:500])
        return self._settle(connection, inbound, accepted, outcome)

    def _settle(
        self, connection: Connection, inbound: Inbound, accepted: Accepted, outcome: Outcome
    ) -> Answered:
        self._inbox.settle(connection, accepted, outcome, opens=inbound.opens)
        message = _message(outcome.reply)
        return Answered(message, accepted.received_at, repeated=False)

    def _share(
        self, turn: Turn, messages: list[Message], promise: Promise, *, menus: bool
    ) -> dict[str, Any] | None:
        """Queue all but the first message, and return the first as the response's payload.

        Nothing goes into the response when its time is over, nor a menu where tappable menus
        exist, since they can only be sent.
        """
        if turn.contact.held and turn.inbound.opens:
            desk.release(turn)
        for message in messages:
            if isinstance(message, Menu):
                turn.remember(message)
        if messages and not (menus and isinstance(messages[0], Menu)) and promise.claim():
            first, messages = to_payload(messages[0]), messages[1:]
        else:
            first = None
        if messages:
            _queue(turn.session, turn.contact, turn.inbox_id, messages, turn.now)
        return first


def _queue(
    session: Session, contact: Contact, inbox_id: int, messages: list[Message], now: datetime
) -> None:
    for number, message in enumerate(messages):
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload=to_payload(message),
            category="service",
            author="bot",
            dedupe_key=f"inbox:{inbox_id}:{number}",
            now=now,
        )


def _again(accepted: Accepted) -> Answered:
    return Answered(_message(accepted.reply), accepted.received_at, repeated=True)


def _message(payload: Mapping[str, Any] | None) -> Message | None:
    return None if payload is None else from_payload(payload)
