"""Conditions on the member's own row, its figures, level and tags."""

from sqlalchemy import Float, and_, case, cast, exists, func, not_, or_, select

from campaigns.segments.comparisons_repository import (
    Clause,
    Context,
    compared,
    either,
    known,
    options,
)
from campaigns.segments.definition import Condition
from membership.models import Level, Member, MemberFigures
from membership.models.lifecycle import RuleTag, TagRule
from membership.rfm import recent_since
from membership.stages import PROSPECT
from store.columns import dump
from store.text import contains, value_of

F = MemberFigures


def level(condition: Condition, _context: Context) -> Clause:
    """Members without a level of their own are on the lowest one."""
    codes = options(condition)
    named = select(Level.id).where(Level.code.in_(codes))
    lowest = (
        select(Level.code)
        .where(Level.archived_at.is_(None))
        .order_by(Level.line, Level.id)
        .limit(1)
        .scalar_subquery()
    )
    on_lowest = and_(Member.level_id.is_(None), lowest.in_(codes))
    return either(
        condition, or_(and_(Member.level_id.is_not(None), Member.level_id.in_(named)), on_lowest)
    )


def stage(condition: Condition, _context: Context) -> Clause:
    stages = options(condition)
    found: Clause = and_(F.member_id.is_not(None), F.stage.in_(stages))
    if PROSPECT in stages:
        found = or_(F.member_id.is_(None), F.stage.in_(stages))
    return either(condition, found)


def rfm(condition: Condition, context: Context) -> Clause:
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
        for code in options(condition)
    ]
    ordered = and_(F.member_id.is_not(None), F.order_count > 0, F.last_order_at.is_not(None))
    return either(condition, and_(ordered, or_(*classes)))


def tag(condition: Condition, _context: Context) -> Clause:
    """Tags that staff gave and tags by rule."""
    tag = condition.value
    by_rule = exists().where(
        RuleTag.member_id == Member.id,
        RuleTag.rule_id == TagRule.id,
        TagRule.enabled,
        TagRule.tag == tag,
    )
    return either(condition, or_(contains(Member.tags, dump(tag)), by_rule))


def average(condition: Condition, context: Context) -> Clause:
    average = case((F.order_count > 0, F.amount_sum * 1.0 / F.order_count), else_=None)
    return known(average)(condition, context)


def birthday_month(condition: Condition, _context: Context) -> Clause:
    months = [int(month) for month in options(condition)]
    return either(condition, func.coalesce(Member.birthday_month, 0).in_(months))


def custom(condition: Condition, _context: Context) -> Clause:
    key, value = condition.key, condition.value
    if condition.comparison == "=":
        return contains(Member.custom, f"{dump(key)}:{dump(value)}")
    present = contains(Member.custom, f"{dump(key)}:")
    found = value_of(Member.custom, key)
    if condition.comparison == "has":
        return and_(present, found.contains(str(value), autoescape=True))
    if isinstance(value, int | float):
        number = case((present, cast(found, Float)), else_=None)
        return and_(present, compared(number, condition))
    return and_(present, compared(found, condition))
