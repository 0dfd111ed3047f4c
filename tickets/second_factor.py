"""The second factor (RFC 6238): a code from a phone, or one of ten codes kept for its loss."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from datetime import datetime

import pyotp
from sqlalchemy.orm import Session

from tickets.errors import Missing
from tickets.repository import second_factor as repository
from tickets.repository import settings as stored
from tickets.repository.rows import Db
from tickets.values import ROLES

STEP_SECONDS = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
ISSUER = "常客客服台"
_REQUIRED = "second_factor"


def new_secret() -> str:
    """A secret that nobody has yet."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """What the QR code holds: otpauth://totp/…"""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def enrol(
    session: Session,
    staff_id: int,
    secret: str,
    code: str,
    *,
    seal: Callable[[str], str],
    now: datetime,
) -> list[str]:
    """Turn it on once a first code was right; return the codes for the loss of the phone.

    Raise `Missing` for a wrong code. The secret is kept sealed, the recovery codes only as hashes.
    """
    step = _step_of(secret, code, now)
    if step is None:
        raise Missing("code")
    repository.enrol(session, staff_id, seal(secret), step, now=now)
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(RECOVERY_CODES)]
    repository.keep_codes(session, staff_id, [_hash(staff_id, one) for one in codes])
    return codes


def check(
    session: Session,
    staff_id: int,
    code: str,
    *,
    unseal: Callable[[str], str],
    now: datetime,
) -> bool:
    """Whether a code is right and was not used before, by anybody at the same moment either."""
    sealed = repository.sealed_secret(session, staff_id)
    if sealed is None:
        return False
    step = _step_of(unseal(sealed), code, now)
    if step is not None:
        return repository.use_step(session, staff_id, step)
    return repository.use_code(session, staff_id, _hash(staff_id, code))


def reset(session: Session, staff_id: int) -> None:
    """Turn it off, for somebody who lost phone and codes; their sessions end."""
    repository.reset(session, staff_id, secrets.token_hex(8))


def codes_left(session: Db, staff_id: int) -> int:
    """How many recovery codes were not used yet."""
    return repository.codes_left(session, staff_id)


def required_roles(session: Db) -> tuple[str, ...]:
    """The roles that must have a second factor."""
    return tuple(stored.read(session, _REQUIRED) or ())


def require(session: Db, roles: Collection[str]) -> None:
    """Say which roles must have one."""
    stored.put(session, _REQUIRED, [role for role in ROLES if role in roles])


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step this code belongs to, if it is one of the three around now."""
    digits = "".join(str(int(sign)) for sign in code if sign.isdecimal())
    if len(digits) != 6 or "-" in code:
        return None
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if secrets.compare_digest(totp.at(step * STEP_SECONDS), digits):
            return step
    return None


def _hash(staff_id: int, code: str) -> str:
    signs = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(f"{staff_id}:{signs}".encode()).hexdigest()
