"""A row of a customer file, read into what another system says about the customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from membership import birthdays
from membership.custom_fields import CustomField
from membership.customer_values import CustomerIn
from membership.errors import FieldError
from membership.imports import cells, custom_columns
from membership.imports.values import Row

GENDERS = {
    "male": "male",
    "m": "male",
    "男": "male",
    "先生": "male",
    "female": "female",
    "f": "female",
    "女": "female",
    "女士": "female",
    "other": "other",
    "其他": "other",
    "1": "male",
    "2": "female",
}
NOT_SAID = {"未知": "", "保密": "", "unknown": "", "0": ""}
CALENDARS = {
    "solar": "solar",
    "公历": "solar",
    "阳历": "solar",
    "新历": "solar",
    "lunar": "lunar",
    "农历": "lunar",
    "阴历": "lunar",
    "旧历": "lunar",
}


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer and the contact they write from, if it is told."""

    number: int
    customer: CustomerIn
    openid: str


def read(
    row: Row, *, now: datetime, timezone: ZoneInfo, fields: Sequence[CustomField] = ()
) -> CustomerRow:
    """Raise `FieldError` naming the column that is wrong; `fields` are the shop's own."""
    said = row.cells
    external_id = cells.short("external_id", said.get("external_id", ""))
    if not external_id:
        raise FieldError("external_id", "missing")
    openid = cells.short("openid", said.get("openid", ""))
    if len(openid) > 64:
        raise FieldError("openid", "too_long", "64 个字")
    joined = said.get("joined_at", "").strip()
    customer = CustomerIn(
        external_id=external_id,
        name=cells.short("name", said.get("name", "")),
        phone=cells.short("phone", said.get("phone", "")),
        gender=cells.option("gender", said.get("gender", ""), GENDERS | NOT_SAID, ""),
        birthday=_birthday(said, now, timezone),
        joined_at=cells.instant("joined_at", joined, timezone) if joined else None,
        tags=cells.words("tags", said.get("tags", "")),
        custom=custom_columns.read(said, fields),
    )
    return CustomerRow(row.number, customer, openid)


def _birthday(
    said: Mapping[str, str], now: datetime, timezone: ZoneInfo
) -> birthdays.Birthday | None:
    calendar = cells.option(
        "birthday_calendar", said.get("birthday_calendar", ""), CALENDARS, "solar"
    )
    written = cells.short("birthday", said.get("birthday", ""))
    if not written:
        return None
    day = written.removesuffix(" 00:00:00")
    return birthdays.parse(day, calendar, now=now, timezone=timezone)
