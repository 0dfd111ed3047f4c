"""Win-back (召回): members who have just passed into a stage of absence."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.options import choices
from campaigns.repository import due as repository
from membership.fields import Fields
from membership.stages import AT_RISK, DORMANT, LOST


@dataclass(frozen=True, slots=True)
class Options:
    """The stages whose beginning counts, unless it lies more than `within` days back: importing
    years of orders shall not wake up everybody who ever left."""

    to: tuple[str, ...]
    within: int


def read(fields: Fields) -> Options:
    return Options(
        to=choices(fields, "to", (AT_RISK, DORMANT, LOST)),
        within=fields.whole_or("within_days", 180, least=1, most=3650),
    )


def due(session: Session, campaign: Running, look: Look) -> Found:
    """Passages that were written down since the last look, stage by stage."""
    options: Options = campaign.document.options
    at, after = (look.after[0], look.after[1:]) if look.after else (0, ())
    rows = repository.transitions(
        session, options.to[at], look.since, look.now, after, look.limit, look.only
    )
    oldest = look.now - timedelta(days=options.within)
    candidates = tuple(
        Candidate(row.member_id, f"transition:{row.id}", row.at)
        for row in rows
        if row.at >= oldest
    )
    if len(rows) == look.limit:
        return Found(candidates, (at, rows[-1].recorded_at, rows[-1].id))
    return Found(candidates, (at + 1,) if at + 1 < len(options.to) else None)


KIND = Kind("winback", Grammar(read, stops_on_order=True), due, lookback=30)
