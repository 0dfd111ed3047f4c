"""A line as the knowledge base compares it."""

import re
import unicodedata

_EDGES = " \t\r\n。.!！?？~～,，、…；;：:\"'“”‘’「」()（）"
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Width, case and spaces made equal, the marks at the ends taken off."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip(_EDGES)
