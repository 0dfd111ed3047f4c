"""Customers as other systems know them: by their own number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api import reading, shapes
from membership import birthdays, customers, levels, points, profiles, tag_rules
from membership.customer_values import CustomerIn, Profile
from membership.errors import FieldError, NotFoundError
from membership.profiles import GENDERS

if TYPE_CHECKING:
    from api.application import Call

Answer = tuple[dict[str, Any], int]
PREFERENCES: shapes.Schema = {
    "type": "object",
    "additionalProperties": shapes.maybe(shapes.TEXT),
    "description": "texts by name; null removes one",
}
FIELDS = {
    "name": shapes.text("family and given name"),
    "phone": shapes.text("mainland mobile, or +country code"),
    "gender": shapes.text(", ".join(GENDERS)),
    "birthday": shapes.text("1990-08-15 or 08-15"),
    "birthday_calendar": shapes.text("solar or lunar; solar when not said"),
    "joined_at": shapes.instant(""),
    "tags": shapes.about(shapes.TEXTS, "tags to add"),
    "preferences": PREFERENCES,
    "custom": shapes.about(
        shapes.ANYTHING, "values of the shop's own fields by key; null empties one"
    ),
}
EMPTIED = ("name", "phone", "gender", "birthday", "birthday_calendar")
CHANGES = {
    **{name: shapes.maybe(FIELDS[name]) for name in EMPTIED},
    "tags": shapes.maybe(shapes.about(shapes.TEXTS, "all tags")),
    "preferences": PREFERENCES,
    "custom": FIELDS["custom"],
}
SPEND_FIELDS = {
    "points": shapes.about(shapes.WHOLE, "how many, at least 1"),
    "key": shapes.text("idempotency key, unique for the caller"),
    "reason": shapes.text("what for"),
}
POINTS = shapes.whole_object(
    {
        "balance": shapes.WHOLE,
        "held": shapes.WHOLE,
        "next_expiry_points": shapes.WHOLE,
        "next_expiry_at": shapes.maybe(shapes.INSTANT),
    }
)
SHOWN = shapes.whole_object(
    {
        "external_id": shapes.maybe(shapes.TEXT),
        "name": shapes.TEXT,
        "phone": shapes.maybe(shapes.text("masked")),
        "gender": shapes.maybe(shapes.TEXT),
        "birthday": shapes.maybe(shapes.TEXT),
        "birthday_calendar": shapes.maybe(shapes.TEXT),
        "joined_at": shapes.INSTANT,
        "tags": shapes.TEXTS,
        "rule_tags": shapes.about(shapes.TEXTS, "tags that rules gave"),
        "preferences": shapes.ANYTHING,
        "custom": shapes.ANYTHING,
        "level": shapes.maybe(shapes.TEXT),
        "growth": shapes.WHOLE,
        "points": POINTS,
    }
)
SPENT = shapes.whole_object(
    {
        "entry": shapes.about(shapes.WHOLE, "the number of the ledger's entry"),
        "points": shapes.about(shapes.WHOLE, "negative: they are gone"),
        "balance": shapes.WHOLE,
    }
)


def put(call: Call, external_id: str) -> Answer:
    reading.known(call.body, FIELDS)
    customer = CustomerIn(
        external_id=external_id,
        name=reading.text(call.body, "name"),
        phone=reading.text(call.body, "phone"),
        gender=reading.text(call.body, "gender"),
        birthday=_birthday(call),
        joined_at=reading.instant(call.body, "joined_at"),
        tags=tuple(reading.texts(call.body, "tags")),
        preferences=reading.mapping(call.body, "preferences"),
        custom=reading.mapping(call.body, "custom"),
    )
    known = customers.by_external_id(call.session, external_id)
    if known is not None:
        return _shown(call, _changed(call, known, profiles.said_by(customer))), 200
    posted = customers.post(
        call.session,
        customer,
        now=call.now,
        privacy=call.api.privacy,
        actor=f"api:{call.caller}",
        timezone=call.api.timezone,
    )
    profile = customers.get(call.session, posted.member_id)
    return _shown(call, profile), 201 if posted.outcome == "created" else 200


def patch(call: Call, external_id: str) -> Answer:
    reading.known(call.body, CHANGES)
    profile = find(call, external_id)
    changes = {name: _change(call, name) for name in call.body if name != "birthday_calendar"}
    if "birthday_calendar" in call.body and "birthday" not in changes:
        raise FieldError("birthday", "missing")
    return _shown(call, _changed(call, profile, changes)), 200


def _changed(call: Call, profile: Profile, changes: dict[str, object]) -> Profile:
    return customers.update(
        call.session,
        profile.id,
        changes,
        now=call.now,
        privacy=call.api.privacy,
        actor=f"api:{call.caller}",
        timezone=call.api.timezone,
    )


def _change(call: Call, name: str) -> object:
    """What a field becomes; null and an empty text empty it."""
    match name:
        case "tags":
            return reading.texts(call.body, name)
        case "preferences" | "custom":
            return reading.mapping(call.body, name)
        case "birthday":
            return _birthday(call)
    return reading.text(call.body, name) or None


def get(call: Call, external_id: str) -> Answer:
    return _shown(call, find(call, external_id)), 200


def spend(call: Call, external_id: str) -> Answer:
    reading.known(call.body, SPEND_FIELDS)
    profile = find(call, external_id)
    reason = reading.text(call.body, "reason", most=200)
    entry = points.spend(
        call.session,
        profile.id,
        reading.whole(call.body, "points", required=True),
        source=f"api:{call.caller}",
        key=reading.text(call.body, "key", required=True),
        rule={"reason": reason} if reason else None,
        actor=f"api:{call.caller}",
        now=call.now,
    )
    left = points.summary(call.session, profile.id, now=call.now)
    return {"entry": entry.id, "points": entry.points, "balance": left.balance}, 200


def find(call: Call, external_id: str) -> Profile:
    profile = customers.by_external_id(call.session, external_id)
    if profile is None:
        raise NotFoundError("customer", external_id)
    return profile


def _birthday(call: Call) -> birthdays.Birthday | None:
    written = reading.text(call.body, "birthday")
    if not written:
        return None
    calendar = reading.text(call.body, "birthday_calendar") or "solar"
    return birthdays.parse(written, calendar, now=call.now, timezone=call.api.timezone)


def _shown(call: Call, profile: Profile) -> dict[str, Any]:
    summary = points.summary(call.session, profile.id, now=call.now)
    level = levels.load(call.session).of(profile.level_id)
    return {
        "external_id": profile.external_id,
        "name": profile.name,
        "phone": profile.phone_hint,
        "gender": profile.gender,
        "birthday": birthdays.dashed(profile.birthday) if profile.birthday else None,
        "birthday_calendar": profile.birthday.calendar if profile.birthday else None,
        "joined_at": profile.joined_at.isoformat(),
        "tags": list(profile.tags),
        "rule_tags": tag_rules.tags_of(call.session, profile.id),
        "preferences": dict(profile.preferences),
        "custom": dict(profile.custom),
        "level": level and level.name,
        "growth": profile.growth,
        "points": {
            "balance": summary.balance,
            "held": summary.held,
            "next_expiry_points": summary.next_expiry_points,
            "next_expiry_at": summary.next_expiry_at and summary.next_expiry_at.isoformat(),
        },
    }
