"""Who revealed, exported or changed what: written in the same transaction as the act."""

from tickets.repository.audit import (
    PAGE,
    AuditLine,
    lines,
    write,
)

__all__ = [
    "PAGE",
    "AuditLine",
    "lines",
    "write",
]
