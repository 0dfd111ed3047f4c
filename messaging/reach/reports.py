"""What the platform reports later on messages that it had accepted."""

from datetime import datetime

from sqlalchemy.orm import Session

from messaging.reach import report_repository as repository
from messaging.reach.values import MESSAGE


def template_failed(
    session: Session, *, contact_id: int, platform_id: str, reason: str, now: datetime
) -> bool:
    """A template message did not arrive (`reason` "failed:user block", …); say if we knew it."""
    return repository.fail_by_number(session, contact_id, platform_id, reason[:200], now)


def message_failed(
    session: Session, *, contact_id: int, platform_id: str, reason: str, now: datetime
) -> bool:
    """A message in a chat that was accepted did not arrive (微信客服); say if we knew it."""
    return repository.fail_by_number(
        session, contact_id, platform_id, reason[:200], now, channel=MESSAGE
    )


def notice_failed(
    session: Session, *, contact_id: int, template: str, code: int, reason: str, now: datetime
) -> bool:
    """The last 订阅通知 of a template did not arrive; say whether we had sent one.

    The platform's answer to a sending has no number, so the newest one is meant.
    """
    return repository.fail_newest(session, contact_id, template, code, reason[:200], now)
