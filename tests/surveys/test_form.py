"""The form behind a signed link: asked step by step, answered once."""

from datetime import datetime
from itertools import pairwise

import pytest

from membership import referral
from store.transactions import Store
from surveys import form, planning
from surveys.errors import AnswerError, LinkError, NotFoundError
from surveys.form import Form
from surveys.links import Links
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, LINKS, NOON


def invited(store: Store) -> str:
    with store.session() as session:
        people.seed(session, "nps")
        member, _ = people.customer(session)
    return LINKS.token(people.asked(store, "nps", member, now=NOON))


def load(store: Store, token: str, now: datetime = NOON) -> Form:
    with store.session() as session:
        return form.load(session, token, links=LINKS, now=now)


def submit(
    store: Store, token: str, question: str, value: int | str, now: datetime = NOON
) -> Form:
    with store.session() as session:
        return form.submit(session, token, question, value, links=LINKS, now=now)


def test_a_link_is_read_back_and_a_forged_one_is_not() -> None:
    tokens = [LINKS.token(number) for number in (1, 255, 256, 10**9)]

    assert [LINKS.read(token) for token in tokens] == [1, 255, 256, 10**9]
    assert LINKS.url(1) == f"https://shop.example/s/{tokens[0]}"
    for one, other in pairwise(tokens):
        with pytest.raises(LinkError):
            LINKS.read(one[:16] + other[16:])
    for bad in ("", "x", "好", tokens[0] + "AA", Links("other", "").token(1)):
        with pytest.raises(LinkError):
            LINKS.read(bad)


def test_question_after_question_to_the_thanks(store: Store) -> None:
    token = invited(store)
    first = load(store, token)
    assert first.question is not None
    assert (first.state, first.question.key, first.number) == ("open", "score", 1)

    second = submit(store, token, "score", 3)
    assert second.question is not None
    assert (second.question.key, second.number) == ("why_low", 2)
    last = submit(store, token, "why_low", "太慢")
    assert (last.state, last.question) == ("done", None)
    assert "24 小时" in last.thanks
    assert load(store, token).state == "done"


def test_a_second_submit_counts_nothing(store: Store) -> None:
    token = invited(store)
    submit(store, token, "score", 9)

    again = submit(store, token, "score", 1)
    assert again.repeated
    assert again.question is not None
    assert again.question.key == "why_high"


def test_what_is_no_answer_is_refused(store: Store) -> None:
    token = invited(store)
    with pytest.raises(AnswerError):
        submit(store, token, "score", 12)
    with pytest.raises(NotFoundError):
        load(store, LINKS.token(4711))


def test_a_late_form_says_so_and_is_kept(store: Store) -> None:
    token = invited(store)
    late = NOON + 4 * DAY

    assert load(store, token, late).late
    assert submit(store, token, "score", 9, late).late


def test_opening_the_link_is_being_shown(store: Store) -> None:
    with store.session() as session:
        survey = people.seed(session, "nps")
        member, _ = people.customer(session)
        planning.by_hand(session, survey.id, [member], wave="w", now=NOON)
        invitation = people.invitations(session)[0].id
    load(store, LINKS.token(invitation), NOON + HOUR)

    with store.session() as session:
        (row,) = people.invitations(session)
    assert (row.state, row.shown_at) == ("shown", NOON + HOUR)


def test_leaving_it_is_no_answer(store: Store) -> None:
    token = invited(store)
    with store.session() as session:
        form.finish(session, token, links=LINKS, now=NOON)

    assert load(store, token).state == "refused"


def test_a_promoter_hears_how_to_recommend_on_the_page_too(store: Store) -> None:
    token = invited(store)
    assert submit(store, token, "score", 9).referral is None
    last = submit(store, token, "why_high", "热情")
    with store.session() as session:
        code = referral.code_of(session, 1, now=NOON)

    assert last.referral is not None
    assert last.referral.code == code
    assert load(store, token).referral == last.referral


@pytest.mark.parametrize(("score", "question"), [(8, "why_middle"), (2, "why_low")])
def test_nobody_else_does(store: Store, score: int, question: str) -> None:
    token = invited(store)
    submit(store, token, "score", score)

    assert submit(store, token, question, "还行").referral is None
