"""Members who are a little growth away from the next level."""

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Asked, Introduction
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository
from membership import levels
from membership.fields import Fields
from membership.levels import Level, Levels


def read(fields: Fields) -> int:
    """How little growth may be missing."""
    return fields.whole_or("missing", 200, least=1)


def due(session: Session, campaign: Running, look: Look) -> Found:
    """Members within reach of the next level, rung by rung; once a year for each next level."""
    rungs = _rungs(levels.load(session))
    at, after = (look.after[0], look.after[1:]) if look.after else (0, ())
    if at >= len(rungs):
        return Found((), None)
    held, higher = rungs[at]
    least = higher.line - campaign.document.options
    rows = repository.near_level(session, held, least, after, look.limit, look.only)
    candidates = tuple(
        _candidate(row.id, higher, higher.line - (row.growth - row.growth_offset), look)
        for row in rows
        if least <= row.growth - row.growth_offset < higher.line
    )
    if len(rows) == look.limit:
        return Found(candidates, (at, rows[-1].growth, rows[-1].id))
    return Found(candidates, (at + 1,) if at + 1 < len(rungs) else None)


def _rungs(known: Levels) -> list[tuple[int | None, Level]]:
    """(a level's id, the level above it); members without a level of their own are on the base."""
    rungs: list[tuple[int | None, Level]] = []
    for level in known.active:
        higher = known.after(level)
        if higher is not None:
            rungs.append((level.id, higher))
            if level == known.base:
                rungs.append((None, higher))
    return rungs


def _candidate(member: int, higher: Level, missing: int, look: Look) -> Candidate:
    facts = {"next_level": higher.name, "missing": missing}
    return Candidate(member, f"{higher.code}:{look.day.year}", look.now, None, facts)


KIND = Kind(
    "level_near",
    Grammar(read, {"next_level": "下一等级", "missing": "还差多少"}),
    due,
    Introduction(
        "快升级了",
        "差一点成长值就能升级时提醒",
        steps=({"text": "{{name}}，再积 {{missing}} 成长值，您就是{{next_level}}了。"},),
        asks=(Asked("missing", "差多少成长值以内", "whole", "不填是 200"),),
        place=50,
    ),
)
