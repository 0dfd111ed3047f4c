"""Recommendations that wait are decided in the console, once."""

from datetime import timedelta

from sqlalchemy.orm import Session

from membership import customers, orders, points, referral, referral_rules
from membership.customer_values import CustomerIn
from membership.order_values import OrderIn
from tests.console.conftest import PRIVACY, Browser
from tests.tickets.people import NOON, Desk

PAGE = "/settings/referrals"
LATER = NOON + timedelta(seconds=1)


def _customer(session: Session, number: str, name: str) -> int:
    customer = CustomerIn(number, name=name)
    return customers.post(session, customer, now=NOON, privacy=PRIVACY).member_id


def _waiting(desk: Desk) -> tuple[int, int]:
    with desk.session() as session:
        referral_rules.set_rules(session, {"review": True}, author="staff:1", now=NOON)
        one, other = _customer(session, "C1", "陈晨"), _customer(session, "C2", "小林")
        referral.bind(session, other, referral.code_of(session, one, now=NOON), now=NOON)
        paid = OrderIn("A1", member_id=other, amount=100, paid_at=NOON)
        orders.post(session, paid, now=NOON)
        (case,) = referral.pending(session)
    return one, case.id


def test_one_is_rewarded_once(admin: Browser, desk: Desk) -> None:
    referrer, number = _waiting(desk)
    shown = admin.get(PAGE).text
    assert "陈晨" in shown
    assert "规则要求每次审核" in shown

    answer = admin.post(f"{PAGE}/{number}", PAGE, decision="approve")
    assert answer.status_code == 302
    again = admin.post(f"{PAGE}/{number}", PAGE, decision="approve")
    assert again.status_code == 409
    with desk.store.reading() as session:
        assert points.summary(session, referrer, now=LATER).balance == 100
    assert "审核推荐" in admin.get("/audit").text


def test_one_is_refused_with_a_reason(admin: Browser, boss: Browser, desk: Desk) -> None:
    referrer, number = _waiting(desk)
    assert boss.get(PAGE).status_code == 403
    assert admin.post(f"{PAGE}/{number}", PAGE, decision="reject").status_code == 422
    refused = admin.post(f"{PAGE}/{number}", PAGE, decision="reject", reason="同一地址")
    assert refused.status_code == 302

    with desk.store.reading() as session:
        assert referral.pending(session) == []
        assert points.summary(session, referrer, now=LATER).balance == 0
