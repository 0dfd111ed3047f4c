"""Lending pictures to platforms, which keep them for three days, and renewing them in time.

Source of the three days: 新增临时素材, "媒体文件在微信后台保存时间为 3 天".
Temporary media leave nothing behind that somebody would have to clear away; permanent ones count
towards a limit for ever.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from knowledge import repository as entries
from knowledge.editing import VERSION
from knowledge.pictures import repository, shelf
from knowledge.values import Faq, Keyword, Saying
from store.transactions import Store

RENEWED_AFTER = timedelta(days=2)
"""A day before the end: what was queued with the old id still goes out."""
RETRY_AFTER = timedelta(minutes=10)
UNUSED_KEPT = timedelta(days=30)

Upload = Callable[[bytes, str, str], str]
"""Content, content type and file name to the platform's media id; raise `LendingError`."""

_log = logging.getLogger(__name__)


@dataclass
class LendingError(Exception):
    """A platform did not take a picture; `reason` for staff, like `refused 40006`."""

    reason: str


Shown = Callable[[Session], set[str]]
"""The digests that another package shows."""


def _none(_session: Session) -> set[str]:
    return set()


def lend_due(
    store: Store, uploads: Mapping[str, Upload], *, also: Shown = _none, now: datetime
) -> dict[str, int]:
    """Give every account the pictures that it lacks or will forget within a day: those of answers,
    and what others show `also`."""
    with store.reading() as session:
        due = _due(session, uploads, also, now)
    if not due:
        return {}
    outcomes = [
        _lend(store, uploads[account], key, digest, account, now) for key, digest, account in due
    ]
    return {"lent": sum(outcomes), "failed": len(outcomes) - sum(outcomes)}


def lend(
    store: Store, upload: Upload, picture: shelf.Picture, account: str, *, now: datetime
) -> str:
    """Lend one picture now and return the platform's id; raise `LendingError`."""
    media_id = upload(picture.content, picture.content_type, _file_name(picture))
    with store.session() as session:
        repository.note_loan_of(
            session,
            picture.digest,
            account,
            {"tried_at": now, "problem": None, "media_id": media_id, "lent_at": now},
        )
        entries.grow(session, VERSION)
    return media_id


def forget_unused(store: Store, *, also: Shown = _none, now: datetime) -> int:
    """Let go of old pictures that no answer shows any more, nor others `also`; say how many."""
    before = now - UNUSED_KEPT
    with store.reading() as session:
        old = [row for row in repository.known(session) if row.created_at < before]
        used = in_use(session) | also(session) if old else set()
    unused = [row.id for row in old if row.digest not in used]
    if unused:
        with store.session() as session:
            repository.drop(session, unused, before)
    return len(unused)


def in_use(session: Session) -> set[str]:
    """The digests that entries, keyword replies and greetings name."""
    kinds: tuple[Any, ...] = (Faq, Keyword, Saying)
    written = [one for kind in kinds for one in entries.everything(session, kind)]
    return {digest for one in written for digest in shelf.named(one.extras)}


def _due(
    session: Session, uploads: Mapping[str, Upload], also: Shown, now: datetime
) -> list[tuple[int, str, str]]:
    known = repository.known(session)
    if not known or not uploads:
        return []
    used = in_use(session) | also(session)
    loans = {(row.digest, row.account): row for row in repository.all_loans(session)}
    return [
        (row.id, row.digest, account)
        for row in known
        if row.digest in used
        for account in uploads
        if _is_due(loans.get((row.digest, account)), now)
    ]


def _is_due(loan: Any, now: datetime) -> bool:
    if loan is None:
        return True
    fresh = loan.media_id is not None and now - loan.lent_at < RENEWED_AFTER
    tried = loan.problem is not None and now - loan.tried_at < RETRY_AFTER
    return not fresh and not tried


def _lend(
    store: Store, upload: Upload, key: int, digest: str, account: str, now: datetime
) -> bool:
    """Upload with no transaction open; then let every process know the new id."""
    with store.reading() as session:
        picture = shelf.get(session, digest)
    if picture is None:
        return False
    values: dict[str, Any] = {"tried_at": now, "problem": None}
    try:
        media_id = upload(picture.content, picture.content_type, _file_name(picture))
        values |= {"media_id": media_id, "lent_at": now}
    except LendingError as error:
        _log.warning("a picture was not taken", extra={"picture": key, "reason": error.reason})
        values["problem"] = error.reason[:64]
    with store.session() as session:
        repository.note_loan(session, key, account, values)
        if values["problem"] is None:
            entries.grow(session, VERSION)
    return values["problem"] is None


def _file_name(picture: shelf.Picture) -> str:
    ending = picture.content_type.partition("/")[2].replace("jpeg", "jpg")
    return f"{picture.digest[:16]}.{ending}"
