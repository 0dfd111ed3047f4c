"""Members whose level ends soon and is not kept yet."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Asked, Introduction
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository
from membership import levels
from membership.business_time import day_of
from membership.fields import Fields
from membership.levels import Levels
from messaging.reach.values import NOTICE


def read(fields: Fields) -> int:
    """How many days before the end they are told."""
    return fields.whole_or("ahead_days", 14, least=1, most=180)


def due(session: Session, campaign: Running, look: Look) -> Found:
    """Members whose period ends within so many days, below their keep-level line (保级)."""
    until = look.now + timedelta(days=campaign.document.options)
    rows = repository.ending_levels(session, look.now, until, look.after, look.limit, look.only)
    grown = repository.grown(session, [row.id for row in rows])
    known = levels.load(session)
    candidates = (_candidate(row, grown.get(row.id, 0), known, look) for row in rows)
    full = len(rows) == look.limit
    return Found(
        tuple(one for one in candidates if one is not None),
        (rows[-1].level_until, rows[-1].id) if full else None,
    )


def _candidate(row: Any, grown: int, known: Levels, look: Look) -> Candidate | None:
    level = known.of(row.level_id)
    if level is None or grown >= level.keep_line or known.before(level) is None:
        return None
    day = day_of(row.level_until - timedelta(seconds=1), look.timezone)
    facts = {"missing": level.keep_line - grown, "ends_on": f"{day.month} 月 {day.day} 日"}
    return Candidate(row.id, f"{day:%Y-%m-%d}", look.now, row.level_until, facts)


KIND = Kind(
    "level_at_risk",
    Grammar(read, {"missing": "还差多少", "ends_on": "周期结束日"}, category=NOTICE),
    due,
    Introduction(
        "保级提醒",
        "周期结束前还没保级的提醒",
        steps=(
            {
                "text": "{{name}}，到 {{ends_on}} 再积 {{missing}} 成长值，"
                "就能保住现在的{{level}}。"
            },
        ),
        asks=(Asked("ahead_days", "提前几天提醒", "whole", "不填是 14"),),
        place=60,
    ),
)
