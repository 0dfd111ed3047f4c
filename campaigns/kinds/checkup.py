"""A check-in some days after something was settled: is it really all right now?"""

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Asked, Introduction
from campaigns.kind import AS_IT_HAPPENS, Candidate, Found, Kind, Look, Running
from campaigns.options import choices
from campaigns.repository import due as repository
from membership.fields import Fields
from messaging.reach.values import SERVICE
from tickets.values import KINDS, NUMBER_BASE

ASKED_AFTER = tuple(kind for kind in KINDS if kind != "survey")

TICKETS = {"complaint": "投诉", "after_sale": "售后", "enquiry": "咨询", "suggestion": "建议"}


def read(fields: Fields) -> tuple[str, ...]:
    """The kinds of tickets that are asked after."""
    return choices(fields, "kinds", ASKED_AFTER)


def due(session: Session, campaign: Running, look: Look) -> Found:
    """Members whose ticket was settled since the last look; the first step says how much later."""
    kinds = campaign.document.options
    rows = repository.settled(
        session, kinds, look.since, look.now, look.after, look.limit, look.only
    )
    candidates = tuple(
        Candidate(
            row.member_id,
            f"ticket:{row.id}",
            row.resolved_at,
            None,
            {"number": f"#{row.id + NUMBER_BASE}", "subject": row.subject},
        )
        for row in rows
    )
    full = len(rows) == look.limit
    return Found(candidates, (rows[-1].resolved_at, rows[-1].id) if full else None)


KIND = Kind(
    "checkup",
    Grammar(read, {"number": "工单号", "subject": "工单主题"}, category=SERVICE),
    due,
    Introduction(
        "售后回访",
        "工单结束后几天问问满不满意",
        steps=(
            {
                "text": "{{name}}，上次的「{{subject}}」现在都好了吗？还有问题直接回复我。",
                "after_days": 3,
            },
        ),
        asks=(Asked("kinds", "哪些工单", "choices", "都不选就是都算", options=TICKETS),),
        place=100,
    ),
    rhythm=AS_IT_HAPPENS,
    lookback=3,
)
