"""Points for gifts (积分兑换): hold, then confirm or release; the shop verifies a code once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import coupons, points
from membership import redemption_repository as repository
from membership.business_time import CHINA
from membership.codes import CodeMaker, normalised, pickup_code
from membership.errors import HoldNotActiveError, InsufficientPointsError
from membership.reward_errors import (
    GiftNotAvailableError,
    RedemptionStateError,
    UnknownGiftError,
    UnknownRedemptionError,
)
from store.statements import Db

HOLD_FOR = timedelta(minutes=30)
SOURCE = "redemption"
RELEASE_BATCH = 200


@dataclass(frozen=True, slots=True)
class RedemptionInfo:
    """A gift taken for points. `state`: held, confirmed, collected, released. When the gift is a
    coupon, `coupon` is its code once the redemption is confirmed."""

    code: str
    member_id: int
    gift_name: str
    points: int
    state: str
    created_at: datetime
    held_until: datetime
    collected_at: datetime | None = None
    coupon: str | None = None


def check(db: Db, member_id: int, gift: str, *, now: datetime) -> None:
    """Raise what `start` would raise at this instant; nothing is set aside."""
    found = _offered(db, gift)
    _within_limit(db, member_id, found)
    free = points.summary(db, member_id, now=now).available
    if free < found.points:
        raise GiftNotAvailableError(gift, "points", points=found.points, available=free)


def start(
    db: Db,
    member_id: int,
    gift: str,
    *,
    key: str,
    now: datetime,
    new_code: CodeMaker = pickup_code,
) -> RedemptionInfo:
    """Set the points and one piece aside for `HOLD_FOR`. The same key again returns the first.

    Raises `UnknownGiftError` and `GiftNotAvailableError` (disabled, sold_out, member_limit,
    points), and then nothing is held.
    """
    if (made := repository.by_request(db, member_id, key)) is not None:
        return _info(made)
    found = _offered(db, gift)
    try:
        with db.begin_nested():
            return _hold(db, member_id, found, key, now, new_code)
    except InsufficientPointsError as error:
        raise GiftNotAvailableError(
            gift, "points", points=found.points, available=error.available
        ) from None


def confirm(
    db: Db, code: str, *, member_id: int, now: datetime, timezone: ZoneInfo = CHINA
) -> RedemptionInfo:
    """Spend what was held; confirming twice changes nothing. A gift that is a coupon is issued.

    Raises `UnknownRedemptionError`, and `RedemptionStateError` when it was released or its time
    is over.
    """
    row = _row(db, code, member_id)
    if row.state in ("confirmed", "collected"):
        return _with_coupon(db, row, now, timezone)
    if row.state != "held" or row.held_until <= now:
        raise RedemptionStateError(row.code, "overdue" if row.state == "held" else row.state)
    try:
        points.confirm(db, row.hold_id, now=now)
    except HoldNotActiveError:
        raise RedemptionStateError(row.code, "overdue") from None
    if not repository.move(db, row.id, "held", to="confirmed", now=now):
        return confirm(db, code, member_id=member_id, now=now, timezone=timezone)
    return _with_coupon(db, _row(db, code, member_id), now, timezone)


def release(db: Db, code: str, *, now: datetime, member_id: int | None = None) -> bool:
    """Give the points and the piece back; False when it was released already.

    Raises `RedemptionStateError` when it was confirmed.
    """
    row = _row(db, code, member_id)
    if row.state in ("confirmed", "collected"):
        raise RedemptionStateError(row.code, row.state)
    if row.state == "released":
        return False
    try:
        points.release(db, row.hold_id, now=now)
    except HoldNotActiveError as error:
        raise RedemptionStateError(row.code, error.state) from None
    if not repository.move(db, row.id, "held", to="released", now=now):
        return False
    repository.put_back(db, row.gift_id)
    return True


def release_overdue(db: Db, *, now: datetime, limit: int = RELEASE_BATCH) -> int:
    """Release redemptions nobody confirmed in time; return how many, and call again until 0."""
    codes = repository.overdue(db, now=now, limit=limit)
    return sum(_release_if_held(db, code, now) for code in codes)


def _release_if_held(db: Db, code: str, now: datetime) -> bool:
    """Somebody may have confirmed it since it was looked up."""
    try:
        return release(db, code, now=now)
    except RedemptionStateError:
        return False


def verify(db: Db, code: str, *, staff: str, now: datetime) -> RedemptionInfo:
    """The shop hands the gift over: a code is good once. `staff` is who checked it.

    Raises `UnknownRedemptionError`, and `RedemptionStateError` with the state it is in.
    """
    row = _row(db, code, None)
    if not repository.collect(db, row.id, staff=staff, now=now):
        raise RedemptionStateError(row.code, _row(db, code, None).state)
    return _info(_row(db, code, None))


def recent(db: Db, member_id: int, *, limit: int = 5) -> list[RedemptionInfo]:
    """A member's redemptions that were not released, the newest first."""
    return [_info(row) for row in repository.recent(db, member_id, limit)]


