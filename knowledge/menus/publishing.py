"""Showing a menu to all followers: asked for by staff, done by the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from knowledge.menus import repository, saving
from knowledge.menus.values import Menu
from messaging.errors import SendError
from store.statements import Db
from store.transactions import Store

WANTED, PUBLISHED, REFUSED = "wanted", "published", "refused"
RETRY_AFTER = timedelta(minutes=1)
_AGAIN = frozenset({"retry", "rate", "unknown"})
"""Showing the same menu twice does no harm, so what may have arrived is tried again too."""

Publish = Callable[[Menu], None]
"""How one account's platform takes a menu; raise `SendError`."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A wish to publish a version, and how it stands: wanted → published | refused.

    `account` is whose platform did not take it at the last try, `code` that platform's errcode;
    refused without an account means that there is none.
    """

    id: int
    number: int
    state: str
    wanted_at: datetime
    wanted_by: str
    tried_at: datetime | None
    account: str | None
    code: int | None


def want(session: Session, *, actor: str, now: datetime, anew: bool = False) -> Publication:
    """Ask for the newest menu to be published; a second wish for what waits is the same one,
    unless `anew`, which does not wait for the time of another try."""
    number, waiting = saving.current(session).number, latest(session)
    if anew or waiting is None or (waiting.state, waiting.number) != (WANTED, number):
        row = {"number": number, "state": WANTED, "wanted_at": now, "wanted_by": actor}
        repository.add_publication(session, row)
    found = latest(session)
    assert found is not None
    return found


def latest(db: Db) -> Publication | None:
    """The newest wish."""
    return _publication(db, "")


def shown(db: Db) -> Publication | None:
    """What followers see, as far as we know."""
    return _publication(db, PUBLISHED)


def perform(
    store: Store, platforms: Mapping[str, Publish], *, now: datetime
) -> Publication | None:
    """Publish what waits and return how it stands then; None when nothing is due."""
    with store.reading() as session:
        wish = latest(session)
        if wish is None or not _is_due(wish, now):
            return None
        menu = saving.get(session, wish.number).menu
    values = {"tried_at": now, **_outcome(platforms, menu)}
    with store.session() as session:
        repository.note(session, wish.id, values)
    return replace(wish, **values)


def _is_due(wish: Publication, now: datetime) -> bool:
    tried = wish.tried_at
    return wish.state == WANTED and (tried is None or now - tried >= RETRY_AFTER)


def _outcome(platforms: Mapping[str, Publish], menu: Menu) -> dict[str, Any]:
    for account, publish in platforms.items():
        try:
            publish(menu)
        except SendError as error:
            state = WANTED if error.kind in _AGAIN else REFUSED
            return {"state": state, "account": account, "code": error.code}
    return {"state": PUBLISHED if platforms else REFUSED, "account": None, "code": None}


def _publication(db: Db, state: str) -> Publication | None:
    row = repository.newest_publication(db, state)
    return None if row is None else Publication(*tuple(row))
