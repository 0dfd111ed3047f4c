"""Two records of one person: found, looked at side by side, merged, and parted again."""

from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.access import actor, me, needs
from console.desk import desk
from membership import customers as members
from membership import merge_preview, merging
from membership.customer_values import Profile
from membership.errors import MergeError, NotFoundError
from membership.merge_preview import Preview
from tickets import audit
from tickets.errors import NotFound

MOST_FOUND = 20
MOVED = {
    "contact": "微信身份",
    "orders": "订单",
    "coupon": "优惠券",
    "redemption": "积分兑换",
    "sign_in": "签到",
    "birthday_gift": "生日礼",
    "referral_code": "推荐码",
    "referral_made": "推荐的人",
    "referral_came": "被推荐的记录",
}
PROBLEMS = {
    "same": "这是同一份资料。",
    "merged": "其中一份资料已经合并过了，请刷新后再看。",
    "held_points": "其中一位有积分正被冻结（例如等待核销的兑换），请先核销或取消，再合并。",
    "later_merge": "后来又合并到别的资料了，请先撤销那一次。",
    "undone": "这次合并已经撤销过了。",
}


def register(console: Blueprint) -> None:
    console.add_url_rule("/members/<int:member_id>/merge", view_func=merge_page)
    console.add_url_rule("/members/<int:member_id>/merge", view_func=do_merge, methods=["POST"])
    console.add_url_rule(
        "/members/<int:member_id>/merges/<int:merge_id>/undo", view_func=part, methods=["POST"]
    )


@needs("supervisor")
def merge_page(member_id: int) -> ResponseReturnValue:
    """Look for the second record, and see what would move."""
    return _page(member_id, request.args.get("other", type=int))


@needs("supervisor")
def do_merge(member_id: int) -> ResponseReturnValue:
    """Let the first take over all that is the second's."""
    gone_id = request.form.get("other", 0, type=int)
    try:
        with desk().store.session() as session:
            merge_id = merging.merge(
                session,
                kept_id=member_id,
                gone_id=gone_id,
                actor=actor(),
                now=desk().now(),
                timezone=desk().timezone,
            )
            _audit(session, "merge_members", member_id, gone_id, merge_id)
    except MergeError as error:
        return _page(member_id, gone_id, PROBLEMS[error.problem]), 409
    except NotFoundError:
        raise NotFound("member", gone_id) from None
    flash("已合并。若是弄错了，可以在时间线里撤销")
    return redirect(url_for("console.member", member_id=member_id))


@needs("supervisor")
def part(member_id: int, merge_id: int) -> ResponseReturnValue:
    """Undo a merge into this member."""
    try:
        with desk().store.session() as session:
            found = {one.id: one for one in merge_preview.open_merges(session, member_id)}
            if merge_id not in found:
                raise MergeError("undone")
            now, zone = desk().now(), desk().timezone
            merging.undo(session, merge_id, actor=actor(), now=now, timezone=zone)
            _audit(session, "part_members", member_id, found[merge_id].gone_id, merge_id)
    except MergeError as error:
        flash(PROBLEMS[error.problem])
    else:
        flash("已撤销合并，两份资料分开了")
    return redirect(url_for("console.member", member_id=member_id))


def _audit(session: Session, action: str, kept_id: int, gone_id: int, merge_id: int) -> None:
    audit.write(
        session,
        me().id,
        action,
        f"merge:{merge_id}",
        detail={"kept": kept_id, "gone": gone_id},
        address=request.remote_addr,
        now=desk().now(),
    )


def _page(member_id: int, other: int | None, problem: str = "") -> str:
    text = request.args.get("q", "").strip()[:64]
    with desk().store.reading() as session:
        kept = _profile(session, member_id)
        found = _found(session, text, member_id) if text and other is None else []
        preview = None
        if other is not None:
            preview, refused = _preview(session, member_id, other)
            problem = problem or refused
    return render_template(
        "members/merge.html",
        kept=kept,
        found=found,
        search=text,
        preview=preview,
        moved=MOVED,
        problem=problem,
    )


def _profile(session: Session, member_id: int) -> Profile:
    try:
        return members.get(session, member_id)
    except NotFoundError:
        raise NotFound("member", member_id) from None


def _found(session: Session, text: str, member_id: int) -> list[Profile]:
    """By whole phone, or how the name or the shop's number begins; a number alone is ours too."""
    found = members.search(session, text, privacy=desk().privacy, limit=MOST_FOUND)
    if text.isdecimal() and len(text) < 10:
        with suppress(NotFoundError):
            found.append(members.get(session, int(text)))
    unique = {one.id: one for one in found if one.merged_into_id is None}
    unique.pop(member_id, None)
    return list(unique.values())


def _preview(session: Session, kept_id: int, gone_id: int) -> tuple[Preview | None, str]:
    try:
        found = merge_preview.preview(session, kept_id=kept_id, gone_id=gone_id, now=desk().now())
    except MergeError as error:
        return None, PROBLEMS[error.problem]
    except NotFoundError:
        raise NotFound("member", gone_id) from None
    return found, PROBLEMS[found.problem] if found.problem else ""
