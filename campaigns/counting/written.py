"""A dry run as a document, and back."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaigns.dry_run import DryRun
from campaigns.kind import Cursor

_PLAIN = ("due", "entered", "coupons", "coupon_fen", "points", "sms_fen")


def to_document(run: DryRun) -> dict[str, Any]:
    """What the store keeps of a dry run."""
    return {
        **{name: getattr(run, name) for name in _PLAIN},
        "channels": dict(run.channels),
        "blocked": dict(run.blocked),
        "by_channel": [[*key, count] for key, count in run.by_channel.items()],
        "held_out": dict(run.held_out),
        "samples": {name: list(ids) for name, ids in run.samples.items()},
        "in_words": sorted(run.in_words),
        "after": None if run.after is None else [_kept(one) for one in run.after],
    }


def from_document(body: Mapping[str, Any]) -> DryRun:
    """The dry run of `to_document`."""
    return DryRun(
        **{name: body[name] for name in _PLAIN},
        channels=Counter(body["channels"]),
        blocked=Counter(body["blocked"]),
        by_channel=Counter({(one, rule): count for one, rule, count in body["by_channel"]}),
        held_out=Counter(body["held_out"]),
        samples={name: tuple(ids) for name, ids in body["samples"].items()},
        in_words=frozenset(body["in_words"]),
        after=_cursor(body["after"]),
    )


def _kept(value: object) -> object:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _cursor(values: list[Any] | None) -> Cursor | None:
    if values is None:
        return None
    return tuple(
        datetime.fromisoformat(one["at"]) if isinstance(one, Mapping) else one for one in values
    )
