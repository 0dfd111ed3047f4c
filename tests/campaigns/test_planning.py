"""Planning: who is due is entered once, spared, held out, routed or put off."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns import service
from campaigns.values import ENDED, PAUSED
from tests.campaigns.people import DAY, MORNING, buys, campaign, member, plan, rows, sent

TODAY = ("solar", 6, 10)


def test_a_birthday_is_greeted_once_however_often_the_day_is_planned(session: Session) -> None:
    birthday = service.by_key(session, "birthday")
    assert birthday is not None
    chosen = member(session, birthday=TODAY)
    member(session, birthday=("solar", 6, 11))

    states = [plan(session, birthday, MORNING) for _ in range(3)]

    assert [dict(one) for one in states] == [{"planned": 1}, {}, {}]
    assert sent(session) == [(chosen, "小林，生日快乐！愿您这一年平安顺遂，天天有好心情。")]