def find(db: Db, code: str, *, member_id: int | None = None) -> RedemptionInfo:
    """The redemption of a code; raise `UnknownRedemptionError`."""
    return _info(_row(db, code, member_id))


def _offered(db: Db, gift: str) -> Any:
    found = repository.gift(db, gift)
    if found is None:
        raise UnknownGiftError(gift)
    if not found.enabled or found.stock < 1:
        raise GiftNotAvailableError(gift, "sold_out" if found.enabled else "disabled")
    return found


def _within_limit(db: Db, member_id: int, gift: Any) -> None:
    limit = gift.member_limit
    if limit is not None and repository.taken_by(db, member_id, gift.id) >= limit:
        raise GiftNotAvailableError(gift.key, "member_limit")


def _hold(
    db: Db, member_id: int, gift: Any, key: str, now: datetime, new_code: CodeMaker
) -> RedemptionInfo:
    """The account's lock is taken first, as by everything that moves points, then the gift's."""
    until = now + HOLD_FOR
    held = points.hold(
        db,
        member_id,
        gift.points,
        source=SOURCE,
        key=f"{member_id}:{key}",
        until=until,
        now=now,
    )
    if (made := repository.by_request(db, member_id, key)) is not None:
        return _info(made)
    _within_limit(db, member_id, gift)
    if not repository.take_one(db, gift.id):
        raise GiftNotAvailableError(gift.key, "sold_out")
    row = {
        "code": _free_code(db, new_code),
        "member_id": member_id,
        "gift_id": gift.id,
        "gift_name": gift.name,
        "points": gift.points,
        "hold_id": held.id,
        "request_key": key,
        "state": "held",
        "created_at": now,
        "held_until": until,
    }
    repository.add(db, row)
    return find(db, str(row["code"]))


def _free_code(db: Db, new_code: CodeMaker) -> str:
    while repository.code_taken(db, code := new_code()):
        pass
    return code


def _with_coupon(db: Db, row: Any, now: datetime, timezone: ZoneInfo) -> RedemptionInfo:
    template = repository.gift_by_id(db, row.gift_id).coupon_template
    if template is None:
        return _info(row)
    coupon = coupons.issue(
        db,
        template,
        row.member_id,
        source=SOURCE,
        key=row.code,
        now=now,
        timezone=timezone,
    )
    repository.collect(db, row.id, staff="system", now=now)
    return _info(_row(db, row.code, None), coupon.code)


def _row(db: Db, code: str, member_id: int | None) -> Any:
    code = normalised(code)
    row = repository.by_code(db, code, member_id)
    if row is None:
        raise UnknownRedemptionError(code)
    return row


def _info(row: Any, coupon: str | None = None) -> RedemptionInfo:
    return RedemptionInfo(
        row.code,
        row.member_id,
        row.gift_name,
        row.points,
        row.state,
        row.created_at,
        row.held_until,
        row.collected_at,
        coupon,
    )
