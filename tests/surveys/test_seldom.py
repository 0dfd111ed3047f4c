"""Whatever is planned, by whomever and however often: nobody is asked too soon again."""

import random
from itertools import pairwise

from sqlalchemy.orm import Session

from store.transactions import Store
from surveys import definitions, planning, sending, triggers
from surveys.fatigue import COOLDOWN
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, LINKS, NOON, SHANGHAI


def test_over_a_year_of_waves_samples_and_orders_everybody_is_asked_seldom(store: Store) -> None:
    chance = random.Random(3)
    with store.session() as session:
        people.seed(session, "nps", trigger={"on": "sample", "daily_share": 0.3})
        people.seed(session, "ces", trigger={"on": "days_after_order", "days": 1})
        pairs = [people.customer(session, f"o_{number}") for number in range(4)]
    for day in range(0, 288, 12):
        now = NOON + DAY * day
        with store.session() as session:
            _live_a_day(session, chance, pairs, day)
            sending.send_due(session, links=LINKS, now=now)
            people.delivered(session, now=now + HOUR)
            sending.track(session, now=now + 4 * DAY)

    with store.session() as session:
        rows = [row for row in people.invitations(session) if row.shown_at is not None]
        held_back = {row.rule for row in people.invitations(session) if row.rule}
    assert {"relational cooldown", "transactional cooldown"} <= held_back
    for member, _ in pairs:
        for relation, cooldown in COOLDOWN.items():
            shown = [r.shown_at for r in rows if (r.member_id, r.relation) == (member, relation)]
            moments = sorted(at for at in shown if at is not None)
            assert len(moments) >= 2
            assert all(later - sooner >= cooldown for sooner, later in pairwise(moments))


def _live_a_day(
    session: Session, chance: random.Random, pairs: list[tuple[int, int]], day: int
) -> None:
    now = NOON + DAY * day
    members = [member for member, _ in pairs]
    for member, contact in pairs:
        people.opened(session, contact, now)
        people.figures_now(session, member, now)
        if chance.random() < 0.7:
            people.order(session, member, f"{member}-{day}", now - DAY - HOUR)
    survey = definitions.by_key(session, "nps")
    triggers.sample(session, survey.id, after=0, timezone=SHANGHAI, now=now)
    triggers.orders(session, timezone=SHANGHAI, now=now)
    if chance.random() < 0.5:
        some = chance.sample(members, 3)
        planning.by_hand(session, survey.id, some, wave=f"{day}", now=now)
