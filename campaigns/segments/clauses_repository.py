"""Segments as SQL. The tables of membership are read where they stand, nothing is copied."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)

from campaigns.segments.definition import Condition, Segment
from membership.models import (
    Coupon,
    Level,
    Member,
    MemberFigures,
    PointsAccount,
    Redemption,
    Referral,
    SignIn,
)
from membership.models.lifecycle import RuleTag, TagRule
from membership.rfm import RfmThresholds, recent_since
from membership.stages import PROSPECT
from messaging.models import Contact
from store.columns import dump
from store.text import contains, value_of
from surveys.models import Survey, SurveyResponse
from tickets.models import Ticket
from tickets.values import TASK, WORKING

F = MemberFigures
Clause = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Context:
    """What conditions are measured by at an instant."""

    now: datetime
    rfm: RfmThresholds

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)


def members(segment: Segment, context: Context) -> Select[Any]:
    """The ids of the members it describes, merged ones left out."""
    joined = select(Member.id).outerjoin(F, F.member_id == Member.id)
    if needs_figures(segment):
        joined = select(Member.id).join(F, F.member_id == Member.id)
    return joined.where(Member.merged_into_id.is_(None), _clause(segment, context))


def needs_figures(segment: Segment) -> bool:
    """Whether nobody without orders can be meant, so that the figures' indexes may lead."""
    return segment.match == "all" and any(
        isinstance(part, Condition) and _wants_orders(part) for part in segment.parts
    )


def _wants_orders(condition: Condition) -> bool:
    match condition.field:
        case "rfm":
            return condition.comparison == "in"
        case "stage":
            named = PROSPECT in _options(condition)
            return named != (condition.comparison == "in")
        case "last_order" | "first_order":
            return condition.comparison == "within"
        case "cycle" | "average":
            return True
        case "orders" | "amount":
            return condition.comparison == ">=" and condition.value != 0
    return False


def _clause(part: Condition | Segment, context: Context) -> Clause:
    if isinstance(part, Condition):
        return _CLAUSES[part.field](part, context)
    if not part.parts:
        return true()
    clauses = [_clause(each, context) for each in part.parts]
    if part.match == "all":
        return and_(*clauses)
    return or_(*clauses) if part.match == "any" else and_(*(not_(each) for each in clauses))


def _options(condition: Condition) -> tuple[str, ...]:
    assert isinstance(condition.value, tuple)
    return condition.value


def _either(condition: Condition, clause: Clause) -> Clause:
    """The clause, or its opposite where the comparison says so; never unknown."""
    return clause if condition.comparison in {"in", "has"} else not_(clause)


def _number(column: Any) -> Callable[[Condition, Context], Clause]:
    """A number; a member without the row has none of it."""

    def compare(condition: Condition, _context: Context) -> Clause:
        found = func.coalesce(column, 0)
        return _compare(found, condition)

    return compare


def _compare(found: Any, condition: Condition) -> Clause:
    match condition.comparison:
        case ">=":
            clause: Clause = found >= condition.value
        case "<=":
            clause = found <= condition.value
        case _:
            clause = found == condition.value
    return clause


def _known(measure: Any) -> Callable[[Condition, Context], Clause]:
    """A number that not everybody has; whoever lacks it is not meant."""

    def compare(condition: Condition, _context: Context) -> Clause:
        return and_(measure.is_not(None), _compare(measure, condition))

    return compare


def _instant(column: Any) -> Callable[[Condition, Context], Clause]:
    def compare(condition: Condition, context: Context) -> Clause:
        since = context.ago(_days(condition))
        if condition.comparison == "within":
            return and_(column.is_not(None), column >= since)
        return or_(column.is_(None), column < since)

    return compare


def _days(condition: Condition) -> int:
    assert isinstance(condition.value, int)
    return condition.value


def _happened(condition: Condition, happened: Clause) -> Clause:
    return happened if condition.comparison == "within" else not_(happened)


def _level(condition: Condition, _context: Context) -> Clause:
    """Members without a level of their own are on the lowest one."""
    codes = _options(condition)
    named = select(Level.id).where(Level.code.in_(codes))
    lowest = (
        select(Level.code)
        .where(Level.archived_at.is_(None))
        .order_by(Level.line, Level.id)
        .limit(1)
        .scalar_subquery()
    )
    on_lowest = and_(Member.level_id.is_(None), lowest.in_(codes))
    return _either(
        condition, or_(and_(Member.level_id.is_not(None), Member.level_id.in_(named)), on_lowest)
    )


def _stage(condition: Condition, _context: Context) -> Clause:
    stages = _options(condition)
    found: Clause = and_(F.member_id.is_not(None), F.stage.in_(stages))
    if PROSPECT in stages:
        found = or_(F.member_id.is_(None), F.stage.in_(stages))
    return _either(condition, found)


def _rfm(condition: Condition, context: Context) -> Clause:
    by = context.rfm
    questions = (
        F.last_order_at >= recent_since(by, context.now),
        F.order_count >= by.frequency,
        F.amount_sum >= by.monetary,
    )
    classes = [
        and_(
            *(
                each if digit == "1" else not_(each)
                for each, digit in zip(questions, code, strict=True)
            )
        )
        for code in _options(condition)
    ]
    ordered = and_(F.member_id.is_not(None), F.order_count > 0, F.last_order_at.is_not(None))
    return _either(condition, and_(ordered, or_(*classes)))


