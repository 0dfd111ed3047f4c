"""Recommendations that wait for somebody's decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.access import actor, me, needs
from console.desk import desk
from membership import customers, referral
from membership.referral import ReferralCase
from membership.reward_errors import ReferralStateError
from tickets import audit

TAB = "referrals"
REASONS = {"review": "规则要求每次审核", "monthly_cap": "推荐人本月奖励次数已满"}


def register(console: Blueprint) -> None:
    console.add_url_rule(f"/settings/{TAB}", view_func=referrals)
    console.add_url_rule(
        f"/settings/{TAB}/<int:referral_id>", view_func=decide_referral, methods=["POST"]
    )


@needs("admin")
def referrals() -> ResponseReturnValue:
    """What waits, the oldest first."""
    return _page()


@needs("admin")
def decide_referral(referral_id: int) -> ResponseReturnValue:
    """Reward a recommendation, or refuse it with a reason."""
    approved = request.form.get("decision") == "approve"
    reason = request.form.get("reason", "").strip()
    if not approved and not reason:
        return _page("请写明不奖励的理由。"), 422
    now = desk().now()
    try:
        with desk().store.session() as session:
            if approved:
                zone = desk().timezone
                referral.approve(session, referral_id, staff=actor(), now=now, timezone=zone)
            else:
                referral.reject(session, referral_id, staff=actor(), reason=reason)
            audit.write(
                session,
                me().id,
                "decide_referral",
                f"referral:{referral_id}",
                detail={"to": "rewarded" if approved else "rejected", "reason": reason},
                address=request.remote_addr,
                now=now,
            )
    except ReferralStateError:
        return _page("这条推荐已经处理过了。"), 409
    flash("已奖励双方" if approved else "已记下，不奖励")
    return redirect(url_for("console.referrals"))


def _page(problem: str = "") -> str:
    with desk().store.reading() as session:
        waiting = referral.pending(session)
        people = {number: _name(session, number) for case in waiting for number in _both(case)}
    return render_template(
        "rules/referrals.html",
        tab=TAB,
        waiting=waiting,
        people=people,
        reasons=REASONS,
        problem=problem,
    )


def _both(case: ReferralCase) -> tuple[int, int]:
    return case.referrer_id, case.referred_id


def _name(session: Session, member_id: int) -> str:
    return customers.get(session, member_id).name or f"会员 {member_id}"
