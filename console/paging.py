"""The pages of long lists."""

from flask import request

MOST = 100_000


def asked_page() -> int:
    """The number of the page that the address asks for, the first is 0."""
    return min(MOST, max(0, request.args.get("page", 0, type=int)))
