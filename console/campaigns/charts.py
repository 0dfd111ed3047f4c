"""The effect of a campaign as rows: the difference to the held out, with its interval and zero."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from campaigns.effect.statistics import Difference
from campaigns.effect.values import Report
from console.charts import svg

FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class Effect:
    """One measure: the treated, the held out, and their difference in words."""

    label: str
    treated: str
    held: str
    difference: str
    verdict: str
    drawn: Markup


def effects(found: Report) -> list[Effect]:
    """Every measure of a report, each with a small picture of its interval."""
    treated, held = found.treated, found.held
    rates = [
        ("回来消费", found.return_rate, treated.returned, held.returned, True),
        ("取消关注", found.unfollows, treated.unfollowed, held.unfollowed, False),
        ("投诉", found.complaints, treated.complained, held.complained, False),
    ]
    rows = [
        _effect(
            label,
            difference,
            _percent(one / treated.members if treated.members else 0),
            _percent(other / held.members if held.members else 0),
            _points,
            good,
        )
        for label, difference, one, other, good in rates
    ]
    means: list[tuple[str, Difference | None, float | None, float | None, Callable[[float], str]]]
    means = [
        ("人均订单", found.orders, treated.orders.mean, held.orders.mean, _orders),
        ("人均消费", found.revenue, treated.revenue.mean, held.revenue.mean, _yuan),
    ]
    rows[1:1] = [
        _effect(label, difference, said(one or 0), said(other or 0), said, True)
        for label, difference, one, other, said in means
    ]
    return rows


def _effect(
    label: str,
    difference: Difference | None,
    treated: str,
    held: str,
    said: Callable[[float], str],
    good: bool,
) -> Effect:
    if difference is None:
        return Effect(label, treated, held, "—", "人数太少，看不出来", Markup(""))
    if difference.interval is None:
        return Effect(
            label, treated, held, _signed(difference.value, said), "人数太少", Markup("")
        )
    low, high = difference.interval.low, difference.interval.high
    words = f"{_signed(difference.value, said)}（{_bare(low, said)} 到 {_bare(high, said)}）"
    verdict = "还看不出差别"
    if difference.clear:
        more = difference.value > 0
        verdict = ("确实更高" if more else "确实更低") + ("" if more == good else "，要注意")
    return Effect(
        label, treated, held, words, verdict, _picture(label, words, low, high, difference.value)
    )


def _picture(label: str, words: str, low: float, high: float, value: float) -> Markup:
    """The interval as a bar on an axis through zero."""
    reach = max(abs(low), abs(high)) or 1.0

    def x(at: float) -> float:
        return 130 + 120 * at / reach

    parts: Sequence[str] = [
        '<line class="zero" x1="130" x2="130" y1="2" y2="26"/>',
        f'<line class="range" x1="{x(low):.1f}" x2="{x(high):.1f}" y1="14" y2="14"/>',
        f'<circle class="dot" cx="{x(value):.1f}" cy="14" r="4"/>',
    ]
    return svg(f"{escape(label)}：{escape(words)}", 260, 28, parts)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def _points(share: float) -> str:
    return f"{share * 100:.1f} 个百分点"


def _orders(mean: float) -> str:
    return f"{mean:.2f} 单"


def _yuan(fen: float) -> str:
    return f"{fen / FEN_PER_YUAN:,.2f} 元"


def _bare(value: float, said: Callable[[float], str]) -> str:
    """Without the unit, which has just been named."""
    return _signed(value, said).rstrip("个百分点单元 ")


def _signed(value: float, said: Callable[[float], str]) -> str:
    return f"{'+' if value >= 0 else '−'}{said(abs(value))}"
