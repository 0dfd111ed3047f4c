"""Members who unfollowed: a task for staff, who may reach them by WeCom, text message or phone."""

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Introduction
from campaigns.kind import AS_IT_HAPPENS, Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository
from campaigns.repository import people


def due(session: Session, _campaign: Running, look: Look) -> Found:
    """Members who left since the last look and have not come back."""
    rows = repository.left(session, look.since, look.now, look.after, look.limit, look.only)
    candidates = tuple(
        Candidate(row.member_id, f"left:{row.id}:{row.unfollowed_at:%Y%m%d%H}", row.unfollowed_at)
        for row in rows
    )
    full = len(rows) == look.limit
    return Found(candidates, (rows[-1].unfollowed_at, rows[-1].id) if full else None)


KIND = Kind(
    "unfollow",
    Grammar(lambda _fields: None),
    due,
    Introduction(
        "取关挽回",
        "会员取消关注后，给店员派一个任务",
        steps=(
            {
                "text": "{{name}} 取消了关注。看看之前聊过什么，合适的话打个电话问问原因。",
                "task": True,
            },
        ),
        place=110,
    ),
    rhythm=AS_IT_HAPPENS,
    heeds_complaints=False,
    back=people.following,
)
