"""Codes that people read aloud and nobody can guess."""

import secrets
from collections.abc import Callable

CodeMaker = Callable[[], str]
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def coupon_code() -> str:
    """60 random bits in 12 characters, without the look-alikes 0 O 1 I."""
    return _random(12)


def pickup_code() -> str:
    """40 random bits in 8 characters: shown at a counter to staff who are logged in."""
    return _random(8)


def referral_code() -> str:
    """30 random bits in 6 characters: it is meant to be passed on, and grants nothing alone."""
    return _random(6)


def one_time_code() -> str:
    """Six digits, good for minutes and a few attempts."""
    return f"{secrets.randbelow(10**6):06d}"


def normalised(text: str) -> str:
    """A code as typed: spaces and hyphens dropped, upper case."""
    return text.replace(" ", "").replace("-", "").strip().upper()


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
