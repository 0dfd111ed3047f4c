"""How soon somebody should look, and why: every raise comes with its reason."""

from tickets.values import NORMAL, Standing

HIGH_LEVEL_RANK = 2
MANY_POINTS = 5000
AT_RISK = frozenset({"流失风险", "at_risk"})


def of_new(kind: str, standing: Standing | None, *, strong_words: bool) -> tuple[int, list[str]]:
    """Priority 1 (urgent) to 4 (low) of a ticket that opens, with the reasons by name."""
    reasons: list[str] = []
    if kind == "complaint":
        reasons.append("complaint")
    if strong_words:
        reasons.append("strong_words")
    if standing is not None:
        if standing.level_rank >= HIGH_LEVEL_RANK:
            reasons.append("high_level")
        if standing.points >= MANY_POINTS:
            reasons.append("many_points")
        if standing.lifecycle in AT_RISK:
            reasons.append("churn_risk")
    base = NORMAL + 1 if kind == "suggestion" else NORMAL
    return max(1, base - len([reason for reason in reasons if reason != "complaint"])), reasons