def _tag(condition: Condition, _context: Context) -> Clause:
    """Tags that staff gave and tags by rule."""
    tag = condition.value
    by_rule = exists().where(
        RuleTag.member_id == Member.id,
        RuleTag.rule_id == TagRule.id,
        TagRule.enabled,
        TagRule.tag == tag,
    )
    return _either(condition, or_(contains(Member.tags, dump(tag)), by_rule))


def _average(condition: Condition, context: Context) -> Clause:
    average = case((F.order_count > 0, F.amount_sum * 1.0 / F.order_count), else_=None)
    return _known(average)(condition, context)


def _coupon(condition: Condition, context: Context) -> Clause:
    held = exists().where(
        Coupon.member_id == Member.id,
        Coupon.state == "unused",
        Coupon.starts_at <= context.now,
        Coupon.expires_at > context.now,
    )
    return held if condition.value else not_(held)


def _nps(condition: Condition, context: Context) -> Clause:
    """The newest answer to a question for recommendation; whoever never gave one is not meant."""
    last = (
        select(SurveyResponse.score)
        .join(Survey, Survey.id == SurveyResponse.survey_id)
        .where(
            SurveyResponse.member_id == Member.id,
            SurveyResponse.score.is_not(None),
            Survey.kind == "nps",
        )
        .order_by(SurveyResponse.answered_at.desc(), SurveyResponse.id.desc())
        .limit(1)
        .correlate(Member)
        .scalar_subquery()
    )
    return _known(last)(condition, context)


def _open_ticket(condition: Condition, _context: Context) -> Clause:
    """Something they asked for is not settled yet, on their own name or on a chat of theirs."""
    asked = and_(Ticket.state.in_(WORKING), Ticket.source != TASK)
    own = exists().where(Ticket.member_id == Member.id, asked)
    of_chat = exists().where(
        Contact.member_id == Member.id, Ticket.contact_id == Contact.id, asked
    )
    held = or_(own, of_chat)
    return held if condition.value else not_(held)


def _plain_option(column: Any) -> Callable[[Condition, Context], Clause]:
    def compare(condition: Condition, _context: Context) -> Clause:
        return _either(condition, func.coalesce(column, "").in_(_options(condition)))

    return compare


def _birthday_month(condition: Condition, _context: Context) -> Clause:
    months = [int(month) for month in _options(condition)]
    return _either(condition, func.coalesce(Member.birthday_month, 0).in_(months))


def _channel(condition: Condition, _context: Context) -> Clause:
    ways: list[Clause] = []
    for channel in _options(condition):
        if channel == "phone":
            ways.append(Member.phone_index.is_not(None))
        else:
            ways.append(
                exists().where(
                    Contact.member_id == Member.id,
                    Contact.subscribed,
                    Contact.account.startswith(f"{channel}:"),
                )
            )
    return _either(condition, or_(*ways))


def _wrote(condition: Condition, context: Context) -> Clause:
    since = context.ago(_days(condition))
    wrote = exists().where(Contact.member_id == Member.id, Contact.last_inbound_at >= since)
    return _happened(condition, wrote)


def _signed_in(condition: Condition, context: Context) -> Clause:
    since = context.ago(_days(condition))
    signed = exists().where(SignIn.member_id == Member.id, SignIn.created_at >= since)
    return _happened(condition, signed)


def _redeemed(condition: Condition, context: Context) -> Clause:
    since = context.ago(_days(condition))
    redeemed = exists().where(
        Redemption.member_id == Member.id,
        Redemption.created_at >= since,
        Redemption.state.in_(("confirmed", "collected")),
    )
    return _happened(condition, redeemed)


def _recommended(condition: Condition, _context: Context) -> Clause:
    count = (
        select(func.count())
        .where(Referral.referrer_id == Member.id, Referral.state == "rewarded")
        .scalar_subquery()
    )
    return _compare(count, condition)


def _points(condition: Condition, _context: Context) -> Clause:
    balance = (
        select(PointsAccount.balance).where(PointsAccount.member_id == Member.id).scalar_subquery()
    )
    return _compare(func.coalesce(balance, 0), condition)


def _custom(condition: Condition, _context: Context) -> Clause:
    key, value = condition.key, condition.value
    if condition.comparison == "=":
        return contains(Member.custom, f"{dump(key)}:{dump(value)}")
    present = contains(Member.custom, f"{dump(key)}:")
    found = value_of(Member.custom, key)
    if condition.comparison == "has":
        return and_(present, found.contains(str(value), autoescape=True))
    if isinstance(value, int | float):
        number = case((present, cast(found, Float)), else_=None)
        return and_(present, _compare(number, condition))
    return and_(present, _compare(found, condition))


_CLAUSES: Mapping[str, Callable[[Condition, Context], Clause]] = {
    "level": _level,
    "stage": _stage,
    "rfm": _rfm,
    "tag": _tag,
    "orders": _number(F.order_count),
    "amount": _number(F.amount_sum),
    "average": _average,
    "cycle": _known(F.median_gap),
    "last_order": _instant(F.last_order_at),
    "first_order": _instant(F.first_order_at),
    "joined": _instant(Member.joined_at),
    "points": _points,
    "growth": _number(Member.growth),
    "coupon": _coupon,
    "gender": _plain_option(Member.gender),
    "birthday_month": _birthday_month,
    "channel": _channel,
    "wrote": _wrote,
    "signed_in": _signed_in,
    "redeemed": _redeemed,
    "recommended": _recommended,
    "nps": _nps,
    "open_ticket": _open_ticket,
    "custom": _custom,
}
