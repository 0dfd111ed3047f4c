"""The statements of a message's path, fixed, one set a dialect.

Measured (docs/performance.md): they cost a fraction of the same work through the ORM, and on
PostgreSQL the lock, the reading and the storing are one round trip.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from messaging.inbound import Inbound
from messaging.values import ALLOWANCES, Contact
from store import driver
from store.columns import dump, from_micros, to_micros

_CONTACT = (
    "id, account, external_id, member_id, subscribed, blocked, served_by, conversation_id,"
    " dialogue, dialogue_until, message_until, message_left, act_until, act_left, held"
)
_FIND = f"SELECT {_CONTACT} FROM contact WHERE account = ? AND external_id = ?"  # noqa: S608
_ADD_CONTACT = (
    "INSERT INTO contact (account, external_id, created_at, subscribed, blocked, served_by,"
    " message_left, act_left, held) VALUES (?, ?, ?, TRUE, FALSE, 'bot', 0, 0, 0)"
)
_INBOX = (
    "INSERT INTO inbox (account, dedupe_key, kind, event, text, media_id, content, occurred_at,"
    " received_at, state, contact_id)"
)
_VALUES = "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', ?)"
_REPLY = "SELECT id, reply, received_at FROM inbox WHERE account = ? AND dedupe_key = ?"
_SETTLE = "UPDATE inbox SET state = ?, intent = ?, handler = ?, reply = ?, error = ? WHERE id = ?"
_KEEP = (
    "UPDATE contact SET last_inbound_at = ?, dialogue = ?, dialogue_until = ?, message_until = ?,"
    " message_left = ?, act_until = ?, act_left = ?, subscribed = (subscribed OR ?) WHERE id = ?"
)
_ONE_TRIP = (
    f"WITH c AS ({_FIND} FOR UPDATE), i AS ({_INBOX}"  # noqa: S608
    " SELECT ?, ?, ?, ?, ?, ?, ?, CAST(? AS BIGINT), CAST(? AS BIGINT), 'accepted', c.id FROM c"
    " ON CONFLICT (account, dedupe_key) DO NOTHING RETURNING id)"
    " SELECT i.id, c.* FROM c LEFT JOIN i ON TRUE"
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that is in the inbox now: `is_new`, or with the reply it got before."""

    id: int
    contact: Contact | None
    received_at: datetime
    is_new: bool
    reply: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: `state` is handled or failed; `reply` a payload or None."""

    state: str
    reply: Mapping[str, Any] | None = None
    intent: str | None = None
    handler: str | None = None
    error: str | None = None


class Inbox:
    """Accepts and settles messages on one dialect; the caller owns the transaction."""

    def __init__(self, dialect: str) -> None:
        self._one_trip = dialect == "postgresql"

        def mark(sql: str) -> str:
            return driver.marked(sql, dialect)

        insert, unless = ("INSERT", " ON CONFLICT ({}) DO NOTHING")
        if dialect == "mysql":
            insert, unless = ("INSERT IGNORE", "")
        add_contact = _ADD_CONTACT + unless.format("account, external_id")
        add = f"{_INBOX} {_VALUES}" + unless.format("account, dedupe_key")
        self._find = mark(_FIND + ("" if dialect == "sqlite" else " FOR UPDATE"))
        self._add_contact = mark(add_contact.replace("INSERT", insert))
        self._add = mark(add.replace("INSERT", insert))
        self._reply = mark(_REPLY)
        self._settle = mark(_SETTLE)
        self._keep = mark(_KEEP)
        self._whole = mark(_ONE_TRIP)
        self._end = mark(f"WITH i AS ({_SETTLE}) {_KEEP}")

    def accept(self, connection: Connection, inbound: Inbound, *, now: datetime) -> Accepted:
        """Lock the contact (made if new) and store what came, once."""
        row = _row(inbound, now)
        if not inbound.external_id:
            return self._store(connection, row, None, now)
        identity = (inbound.account, inbound.external_id)
        if self._one_trip and (found := _first(connection, self._whole, (*identity, *row))):
            if found[0] is not None:
                return Accepted(found[0], _contact(found[1:]), now, is_new=True)
            return self._stored(connection, row, _contact(found[1:]))
        contact = self._lock(connection, identity, now)
        return self._store(connection, row, contact, now)

    def settle(
        self, connection: Connection, accepted: Accepted, outcome: Outcome, *, opens: str
    ) -> None:
        """Keep the outcome, the contact's dialogue, and the allowance that the message opened."""
        reply = None if outcome.reply is None else dump(outcome.reply)
        end = (outcome.state, outcome.intent, outcome.handler, reply, outcome.error, accepted.id)
        if accepted.contact is None:
            driver.execute(connection, self._settle, end)
            return
        kept = _kept(accepted.contact, opens, accepted.received_at)
        if self._one_trip:
            driver.execute(connection, self._end, end + kept)
            return
        driver.execute(connection, self._settle, end)
        driver.execute(connection, self._keep, kept)

    def _lock(self, connection: Connection, identity: tuple[str, str], now: datetime) -> Contact:
        row = _first(connection, self._find, identity)
        if row is None:
            driver.execute(connection, self._add_contact, (*identity, to_micros(now)))
            row = _first(connection, self._find, identity)
        if row is None:
            raise LookupError("the contact vanished")
        return _contact(row)

    def _store(
        self, connection: Connection, row: tuple[Any, ...], contact: Contact | None, now: datetime
    ) -> Accepted:
        added = driver.execute(connection, self._add, (*row, contact and contact.id))
        if added.rowcount == 1 and not self._one_trip:
            return Accepted(added.lastrowid, contact, now, is_new=True)
        return replace(self._stored(connection, row, contact), is_new=added.rowcount == 1)

    def _stored(
        self, connection: Connection, row: tuple[Any, ...], contact: Contact | None
    ) -> Accepted:
        found = _first(connection, self._reply, row[:2])
        if found is None:
            raise LookupError("the message vanished")
        reply = None if found[1] is None else json.loads(found[1])
        return Accepted(found[0], contact, from_micros(found[2]), is_new=False, reply=reply)


def _first(connection: Connection, sql: str, values: tuple[Any, ...]) -> Any:
    return driver.execute(connection, sql, values).fetchone()


def _row(inbound: Inbound, now: datetime) -> tuple[Any, ...]:
    return (
        inbound.account,
        inbound.key,
        inbound.kind,
        inbound.event or None,
        inbound.text or None,
        inbound.media_id[:200] or None,
        dump(inbound.fields or {}),
        to_micros(inbound.occurred_at),
        to_micros(now),
    )


def _contact(row: Any) -> Contact:
    values = list(row)
    values[8] = None if values[8] is None else json.loads(values[8])
    for position in (9, 10, 12):
        if values[position] is not None:
            values[position] = from_micros(values[position])
    return Contact(*values)


def _kept(contact: Contact, opens: str, now: datetime) -> tuple[Any, ...]:
    """Whoever writes or taps follows us, also if we only knew them from an import."""
    if opens:
        left, span = ALLOWANCES[opens]
        setattr(contact, f"{opens}_left", left)
        setattr(contact, f"{opens}_until", now + span)
    return (
        to_micros(now),
        None if contact.dialogue is None else dump(contact.dialogue),
        contact.dialogue_until and to_micros(contact.dialogue_until),
        contact.message_until and to_micros(contact.message_until),
        contact.message_left,
        contact.act_until and to_micros(contact.act_until),
        contact.act_left,
        bool(opens),
        contact.id,
    )
