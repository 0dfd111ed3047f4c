"""Each kind of campaign once, through its job and on the phone of the one whom it is for."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import service
from campaigns.values import ENDED, ON
from membership import levels, points
from membership.models import Member
from messaging import contacts
from scheduler.jobs import campaigns
from tests.campaigns.people import buys
from tests.scenarios.test_campaigns import DAY, EVENING, HOUR, MORNING, PASSWORD, at, heard, joins
from tests.scenarios.town import Town
from tickets import ending, opening, staff
from tickets.models import Ticket

Arranged = Callable[[Session, int], None]
LAST_YEAR = MORNING - 365 * DAY


def joined(moment: Any) -> Arranged:
    def arrange(session: Session, member: int) -> None:
        session.execute(sa.update(Member).where(Member.id == member).values(joined_at=moment))

    return arrange


def earns(session: Session, member: int) -> None:
    ends = MORNING + 29 * DAY
    points.earn(session, member, 120, source="t", key="t", now=EVENING, expires_at=ends)


def grows(short_of_silver: int, when: Any) -> Arranged:
    def arrange(session: Session, member: int) -> None:
        growth = levels.load(session).active[1].line - short_of_silver
        key = f"grown {member}"
        levels.add_growth(session, member, growth, kind="earn", source="t", key=key, now=when)

    return arrange


def buys_every_ten_days(session: Session, member: int) -> None:
    for days in (39, 29, 19, 9):
        buys(session, member, MORNING - days * DAY)


def had_a_ticket(session: Session, member: int) -> None:
    (contact,) = contacts.of_member(session, member)
    by = staff.add(
        session, "wang", role="agent", password=PASSWORD, display_name="小王", now=EVENING
    )
    ticket = opening.open(
        session, contact_id=contact.id, kind="after_sale", description="换一把壶", now=EVENING
    )
    ending.resolve(session, ticket.id, by.id, cause="quality", outcome="exchanged", now=EVENING)


def nothing(_session: Session, _member: int) -> None:
    """They only leave, later."""


KINDS: dict[str, tuple[dict[str, Any], str, Arranged, str]] = {
    "welcome": ({}, "欢迎您", joined(EVENING), "欢迎您"),
    "anniversary": ({}, "满 {{years}} 年", joined(LAST_YEAR), "满 1 年"),
    "festival": ({"dates": ["2027-06-10"]}, "店庆快乐", nothing, "店庆快乐"),
    "points_expiring": ({}, "{{expiring}} 分要过期", earns, "120 分要过期"),
    "level_near": ({"missing": 100}, "还差 {{missing}}", grows(60, EVENING), "还差 60"),
    "level_at_risk": ({}, "{{ends_on}}前", grows(0, MORNING - 360 * DAY), "月"),
    "repurchase": ({}, "{{away}} 天没来", buys_every_ten_days, "9 天没来"),
    "checkup": ({}, "{{number}} 用着还好吗", had_a_ticket, "#1001 用着还好吗"),
    "unfollow": ({}, "{{name}} 取消了关注，请联系", nothing, ""),
}


def test_each_kind_reaches_the_one_whom_it_is_for_and_once(town: Town) -> None:
    town.platform.clock.set(EVENING)
    phones = {kind: _arranged(town, kind) for kind in KINDS}
    town.platform.clock.set(EVENING + HOUR)
    phones["unfollow"].unfollow()

    for hours in (0, 1, 2):
        at(town, MORNING + hours * HOUR, campaigns)

    for kind, (_, _, _, said) in KINDS.items():
        if said:
            assert heard(phones[kind], f"【{kind}】") == 1, kind
            assert heard(phones[kind], said) >= 1, kind
    assert sum(heard(phone, "【") for phone in phones.values()) == len(KINDS) - 1


def test_the_task_after_an_unfollow_is_for_staff_and_not_for_the_customer(town: Town) -> None:
    town.platform.clock.set(EVENING)
    phone = _arranged(town, "unfollow")
    town.platform.clock.set(EVENING + HOUR)
    phone.unfollow()

    for hours in (0, 1):
        at(town, MORNING + hours * HOUR, campaigns)

    with town.built.store.reading() as session:
        (task,) = session.scalars(sa.select(Ticket)).all()
        assert "取消了关注，请联系" in task.description
        assert task.due_at is None, "nobody waits for an answer"
    phone.follow()
    phone.says("查进度")
    town.deliver()
    assert heard(phone, "#1001") == 0


def _arranged(town: Town, kind: str) -> Any:
    """Somebody with a phone for whom a campaign of this kind will be due tomorrow."""
    occasion, text, arrange, _ = KINDS[kind]
    phone = town.phone(f"小林{kind}")
    phone.says("你好")
    member = joins(town, phone, month=1)
    with town.built.store.session() as session:
        session.execute(
            sa.update(Member)
            .where(Member.id == member)
            .values(joined_at=EVENING - 500 * DAY, tags=[kind])
        )
        arrange(session, member)
        document = {
            "name": kind,
            "kind": kind,
            "occasion": occasion,
            "audience": {"conditions": [{"field": "tag", "is": "has", "value": kind}]},
            "steps": [{"text": f"【{kind}】{text}", "task": kind == "unfollow"}],
        }
        for known in service.every(session, states=(ON,)):
            if known.kind in {"birthday", "winback"}:
                service.set_state(session, known.id, ENDED, now=EVENING)
        made = service.create(session, kind, document, actor="staff:1", now=EVENING)
        service.set_state(session, made.id, ON, now=EVENING)
    return phone
