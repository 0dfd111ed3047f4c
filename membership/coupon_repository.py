"""The queries of coupons. Each change of state is one conditional update."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select, update

from membership.models.rewards import Coupon, CouponTemplate
from store.statements import Db, changed, insert_once, run, table

COUPONS = table(Coupon)
TEMPLATES = table(CouponTemplate)


def put_template(db: Db, row: dict[str, Any], *, now: datetime) -> None:
    """Create the template of a key, or change it and count its version up."""
    if insert_once(db, TEMPLATES, {**row, "created_at": now, "updated_at": now}):
        return
    values = {**row, "updated_at": now, "version": TEMPLATES.c.version + 1}
    db.execute(update(TEMPLATES).where(TEMPLATES.c.key == row["key"]).values(values))


def template(db: Db, key: str) -> Row[Any] | None:
    return db.execute(select(TEMPLATES).where(TEMPLATES.c.key == key)).one_or_none()


def templates(db: Db) -> list[Row[Any]]:
    return list(db.execute(select(TEMPLATES).order_by(TEMPLATES.c.id)))


def take_from_quota(db: Db, template_id: int) -> bool:
    """Count one issued coupon, unless the quota is used up. The row is the template's lock."""
    columns = TEMPLATES.c
    statement = (
        update(TEMPLATES)
        .where(
            columns.id == template_id,
            columns.enabled,
            or_(columns.quota.is_(None), columns.issued < columns.quota),
        )
        .values(issued=columns.issued + 1)
    )
    return changed(db, statement, {}) == 1


def issued_to(db: Db, template_id: int, member_id: int) -> int:
    columns = COUPONS.c
    statement = select(func.count()).where(
        columns.template_id == template_id, columns.member_id == member_id
    )
    return int(db.execute(statement).scalar_one())


def by_source(db: Db, source: str, key: str) -> Row[Any] | None:
    columns = COUPONS.c
    statement = select(COUPONS).where(columns.source == source, columns.source_key == key)
    return db.execute(statement).one_or_none()


def by_code(db: Db, code: str, member_id: int | None = None) -> Row[Any] | None:
    statement = select(COUPONS).where(COUPONS.c.code == code)
    if member_id is not None:
        statement = statement.where(COUPONS.c.member_id == member_id)
    return db.execute(statement).one_or_none()


def insert(db: Db, row: dict[str, Any]) -> bool:
    return insert_once(db, COUPONS, row)


def of_member(db: Db, member_id: int, *, now: datetime, limit: int) -> list[Row[Any]]:
    """A member's coupons that may still be used, the soonest to expire first."""
    columns = COUPONS.c
    statement = (
        select(COUPONS)
        .where(
            columns.member_id == member_id,
            columns.state.in_(("unused", "reserved")),
            columns.expires_at > now,
        )
        .order_by(columns.expires_at, columns.id)
        .limit(limit)
    )
    return list(db.execute(statement))


def use(
    db: Db, coupon_id: int, order_ref: str, discount: int, *, now: datetime, good_at: datetime
) -> bool:
    """Unused (or set aside for this very order) → used; also expired, if only after `good_at`."""
    columns = COUPONS.c
    ours = and_(columns.state == "reserved", columns.order_ref == order_ref)
    may = or_(_free(now), ours, columns.state == "expired")
    in_time = columns.starts_at <= now, columns.expires_at > good_at
    statement = (
        update(COUPONS)
        .where(columns.id == coupon_id, may, *in_time)
        .values(
            state="used",
            order_ref=order_ref,
            used_at=now,
            discount=discount,
            reserved_until=None,
        )
    )
    return changed(db, statement, {}) == 1


def reserve(db: Db, coupon_id: int, order_ref: str, *, until: datetime, now: datetime) -> bool:
    """Unused → set aside for an order that is not paid yet."""
    ours = and_(COUPONS.c.state == "reserved", COUPONS.c.order_ref == order_ref)
    statement = (
        update(COUPONS)
        .where(COUPONS.c.id == coupon_id, or_(_free(now), ours), *_valid(now))
        .values(state="reserved", order_ref=order_ref, reserved_until=until)
    )
    return changed(db, statement, {}) == 1


def free_reserved(db: Db, order_ref: str) -> int:
    """Set aside for this order → unused."""
    statement = (
        update(COUPONS)
        .where(COUPONS.c.order_ref == order_ref, COUPONS.c.state == "reserved")
        .values(state="unused", order_ref=None, reserved_until=None)
    )
    return run(db, statement, {}).rowcount


def used_in(db: Db, order_ref: str) -> list[Row[Any]]:
    statement = select(COUPONS).where(COUPONS.c.order_ref == order_ref, COUPONS.c.state == "used")
    return list(db.execute(statement))


def give_back(db: Db, coupon_id: int, *, now: datetime) -> bool:
    """Used → unused again, or expired when its time is over meanwhile."""
    state = case((COUPONS.c.expires_at > now, "unused"), else_="expired")
    statement = (
        update(COUPONS)
        .where(COUPONS.c.id == coupon_id, COUPONS.c.state == "used")
        .values(state=state, order_ref=None, used_at=None, discount=0)
    )
    return changed(db, statement, {}) == 1


def revoke(db: Db, coupon_id: int) -> bool:
    statement = (
        update(COUPONS)
        .where(COUPONS.c.id == coupon_id, COUPONS.c.state.in_(("unused", "reserved")))
        .values(state="revoked", reserved_until=None)
    )
    return changed(db, statement, {}) == 1


def expire(db: Db, *, now: datetime, limit: int) -> int:
    """Unused or set aside past its end → expired; found by the index of states."""
    columns = COUPONS.c
    due = (
        select(columns.id)
        .where(columns.state.in_(("unused", "reserved")), columns.expires_at <= now)
        .order_by(columns.expires_at)
        .limit(limit)
    )
    ids = list(db.execute(due).scalars())
    if not ids:
        return 0
    statement = (
        update(COUPONS)
        .where(columns.id.in_(ids), columns.state.in_(("unused", "reserved")))
        .values(state="expired", reserved_until=None)
    )
    return run(db, statement, {}).rowcount


def _free(now: datetime) -> Any:
    columns = COUPONS.c
    lapsed = and_(columns.state == "reserved", columns.reserved_until <= now)
    return or_(columns.state == "unused", lapsed)


def _valid(now: datetime) -> tuple[Any, Any]:
    return COUPONS.c.starts_at <= now, COUPONS.c.expires_at > now
