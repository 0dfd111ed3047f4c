"""The door for pages that ask for news: plain WSGI in front of Flask, which costs 20 times this.

Only the plain case is answered here: a session that Flask let in before, and news that are
in memory. Everything else, refusals above all, is left to Flask.
"""

from collections.abc import Callable, Iterable
from typing import Any

from console.access import may_hear
from console.desk import Desk
from store.cursor import Cursor
from store.tail import News

PLACE = "/events/poll"
ASKED = "after="
JSON = ("Content-Type", "application/json")
GUARDS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class PollDoor:
    """Answers polls from memory, and hands on to the application `behind` what it cannot."""

    def __init__(self, desk: Desk, behind: Wsgi) -> None:
        self._desk = desk
        self._behind = behind

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        cursor = self._admitted(environ)
        news = None if cursor is None else self._desk.live.heard(cursor)
        if news is None:
            return self._behind(environ, start_response)
        if news.cursor == cursor:
            start_response("204 No Content", GUARDS)
            return []
        body = told(news, self._desk.passes.people()).encode()
        start_response("200 OK", [JSON, ("Content-Length", str(len(body))), *GUARDS])
        return [body]

    def _admitted(self, environ: dict[str, Any]) -> Cursor | None:
        """The cursor that is asked for, by a session that may hear the answer."""
        query = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] != "GET" or not query.startswith(ASKED):
            return None
        if not self._desk.passes.holds(environ.get("HTTP_COOKIE", ""), self._may_hear):
            return None
        return Cursor.parse(query.removeprefix(ASKED))

    def _may_hear(self, session_id: str) -> bool:
        return may_hear(self._desk.store, session_id)


def told(news: News, people: int) -> str:
    """News as a page reads them: what happened, and the cursor to ask with next.

    With how many `people` a page shares the server, it refreshes itself the more seldom.
    """
    return f'{{"cursor":"{news.cursor}","people":{people},"events":{news.told}}}'
