"""Mass sends (群发): made once, counted against the quotas, submitted under a key, reported on.

Campaigns come here by outbox rows of the channel "mass" (`messaging.reach.gathering`),
announcements by `create`. Sources: …/Message_Management/Batch_Sends_and_Originality_Checks.html.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy.orm import Session

from messaging.reach import accounts, mass_quotas, mass_repository
from messaging.reach.mass_values import (
    LIST,
    Draft,
    MassClaim,
    MassCounts,
    MassSending,
)
from messaging.reach.models import MassSend
from messaging.values import Result

LEASE = timedelta(minutes=2)


class TooFewReceiversError(Exception):
    """A send by list needs two receivers (`LIST`)."""

    def __init__(self, receivers: int) -> None:
        super().__init__(receivers)
        self.receivers = receivers


def create(
    session: Session,
    draft: Draft,
    receivers: Sequence[tuple[int, int | None]] = (),
    *,
    now: datetime,
) -> list[int]:
    """Queue a mass send and return its numbers; a list over 10,000 becomes several sends.

    `receivers` are (contact, outbox row or None). For a tag, name those who are expected to have
    it: their quotas are counted. Without names, and for all, every follower's is.
    """
    if draft.audience != "list":
        return [_create(session, draft, receivers, now)]
    if len(receivers) < LIST[0]:
        raise TooFewReceiversError(len(receivers))
    parts = list(shares(receivers, LIST[1]))
    return [_create(session, draft, part, now, at) for at, part in enumerate(parts)]


def claim(
    session: Session, wanted: Sequence[str], worker: str, limit: int, *, now: datetime
) -> list[MassClaim]:
    """Take due sends of these accounts; one whose quota is used up ends as blocked."""
    claims = []
    known = accounts.read(session)
    for send in mass_repository.claimable(session, wanted, now, now - LEASE, limit):
        rule = mass_quotas.take(session, send, known.kind(send.account), now)
        if rule:
            _end(session, send, "blocked", rule, now)
            continue
        send.state, send.claimed_at, send.claimed_by = "inflight", now, worker
        send.attempts += 1
        claims.append(_claimed(session, send))
    session.flush()
    return claims


def record(session: Session, claimed: MassClaim, outcome: Result, *, now: datetime) -> None:
    """Write down a submission. What surely was not sent gives its quotas back.

    A failure with a `due_at` lets its outbox rows wait until then, to be gathered anew.
    """
    send = mass_repository.get(session, claimed.id)
    if send is None or send.state != "inflight":
        return
    send.code, send.reason = outcome.code, outcome.reason and outcome.reason[:200]
    if outcome.state == "queued":
        send.state, send.due_at = "queued", outcome.due_at or now
        send.attempts -= not outcome.counts
        session.flush()
        return
    if outcome.state == "accepted":
        send.platform_id = outcome.platform_id
    if outcome.state == "failed" and outcome.due_at:
        again = {"state": "queued", "reason": send.reason, "due_at": outcome.due_at}
        mass_repository.settle_rows(session, send.id, again)
    _end(session, send, outcome.state, outcome.reason, now)
    if outcome.state == "accepted" and outcome.platform_id:
        counts = mass_repository.result_of(session, send.account, outcome.platform_id)
        _believe(session, send, counts, now)


def finished(
    session: Session, account: str, platform_id: str, counts: MassCounts, *, now: datetime
) -> bool:
    """Keep what MASSSENDJOBFINISH reports; say whether it is news. It may come before `record`."""
    if not mass_repository.keep_result(session, account, platform_id, counts, now):
        return False
    send = mass_repository.by_platform_id(session, account, platform_id)
    if send is not None:
        _believe(session, send, counts, now)
    return True


def cancel(session: Session, send_id: int, *, now: datetime) -> bool:
    """Call back a send that has not been submitted; its outbox rows end as cancelled."""
    send = mass_repository.get(session, send_id)
    if send is None or send.state != "queued":
        return False
    mass_quotas.give_back(session, send)
    _end(session, send, "cancelled", None, now)
    return True


def withdrawn(session: Session, send_id: int, *, now: datetime) -> bool:
    """Note that the platform took an accepted send back (`WeChatMass.withdraw`)."""
    send = mass_repository.get(session, send_id)
    if send is None or send.state != "accepted":
        return False
    send.state, send.finished_at = "withdrawn", now
    session.flush()
    return True


def get(session: Session, send_id: int) -> MassSending:
    """One send, or `LookupError`."""
    found = mass_repository.sending(session, send_id)
    if found is None:
        raise LookupError(f"no mass send {send_id}")
    return found


def sendings(
    session: Session, *, author: str = "", states: Sequence[str] = (), limit: int = 200
) -> list[MassSending]:
    """Mass sends, newest first."""
    return mass_repository.sendings(session, author, states, limit)


def shares(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    """Parts of at most `most`, even in length, so that none is left with a single one."""
    count = -(-len(items) // most)
    size, larger = divmod(len(items), count) if count else (0, 0)
    start = 0
    for number in range(count):
        end = start + size + (number < larger)
        yield items[start:end]
        start = end


def client_id(account: str, key: str) -> str:
    """The clientmsgid (64 bytes at most) that belongs to a batch for ever."""
    return blake2b(f"{account} {key}".encode(), digest_size=16).hexdigest()


def _create(
    session: Session,
    draft: Draft,
    receivers: Sequence[tuple[int, int | None]],
    now: datetime,
    part: int = 0,
) -> int:
    mark = client_id(draft.account, f"{draft.key}:{part}")
    row = {
        "client_id": mark,
        "account": draft.account,
        "audience": draft.audience,
        "tag": draft.tag or None,
        "payload": dict(draft.payload),
        "category": draft.category,
        "author": draft.author,
        "receivers": len(receivers),
        "state": "queued",
        "due_at": draft.due_at or now,
        "created_at": now,
        "attempts": 0,
    }
    send_id = mass_repository.add(session, row)
    if send_id is None:
        return mass_repository.by_client_id(session, mark)
    if receivers:
        rows = [{"contact_id": contact, "outbox_id": outbox} for contact, outbox in receivers]
        mass_repository.add_receivers(session, send_id, rows)
    return send_id


def _claimed(session: Session, send: MassSend) -> MassClaim:
    listed = send.audience == "list"
    rows = mass_repository.receivers(session, send.id) if listed else []
    return MassClaim(
        id=send.id,
        account=send.account,
        client_id=send.client_id,
        audience=send.audience,
        tag=send.tag or "",
        payload=send.payload,
        openids=tuple(row[1] for row in rows),
        attempts=send.attempts,
    )


def _end(session: Session, send: MassSend, state: str, reason: str | None, now: datetime) -> None:
    """The send's end is that of its outbox rows."""
    if state == "failed":
        mass_quotas.give_back(session, send)
    send.state, send.reason, send.finished_at = state, reason and reason[:200], now
    values = {
        "state": state,
        "reason": send.reason,
        "code": send.code,
        "finished_at": now,
        "platform_id": send.platform_id,
    }
    mass_repository.settle_rows(session, send.id, values)
    session.flush()


def _believe(session: Session, send: MassSend, counts: MassCounts | None, now: datetime) -> None:
    """A job that the platform took and then refused to send has failed after all."""
    if counts is None or counts.went_out or send.state != "accepted":
        return
    mass_quotas.give_back(session, send)
    send.state, send.reason, send.finished_at = "failed", counts.status[:200], now
    values = {"state": "failed", "reason": counts.status[:200], "finished_at": now}
    mass_repository.fail_rows(session, send.id, values)
    session.flush()
