"""Staff show customers pictures: in a reply, by a canned reply, and in the thread for good."""

from datetime import timedelta

import pytest

from knowledge.pictures import lending, shelf
from messaging.models import Outbox
from tests.knowledge.pictures.samples import png
from tests.tickets.people import Desk
from tickets import canned, pictures, replies
from tickets.errors import NotFound, WindowClosed


def kept(desk: Desk, colour: int = 90) -> str:
    with desk.session() as session:
        content = png(colour=colour)
        return shelf.put(session, content, name="单子.png", actor="staff:1", now=desk.now)


def queued(desk: Desk) -> list[dict[str, object]]:
    with desk.store.reading() as session:
        return [row.payload for row in session.query(Outbox).order_by(Outbox.id)]


def image(digest: str) -> dict[str, object]:
    return {"type": "image", "media_id": f"picture:{digest}"}


def test_words_and_a_picture_are_two_messages_sent_once_however_often_submitted(
    desk: Desk,
) -> None:
    ticket, amy, picture = desk.ticket(desk.customer()), desk.colleague(), kept(desk)
    for _ in range(2):
        with desk.session() as session:
            replies.reply(
                session, ticket.id, amy.id, "看图", client_id="1", picture=picture, now=desk.now
            )

    assert queued(desk) == [{"type": "text", "text": "看图"}, image(picture)]


def test_a_picture_may_go_without_words(desk: Desk) -> None:
    ticket, amy, picture = desk.ticket(desk.customer()), desk.colleague(), kept(desk)
    for _ in range(2):
        with desk.session() as session:
            replies.reply(
                session, ticket.id, amy.id, " ", client_id="1", picture=picture, now=desk.now
            )

    assert queued(desk) == [image(picture)]
    assert desk.get(ticket.id).last_line == "[图片]"


def test_two_messages_need_two_places_in_the_window(desk: Desk) -> None:
    ticket, amy, picture = desk.ticket(desk.customer(left=1)), desk.colleague(), kept(desk)

    with pytest.raises(WindowClosed), desk.session() as session:
        replies.reply(
            session, ticket.id, amy.id, "看图", client_id="1", picture=picture, now=desk.now
        )
    assert queued(desk) == []


def test_a_picture_that_nobody_has_is_refused_and_nothing_goes_out(desk: Desk) -> None:
    ticket, amy = desk.ticket(desk.customer()), desk.colleague()

    with pytest.raises(NotFound), desk.session() as session:
        replies.reply(
            session, ticket.id, amy.id, "看图", client_id="1", picture="0" * 64, now=desk.now
        )
    assert queued(desk) == []


def test_what_a_thread_or_a_canned_reply_shows_is_not_forgotten(desk: Desk) -> None:
    ticket, amy = desk.ticket(desk.customer()), desk.colleague()
    sent, stored, unused = (kept(desk, colour) for colour in (1, 2, 3))
    with desk.session() as session:
        replies.reply(session, ticket.id, amy.id, "", client_id="1", picture=sent, now=desk.now)
        canned.save(session, None, "尺码", "尺码表", "", picture=stored, now=desk.now)

    later = desk.now + timedelta(days=60)
    lending.forget_unused(desk.store, also=pictures.in_use, now=later)

    with desk.store.reading() as session:
        there = [shelf.get(session, digest) is not None for digest in (sent, stored, unused)]
        assert there == [True, True, False]
        assert canned.everything(session)[0].picture == stored
