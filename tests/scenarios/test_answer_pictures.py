"""A picture from a colleague's computer to a customer's phone, over the platform's own API."""

from datetime import timedelta

from knowledge import editing
from knowledge.editing import EntryDraft
from knowledge.pictures import shelf
from scheduler.jobs.pictures import JOB
from tests.knowledge.pictures.samples import png
from tests.scenarios.town import Town

ACCOUNTS = 2
"""The official account and the company on WeCom, each lent its own."""


def write_with_picture(town: Town) -> None:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        digest = shelf.put(session, png(), name="路线.png", actor="staff:1", now=now)
        draft = EntryDraft(
            "你们店怎么走", "地铁 2 号口出来 50 米。", extras=(shelf.extra(digest),)
        )
        editing.save_entry(session, draft, actor="staff:1", now=now)


def read_again(town: Town) -> None:
    """The web process looks for what staff wrote every few seconds."""
    town.platform.clock.advance(5)


def lend(town: Town) -> dict[str, int]:
    return dict(JOB.run(town.worker, town.built.clock.now()))


def test_the_picture_arrives_and_still_does_after_its_id_has_died(town: Town) -> None:
    phone = town.phone("小林")
    write_with_picture(town)
    assert lend(town) == {"lent": ACCOUNTS, "failed": 0}
    read_again(town)
    phone.says("你们店怎么走")
    town.deliver()
    assert [bubble.kind for bubble in phone.received].count("image") == 1
    for _ in range(2):
        town.platform.clock.advance(timedelta(days=2, hours=1).total_seconds())
        assert lend(town) == {"lent": ACCOUNTS, "failed": 0}
    phone.says("你们店怎么走呀")
    town.deliver()
    assert [bubble.kind for bubble in phone.received].count("image") == 2


def test_without_the_picture_the_words_still_go_out(town: Town) -> None:
    phone = town.phone("小林")
    write_with_picture(town)
    read_again(town)
    phone.says("你们店怎么走")
    town.deliver()
    assert phone.hears("50 米")
    assert all(bubble.kind != "image" for bubble in phone.received)
