"""What people were sent is found by their contacts, however much is in the outbox."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from messaging.reach import history_repository as history
from store.transactions import Store
from tests.messaging.reach.people import NOON
from tests.statements import plan, recorded

ASKED: dict[str, Callable[[Session], Any]] = {
    "before planning": lambda session: history.sent_or_due(session, [1, 2], NOON),
    "before sending": lambda session: history.sent(session, [1, 2], [3], NOON),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_no_state_of_the_whole_outbox_is_read(
    sqlite_store: Store, ask: Callable[[Session], Any]
) -> None:
    with sqlite_store.reading() as session:
        with recorded(session) as statements:
            ask(session)
        steps = [step for one in statements for step in plan(session, *one)]

    assert [step for step in steps if "outbox" in step]
    assert all("ix_outbox_contact" in step for step in steps if "outbox" in step)
