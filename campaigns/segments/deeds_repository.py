"""Conditions on what stands elsewhere: points, coupons, chats, tickets, answers, what they did."""

from sqlalchemy import and_, exists, func, not_, or_, select

from campaigns.segments.comparisons_repository import (
    Clause,
    Context,
    compared,
    days,
    either,
    happened,
    known,
    options,
)
from campaigns.segments.definition import Condition
from membership.models import Coupon, Member, PointsAccount, Redemption, Referral, SignIn
from messaging.models import Contact
from surveys.models import Survey, SurveyResponse
from tickets.models import Ticket
from tickets.values import TASK, WORKING


def points(condition: Condition, _context: Context) -> Clause:
    balance = (
        select(PointsAccount.balance).where(PointsAccount.member_id == Member.id).scalar_subquery()
    )
    return compared(func.coalesce(balance, 0), condition)


def coupon(condition: Condition, context: Context) -> Clause:
    held = exists().where(
        Coupon.member_id == Member.id,
        Coupon.state == "unused",
        Coupon.starts_at <= context.now,
        Coupon.expires_at > context.now,
    )
    return held if condition.value else not_(held)


def nps(condition: Condition, context: Context) -> Clause:
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
    return known(last)(condition, context)


def open_ticket(condition: Condition, _context: Context) -> Clause:
    """Something they asked for is not settled yet, on their own name or on a chat of theirs."""
    asked = and_(Ticket.state.in_(WORKING), Ticket.source != TASK)
    own = exists().where(Ticket.member_id == Member.id, asked)
    of_chat = exists().where(
        Contact.member_id == Member.id, Ticket.contact_id == Contact.id, asked
    )
    held = or_(own, of_chat)
    return held if condition.value else not_(held)


def channel(condition: Condition, _context: Context) -> Clause:
    ways: list[Clause] = []
    for channel in options(condition):
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
    return either(condition, or_(*ways))


def wrote(condition: Condition, context: Context) -> Clause:
    since = context.ago(days(condition))
    wrote = exists().where(Contact.member_id == Member.id, Contact.last_inbound_at >= since)
    return happened(condition, wrote)


def signed_in(condition: Condition, context: Context) -> Clause:
    since = context.ago(days(condition))
    signed = exists().where(SignIn.member_id == Member.id, SignIn.created_at >= since)
    return happened(condition, signed)


def redeemed(condition: Condition, context: Context) -> Clause:
    since = context.ago(days(condition))
    redeemed = exists().where(
        Redemption.member_id == Member.id,
        Redemption.created_at >= since,
        Redemption.state.in_(("confirmed", "collected")),
    )
    return happened(condition, redeemed)


def recommended(condition: Condition, _context: Context) -> Clause:
    count = (
        select(func.count())
        .where(Referral.referrer_id == Member.id, Referral.state == "rewarded")
        .scalar_subquery()
    )
    return compared(count, condition)
