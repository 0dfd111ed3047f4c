"""How money and days are said to customers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from membership.coupon_terms import CouponTerms


def yuan(fen: int) -> str:
    """「20」 or 「19.90」, without a unit."""
    return str(fen // 100) if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"


def worth(terms: CouponTerms) -> str:
    """What a coupon takes off, and from which amount."""
    if terms.kind == "gift":
        return "到店兑换"
    if terms.kind == "cash":
        off = f"减 {yuan(terms.value)} 元"
    else:
        tenths = (100 - terms.value) / 10
        most = f"，最多减 {yuan(terms.most_off)} 元" if terms.most_off else ""
        off = f"{tenths:g} 折{most}"
    return f"满 {yuan(terms.minimum)} 元{off}" if terms.minimum else f"{off}，无门槛"


def last_day(ends: datetime, timezone: ZoneInfo) -> str:
    """The last day that still counts, of an end that itself does not."""
    day = (ends - timedelta(microseconds=1)).astimezone(timezone)
    return f"{day.month} 月 {day.day} 日"
