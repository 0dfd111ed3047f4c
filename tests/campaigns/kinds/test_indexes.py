"""No kind reads a whole table to find who is due."""

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns import kinds, looking
from tests.campaigns.people import MORNING, SHANGHAI, campaign, member
from tests.statements import plan, recorded

OPTIONS: dict[str, Any] = {
    "regular": {"cron": "10 6 *"},
    "festival": {"dates": ["2026-06-10"]},
}
CURSORS: dict[str, Any] = {
    "birthday": (0, 5),
    "anniversary": (0, MORNING, 5),
    "winback": (0, MORNING, 5),
    "points_expiring": (MORNING, 5),
    "level_near": (0, 10, 5),
    "regular": (5,),
    "festival": (5,),
}
LARGE = ("member", "contact", "lifecycle_transition", "points_lot", "member_figures", "ticket")


@pytest.mark.parametrize("name", sorted(kinds.every()))
@pytest.mark.parametrize("begun", [False, True], ids=["first batch", "next batch"])
def test_who_is_due_is_found_by_an_index(session: Session, name: str, begun: bool) -> None:
    view = campaign(session, name, occasion=OPTIONS.get(name, {}))
    member(session)
    running = looking.running(session, view)
    after = CURSORS.get(name, (MORNING, 5)) if begun else ()
    look = looking.look(running, now=MORNING, timezone=SHANGHAI, limit=10, after=after)
    kind = looking.kind_of(running)

    with recorded(session) as statements:
        kind.due(session, running, look)

    assert statements
    assert [found for one in statements for found in _scans(session, *one)] == []


def _scans(session: Session, statement: str, parameters: Any) -> list[str]:
    """Steps of the plan that read all of a large table, and not by an index."""
    names = "|".join(LARGE)
    steps = plan(session, statement, parameters)
    return [step for step in steps if re.match(rf"SCAN ({names})\b(?! USING)", step)]
