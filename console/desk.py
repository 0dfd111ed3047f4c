"""What the console is given by the process it lives in."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app

from console.inbox.drawn import Drawn
from console.live.passes import Passes
from membership.privacy import Privacy
from store.clock import Clock
from store.listening import Live
from store.transactions import Store

EXTENSION = "desk"


@dataclass(frozen=True)
class Desk:
    """`privacy` seals and opens members' phones; the login page shows `demo_login` when set."""

    store: Store
    clock: Clock
    timezone: ZoneInfo
    live: Live
    privacy: Privacy
    secure_cookies: bool = False
    demo_login: str = ""
    passes: Passes = field(default_factory=Passes)
    drawn: Drawn = field(default_factory=Drawn)

    def now(self) -> datetime:
        return self.clock.now()


def desk() -> Desk:
    """The desk of the application that serves this request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Desk)
    return found
