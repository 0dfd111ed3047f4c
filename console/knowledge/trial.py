"""What a customer would hear to a line, without sending anything."""

import threading
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from bot.library import Library
from bot.understanding import Understanding, Understood, load
from console.desk import desk
from knowledge.search import FLOOR, NEAR, Hit
from knowledge.values import Faq, Keyword

EXTENSION = "knowledge_trial"
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tried:
    """A line, what it is understood as, and what staff wrote that fits."""

    text: str
    understood: Understood
    keyword: Keyword | None
    hits: tuple[Hit, ...]

    @property
    def answer(self) -> Faq | None:
        """The entry that would be shown, if one fits well enough."""
        return next((hit.entry for hit in self.hits if hit.fit >= FLOOR), None)


class Tools:
    """What the bot uses to understand, for these pages; what was just saved shows at once."""

    def __init__(self) -> None:
        self.library = Library(look_every=timedelta())
        self._own: Understanding | None = None

    def understanding(self, session: Session) -> Understanding:
        taught = self.library.learned(session, desk().now())
        if taught is not None:
            return taught
        if self._own is None:
            self._own = load()
        return self._own


def tools() -> Tools:
    """Those of this process, made when first wanted."""
    with _making:
        found = current_app.extensions.setdefault(EXTENSION, Tools())
    assert isinstance(found, Tools)
    return found


def trial(session: Session, text: str, account: str = "") -> Tried | None:
    """Try a line; None for an empty one."""
    if not text:
        return None
    now = desk().now()
    local = now.astimezone(desk().timezone)
    minute = local.hour * 60 + local.minute
    shelf = tools().library.shelf(session, now)
    keyword = shelf.keywords.exact(text, account=account, now=now, minute=minute)
    keyword = keyword or shelf.keywords.within(text, account=account, now=now, minute=minute)
    hits = shelf.index.search(text, account=account, now=now, floor=NEAR, limit=5)
    return Tried(text, tools().understanding(session).understand(text), keyword, tuple(hits))
