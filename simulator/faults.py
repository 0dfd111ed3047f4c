"""The fault plan: which calls and deliveries go wrong, how, and how often."""

import fnmatch
import itertools
import random
import threading
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from simulator.transcript import Side

ApiEffect = Literal[
    "latency",
    "hang",
    "reset_before",
    "reset_after",
    "bad_gateway",
    "errcode",
    "expire_tokens",
    "garbage",
]
WebhookEffect = Literal["duplicate", "reverse", "cut_off"]
Effect = ApiEffect | WebhookEffect

API_EFFECTS: frozenset[str] = frozenset(get_args(ApiEffect))
WEBHOOK_EFFECTS: frozenset[str] = frozenset(get_args(WebhookEffect))
MOST_ATTEMPTS = 9
"""More often no platform delivers."""


@dataclass(frozen=True)
class Rule:
    """One way to fail.

    `path` is a shell pattern over the API path (a bare word matches anywhere in it), `openid`
    the customer; empty matches all. `nth` strikes only the n-th match (1 is the first),
    `probability` strikes by chance, `times` is how often it strikes before it is spent (None
    for ever). `seconds` is the latency, the hang or the cut-off; `code` the errcode; `count`
    the copies of a duplicate, the deliveries turned round by `reverse` or the attempts of one
    delivery that are cut off (all, unless given). `accepted` says
    whether the call took effect before the answer was lost (hang, bad_gateway, garbage).
    """

    effect: Effect
    path: str = ""
    openid: str = ""
    nth: int | None = None
    probability: float = 1.0
    times: int | None = 1
    seconds: float = 1.0
    code: int = -1
    count: int = 2
    accepted: bool = False
    id: int = 0

    def __post_init__(self) -> None:
        if self.effect not in API_EFFECTS | WEBHOOK_EFFECTS:
            raise ValueError(f"no such effect: {self.effect!r}")
        if not 0 <= self.probability <= 1:
            raise ValueError("probability must lie between 0 and 1")
        if self.count < (least := 1 if self.effect == "cut_off" else 2):
            raise ValueError(f"count must be at least {least}")

    @property
    def side(self) -> Side:
        return "webhook" if self.effect in WEBHOOK_EFFECTS else "api"

    def matches(self, side: Side, path: str, openid: str) -> bool:
        if side != self.side or (self.openid and self.openid != openid):
            return False
        if not self.path:
            return True
        return self.path in path or fnmatch.fnmatchcase(path, self.path)


@dataclass
class _Armed:
    rule: Rule
    seen: int = 0
    struck: int = 0

    @property
    def spent(self) -> bool:
        if self.rule.nth is not None and self.seen >= self.rule.nth:
            return True
        return self.rule.times is not None and self.struck >= self.rule.times


@dataclass
class FaultPlan:
    """The armed rules, struck in the order they were added; `seed` makes chance repeatable."""

    seed: int = 20_240_601
    _armed: list[_Armed] = field(default_factory=list)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - a test plan, not a secret

    def add(self, effect: Effect, **how: Any) -> Rule:
        """Arm one rule; see `Rule` for what it takes."""
        if "nth" in how and how["nth"] is not None:
            how.setdefault("times", None)
        if effect == "reverse":
            how.setdefault("times", how.get("count", Rule.count))
        if effect == "cut_off":
            how.setdefault("count", MOST_ATTEMPTS)
        with self._lock:
            rule = Rule(effect=effect, **{**how, "id": next(self._ids)})
            self._armed.append(_Armed(rule))
        return rule

    def remove(self, rule_id: int) -> bool:
        with self._lock:
            kept = [armed for armed in self._armed if armed.rule.id != rule_id]
            removed = len(kept) < len(self._armed)
            self._armed = kept
        return removed

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def strike(self, side: Side, path: str, openid: str = "") -> list[Rule]:
        """The rules that hit this call, counted as used."""
        with self._lock:
            return [
                armed.rule
                for armed in self._armed
                if armed.rule.matches(side, path, openid) and self._hits(armed)
            ]

    def _hits(self, armed: _Armed) -> bool:
        if armed.spent:
            return False
        armed.seen += 1
        if armed.rule.nth is not None and armed.seen != armed.rule.nth:
            return False
        if armed.rule.probability < 1 and self._chance.random() >= armed.rule.probability:
            return False
        armed.struck += 1
        return True

    def as_json(self) -> list[dict[str, Any]]:
        with self._lock:
            return [
                {
                    **asdict(armed.rule),
                    "side": armed.rule.side,
                    "seen": armed.seen,
                    "struck": armed.struck,
                    "spent": armed.spent,
                }
                for armed in self._armed
            ]
