"""Win-back (召回): members who have just passed into a stage of absence."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Asked, Introduction
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.options import choices
from campaigns.repository import due as repository
from membership.fields import Fields
from membership.stages import AT_RISK, DORMANT, LOST, NAMES

AWAY = {stage: NAMES[stage] for stage in (AT_RISK, DORMANT, LOST)}


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


KIND = Kind(
    "winback",
    Grammar(read, stops_on_order=True),
    due,
    Introduction(
        "老客召回",
        "会员刚进入流失风险、休眠或流失时，先关心再给优惠，来了就停",
        steps=(
            {"text": "{{name}}，好久没见您了，最近还好吗？有什么需要随时跟我说。"},
            {"text": "{{name}}，店里上了些新东西，有空来看看。", "after_days": 7},
        ),
        asks=(
            Asked("to", "进入哪些阶段时", "choices", "一个都不选就是三个都算", options=AWAY),
            Asked("within_days", "只看最近几天内进入的", "whole", "不填是 180，早就离开的不惊动"),
        ),
        place=20,
    ),
    lookback=30,
)
