"""The store's churn model, fitted now and then on a sample, and what it says of one member."""

from datetime import datetime, timedelta

from membership import figures_repository, rule_repository, rules
from membership.churn import Buying, ChurnModel, fit
from membership.figures import DAYS_KEPT, Figures
from store.statements import Db

KIND = "churn"
SAMPLE = 2000
DAY = timedelta(days=1)


def measure(db: Db, *, now: datetime, sample: int = SAMPLE) -> ChurnModel | None:
    """Fit the model on about `sample` members and keep it; None with too few to say anything."""
    model = estimate(db, now=now, sample=sample)
    if model is not None:
        keep(db, model, now=now)
    return model


def estimate(db: Db, *, now: datetime, sample: int = SAMPLE) -> ChurnModel | None:
    """Fit the model without keeping it: it reads the figures of all members once, and computes
    for seconds, which a writer should not."""
    members = [
        _buying(figures, now)
        for figures in figures_repository.sample(db, sample)
        if figures.last_order_at is not None
    ]
    return fit(members)


def keep(db: Db, model: ChurnModel, *, now: datetime) -> None:
    """Put a model in force."""
    document = {"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b}
    rules.add_version(db, KIND, document, actor="system", active_from=now, now=now)


def model(db: Db, *, now: datetime) -> ChurnModel | None:
    """The model in force; None before the first measurement."""
    saved = rule_repository.current(db, KIND, now=now)
    return None if saved is None else ChurnModel(**saved.document)


def leaving(
    db: Db, member_id: int, *, now: datetime, by: ChurnModel | None = None
) -> float | None:
    """The chance (0–1) that a member has left for good. None where only the gap rule can tell:
    one-time buyers, members without orders, a store that was never measured."""
    by = by or model(db, now=now)
    kept = figures_repository.read(db, member_id)
    if by is None or kept is None or kept.figures.order_count < 2:
        return None
    alive = by.alive(_buying(kept.figures, now))
    return None if alive is None else 1.0 - alive


def _buying(figures: Figures, now: datetime) -> Buying:
    """Orders of one day are one purchase, as far as days are kept."""
    assert figures.first_order_at is not None
    assert figures.last_order_at is not None
    days = len(figures.days)
    purchases = days if days < DAYS_KEPT else figures.order_count
    recency = (figures.last_order_at - figures.first_order_at) / DAY
    age = (now - figures.first_order_at) / DAY
    return Buying(purchases - 1, recency if purchases > 1 else 0.0, max(age, recency, 0.0))
