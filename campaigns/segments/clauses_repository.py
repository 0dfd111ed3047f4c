"""Segments as SQL. The tables of membership are read where they stand, nothing is copied."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, not_, or_, select, true

from campaigns.segments import deeds_repository as deeds
from campaigns.segments import member_repository as own
from campaigns.segments.comparisons_repository import (
    Clause,
    Context,
    Rule,
    instant,
    known,
    number,
    options,
    plain_option,
)
from campaigns.segments.definition import Condition, Segment
from membership.models import Member, MemberFigures
from membership.stages import PROSPECT

F = MemberFigures


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
            named = PROSPECT in options(condition)
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


_CLAUSES: Mapping[str, Rule] = {
    "level": own.level,
    "stage": own.stage,
    "rfm": own.rfm,
    "tag": own.tag,
    "orders": number(F.order_count),
    "amount": number(F.amount_sum),
    "average": own.average,
    "cycle": known(F.median_gap),
    "last_order": instant(F.last_order_at),
    "first_order": instant(F.first_order_at),
    "joined": instant(Member.joined_at),
    "points": deeds.points,
    "growth": number(Member.growth),
    "coupon": deeds.coupon,
    "gender": plain_option(Member.gender),
    "birthday_month": own.birthday_month,
    "channel": deeds.channel,
    "wrote": deeds.wrote,
    "signed_in": deeds.signed_in,
    "redeemed": deeds.redeemed,
    "recommended": deeds.recommended,
    "nps": deeds.nps,
    "open_ticket": deeds.open_ticket,
    "custom": own.custom,
}
