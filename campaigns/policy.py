"""What holds for all campaigns: the global control group, whom to spare, what a text costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from membership import rule_repository, rules
from membership.fields import reading

KIND = "campaigns"


@dataclass(frozen=True, slots=True)
class Policy:
    """`holdout_percent` of all members get nothing from any campaign, chosen by `salt`; a bad
    score spares a member for `detractor_days`; a short message costs `sms_fen`."""

    holdout_percent: int = 0
    salt: str = "global"
    detractor_days: int = 30
    sms_fen: int = 5


def read(body: Mapping[str, Any]) -> Policy:
    """Check what staff wrote; raise `FieldError` naming the wrong field."""
    default = Policy()
    with reading(body) as fields:
        return Policy(
            holdout_percent=fields.whole_or("holdout_percent", default.holdout_percent, most=50),
            salt=fields.text_or_none("salt") or default.salt,
            detractor_days=fields.whole_or("detractor_days", default.detractor_days, most=365),
            sms_fen=fields.whole_or("sms_fen", default.sms_fen, most=1000),
        )


def in_force(session: Session, *, now: datetime) -> Policy:
    """The policy in force at `now`; the defaults while staff have saved none."""
    saved = rule_repository.current(session, KIND, now=now)
    return read(saved.document) if saved else Policy()


def save(session: Session, body: Mapping[str, Any], *, actor: str, now: datetime) -> Policy:
    """Put a policy in force; who was held out before stays so in what was sent."""
    checked = read(body)
    rules.add_version(session, KIND, body, actor=actor, active_from=now, now=now)
    return checked
