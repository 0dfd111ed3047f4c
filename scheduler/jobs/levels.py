"""Close level periods that are over, and tell who would lose a level within a month."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from membership import consents, levels, rules
from membership.levels import KeepNotice
from messaging import contacts, outbox
from messaging.messages import Text, to_payload
from messaging.values import window
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """One transaction a batch. A notice goes to whoever can be written to now; the others see it
    on their level whenever they ask."""
    changed = told = 0
    while True:
        with worker.store.session() as session:
            changes = levels.end_periods(session, now=now, timezone=worker.timezone)
        if not changes:
            break
        changed += len(changes)
    while True:
        with worker.store.session() as session:
            notices = levels.notices_due(session, now=now)
            told += sum(_tell(session, notice, worker, now) for notice in notices or ())
        if notices is None:
            return {"periods": changed, "notices": told}


def _tell(session: Session, notice: KeepNotice, worker: Worker, now: datetime) -> int:
    payload = to_payload(Text(wording(session, notice, worker, now)))
    told = 0
    for contact in contacts.of_member(session, notice.member_id):
        allowed = consents.allowed(
            session,
            channel=contact.account.partition(":")[0],
            kind="notice",
            contact_id=contact.id,
            member_id=notice.member_id,
        )
        if not allowed or not contact.subscribed or not window(contact, now=now).is_open:
            continue
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload=payload,
            category="notice",
            author="bot",
            dedupe_key=f"keep-level:{contact.id}:{notice.until:%Y%m%d}",
            now=now,
        )
        told += 1
    return told


def wording(session: Session, notice: KeepNotice, worker: Worker, now: datetime) -> str:
    """「您的金卡会员 3 月 9 日到期，再得 1500 成长值就能保级。」"""
    level = next(one for one in levels.load(session).every if one.code == notice.level)
    until = (notice.until - timedelta(seconds=1)).astimezone(worker.timezone)
    growth = rules.in_force(session, now=now).growth_per_yuan
    how = f"，消费 1 元得 {growth} 成长值" if growth else ""
    return (
        f"温馨提示：您的{level.name} {until.month} 月 {until.day} 日到期，"
        f"再得 {notice.missing} 成长值就能保级{how}。"
    )


JOB = Job("levels", "30 9 * * *", run, "end level periods, give notice a month ahead")
