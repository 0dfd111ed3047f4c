"""A campaign's effect: those it was meant for against those held out, by intention to treat.

Everybody counts in the group that chance put them into, reached or not (Hollis and Campbell,
"What Is Meant by Intention to Treat Analysis?", BMJ 319:670, 1999): who could not be reached would
also be found among the held out, and comparing only the reached would compare other people.
"""

from datetime import datetime, timedelta

from campaigns.document import Goal
from campaigns.effect import repository, statistics
from campaigns.effect.statistics import Difference
from campaigns.effect.values import NOBODY, Arm, Report, Span
from campaigns.values import GLOBAL_HOLDOUT, HOLDOUT, TREATED
from store.statements import Db


def report(db: Db, campaign_id: int, span: Span, *, now: datetime) -> Report:
    """The effect on members who entered within the span, each followed for the goal window.

    A member counts once, from the first entry in the span. Whose window is not over yet is left
    out of every figure but `unripe`.
    """
    window = timedelta(days=repository.goal_days(db, campaign_id) or Goal().days)
    ripe = now - window
    arms = repository.arms(db, campaign_id, span, window, ripe=ripe)
    control = next((arm for arm in (HOLDOUT, GLOBAL_HOLDOUT) if arm in arms), "")
    treated, held = arms.get(TREATED, NOBODY), arms.get(control, NOBODY)
    return Report(
        campaign_id,
        span,
        window,
        treated,
        held,
        control,
        repository.entered(db, campaign_id, Span(max(span.since, ripe), span.until)),
        statistics.shares(treated.returned, treated.members, held.returned, held.members),
        statistics.means(treated.orders, held.orders),
        statistics.means(treated.revenue, held.revenue),
        _share(treated, treated.unfollowed, held, held.unfollowed),
        _share(treated, treated.complained, held, held.complained),
        repository.costs(db, campaign_id, span),
        repository.outcomes(db, campaign_id, span),
    )


def _share(treated: Arm, of_treated: int, held: Arm, of_held: int) -> Difference | None:
    return statistics.shares(of_treated, treated.members, of_held, held.members)
