"""A reminder when a member usually buys again, by the middle of their own gaps."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Asked, Introduction
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository
from membership.business_time import day_of
from membership.fields import Fields
from membership.stages import ACTIVE, LOYAL


@dataclass(frozen=True, slots=True)
class Options:
    """So many days before the cycle ends; cycles shorter than `shortest` days need no reminder."""

    ahead: int
    shortest: int


def read(fields: Fields) -> Options:
    return Options(
        ahead=fields.whole_or("ahead_days", 2, least=0, most=60),
        shortest=fields.whole_or("shortest_cycle", 7, least=1, most=365),
    )


def due(session: Session, campaign: Running, look: Look) -> Found:
    """Members on cycle whose cycle ends within the next days, once for each last order."""
    options: Options = campaign.document.options
    until = look.now + timedelta(days=options.ahead + 1)
    rows = repository.cycles_ending(
        session, (ACTIVE, LOYAL), look.now, until, look.after, look.limit, look.only
    )
    candidates = tuple(
        Candidate(
            row.member_id,
            f"{day_of(row.last_order_at, look.timezone):%Y-%m-%d}",
            row.last_order_at,
            None,
            {"cycle": round(row.cycle), "away": (look.now - row.last_order_at).days},
        )
        for row in rows
        if row.cycle >= max(options.shortest, options.ahead + 1)
    )
    full = len(rows) == look.limit
    after = (rows[-1].next_transition_at, rows[-1].member_id) if full else None
    return Found(candidates, after)


KIND = Kind(
    "repurchase",
    Grammar(read, {"cycle": "购买间隔天数", "away": "多少天没来"}, stops_on_order=True),
    due,
    Introduction(
        "复购提醒",
        "按每个人自己的购买间隔，到日子提醒",
        steps=({"text": "{{name}}，上次买的差不多用完了吧？要补货直接回复我，给您留着。"},),
        asks=(
            Asked("ahead_days", "提前几天提醒", "whole", "不填是 2"),
            Asked("shortest_cycle", "购买间隔至少几天", "whole", "不填是 7，天天来的不用提醒"),
        ),
        place=70,
    ),
)
