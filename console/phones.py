"""Mobile numbers in what people wrote, for what is taken away."""

import re

_PHONE = re.compile(r"(?<!\d)((?:\+?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")


def masked(text: str) -> str:
    """A text with its mobile numbers as 138****1111."""
    return _PHONE.sub(r"\1****\2", text)
