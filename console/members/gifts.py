"""The counter: a customer shows a redemption code, somebody hands the gift over, once."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from membership import customers, redemption
from membership.redemption import RedemptionInfo
from membership.reward_errors import RedemptionStateError, UnknownRedemptionError
from tickets import audit

LONGEST = 32
STATES = {
    "held": "顾客还没有确认兑换，请顾客先在微信里确认。",
    "collected": "这个码已经领过了。",
    "released": "这次兑换已经取消，积分退回给顾客了。",
}
UNKNOWN = "没有这个兑换码，请和顾客核对一遍。"


def register(console: Blueprint) -> None:
    console.add_url_rule("/members/gifts", view_func=gift_counter)
    console.add_url_rule("/members/gifts", view_func=hand_over, methods=["POST"])


@needs("agent")
def gift_counter() -> ResponseReturnValue:
    """Look a code up."""
    return _page(_code(request.args.get("code", "")))


@needs("agent")
def hand_over() -> ResponseReturnValue:
    """Mark the gift as handed over; a second time is refused."""
    code = _code(request.form.get("code", ""))
    now = desk().now()
    try:
        with desk().store.session() as session:
            done = redemption.verify(session, code, staff=actor(), now=now)
            audit.write(
                session,
                me().id,
                "hand_over_gift",
                f"redemption:{done.code}",
                detail={"gift": done.gift_name},
                address=request.remote_addr,
                now=now,
            )
    except UnknownRedemptionError:
        return _page(code), 404
    except RedemptionStateError:
        return _page(code), 409
    flash(f"已核销「{done.gift_name}」，可以把礼品交给顾客了")
    return redirect(url_for("console.gift_counter"))


def _code(text: str) -> str:
    return text.strip().upper().replace(" ", "")[:LONGEST]


def _page(code: str) -> str:
    found: RedemptionInfo | None = None
    whose = problem = ""
    with desk().store.reading() as session:
        if code:
            try:
                found = redemption.find(session, code)
                whose = customers.get(session, found.member_id).name
                problem = STATES.get(found.state, "")
            except UnknownRedemptionError:
                problem = UNKNOWN
    return render_template(
        "members/gifts.html", code=code, found=found, whose=whose, problem=problem
    )
