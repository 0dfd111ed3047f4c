"""What staff wrote, in the memory of each process, and the model they taught.

Both are read again when their version has grown; that is looked up at most every few seconds, by
one statement in the transaction of whoever asks.
"""

import logging
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import BadZipFile

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.understanding import Understanding
from bot.understanding.cutting import Cut, cutter
from bot.understanding.served import load_served
from knowledge import learning, repository
from knowledge.matching import Keywords
from knowledge.pictures import shelf as pictures
from knowledge.pictures.shelf import Lent
from knowledge.search import Index
from knowledge.values import EVERYWHERE, Faq, Keyword, Saying

log = logging.getLogger(__name__)
LOOK_EVERY = timedelta(seconds=3)
Db = Session | Connection


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything staff wrote, ready to be searched."""

    index: Index
    keywords: Keywords
    sayings: Mapping[tuple[str, str], Saying]
    pictures: Mapping[tuple[str, str], Lent]

    def picture(self, account: str, media_id: str, *, now: datetime) -> str | None:
        """The platform's id for what an answer names; None while it has no such picture."""
        if not media_id.startswith(pictures.MARK):
            return media_id
        lent = self.pictures.get((account, media_id.removeprefix(pictures.MARK)))
        return lent.media_id if lent is not None and now < lent.until else None

    def saying(self, account: str, *names: str) -> Saying | None:
        """The first of these names that is written, for the account before all accounts."""
        for name in names:
            found = self.sayings.get((account, name)) or self.sayings.get((EVERYWHERE, name))
            if found is not None:
                return found
        return None


@dataclass
class Library:
    """The shelf of this process; shared by its threads."""

    cut: Cut | None = None
    look_every: timedelta = LOOK_EVERY
    _shelf: Shelf | None = None
    _learned: Understanding | None = None
    _numbers: Mapping[str, int] = field(default_factory=dict)
    _looked_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def shelf(self, db: Db, now: datetime) -> Shelf:
        """What staff wrote, at most a few seconds old."""
        self._refresh(db, now)
        assert self._shelf is not None
        return self._shelf

    def learned(self, db: Db, now: datetime) -> Understanding | None:
        """The model staff taught, if one serves."""
        self._refresh(db, now)
        return self._learned

    def _refresh(self, db: Db, now: datetime) -> None:
        seen = self._looked_at
        if seen is not None and abs(now - seen) < self.look_every:
            return
        if not self._lock.acquire(blocking=self._shelf is None):
            return
        try:
            numbers = repository.numbers(db)
            if self._shelf is None or self._differs("knowledge", numbers):
                self._shelf = read_shelf(db, self.cutter())
            if self._differs("model", numbers):
                self._learned = self._load(learning.active_model(db))
            self._numbers, self._looked_at = numbers, now
        finally:
            self._lock.release()

    def _differs(self, name: str, numbers: Mapping[str, int]) -> bool:
        return numbers.get(name) != self._numbers.get(name)

    def cutter(self) -> Cut:
        """How lines are cut into words here."""
        if self.cut is None:
            self.cut = cutter()
        return self.cut

    def _load(self, content: bytes | None) -> Understanding | None:
        if content is None:
            return None
        try:
            return understanding_of(content, self.cutter())
        except (OSError, ValueError, KeyError, BadZipFile):
            log.exception("the taught model cannot be read; the old one goes on")
            return self._learned


def read_shelf(db: Db, cut: Cut) -> Shelf:
    """Read everything staff wrote."""
    sayings = repository.everything(db, Saying)
    return Shelf(
        Index(repository.everything(db, Faq), cut),
        Keywords(repository.everything(db, Keyword)),
        {(saying.account, saying.name): saying for saying in sayings},
        pictures.lent(db),
    )


def understanding_of(content: bytes, cut: Cut) -> Understanding:
    """A model out of its file's bytes. Raises `ValueError` or `KeyError` when they are damaged."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        path.write_bytes(content)
        return Understanding(load_served(path), cut)
