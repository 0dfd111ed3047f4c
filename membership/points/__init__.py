"""Points (积分): an append-only ledger of entries, lots, consumptions and holds.

Every function takes a session or connection first, writes only through it, and never commits.
An operation that comes again with the same source and key returns the first entry.
"""

from membership.points.earning import adjust, claw_back, earn
from membership.points.expiry import expire
from membership.points.holds import confirm, hold, is_confirmed, release, release_overdue
from membership.points.liability import Liability, MonthDue, liability
from membership.points.proof import Difference, check
from membership.points.reading import find_entry, recent, summary
from membership.points.spending import restore, spend
from membership.points.values import BY_RULE, Entry, Hold, Summary

__all__ = [
    "BY_RULE",
    "Difference",
    "Entry",
    "Hold",
    "Liability",
    "MonthDue",
    "Summary",
    "adjust",
    "check",
    "claw_back",
    "confirm",
    "earn",
    "expire",
    "find_entry",
    "hold",
    "is_confirmed",
    "liability",
    "recent",
    "release",
    "release_overdue",
    "restore",
    "spend",
    "summary",
]
