"""A channel is a folder: found, given its settings, answered at its address and sent through."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

import channels
from bootstrap import parts
from bootstrap.app import assemble
from bootstrap.clock import create_worker
from bootstrap.parts import Parts
from messaging import outbox
from messaging.messages import Text, to_payload
from messaging.models import Contact, Outbox
from store.clock import ManualClock
from store.transactions import Store
from tests.scenarios import house

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
PIGEON = '''
"""Pigeons: a line each way, signed with nothing but a password."""

import json

from channels.connection import Connection, WrongSettingError
from messaging.channel import Opened, RefusedError
from messaging.inbound import Inbound


class Loft:
    account, menus = "pigeon:home", False

    def __init__(self, password):
        self._password = password

    def verify(self, query, now):
        return self._password

    def open(self, query, body, now):
        if query.get("password") != self._password:
            raise RefusedError(403, "not our pigeon")
        letter = json.loads(body)
        inbound = Inbound(
            self.account, letter["ring"], letter["number"], "text", now, text=letter["says"],
            opens="message",
        )
        return Opened(inbound, lambda message, at: message.text.encode() if message else b"")


class Flock:
    def __init__(self, book):
        self._book = book

    def send(self, external_id, payload):
        with open(self._book, "a", encoding="utf-8") as book:
            book.write(f"{external_id}: {payload['text']}\\n")
        return "feather"


def connect(outside):
    if not outside.values:
        return Connection()
    if len(outside.values["PIGEON_PASSWORD"]) < 4:
        raise WrongSettingError("PIGEON_PASSWORD is too short.")
    loft = Loft(outside.values["PIGEON_PASSWORD"])
    return Connection({"/pigeon": loft}, {loft.account: Flock(outside.values["PIGEON_BOOK"])})
'''


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Where what was sent is noted."""
    return tmp_path / "book"


@pytest.fixture
def with_pigeons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more folder beside the channels."""
    folder = tmp_path / "more" / "pigeon"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "connection.py").write_text(PIGEON, encoding="utf-8")
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(folder.parent)])
    yield
    for name in ("channels.pigeon.connection", "channels.pigeon"):
        sys.modules.pop(name, None)
    vars(channels).pop("pigeon", None)


@pytest.fixture
def built(with_pigeons: None, sqlite_store: Store, book: Path) -> Parts:
    values = {"PIGEON_PASSWORD": "coo coo", "PIGEON_BOOK": str(book), "SMS_PROVIDER": "console"}
    url = str(sqlite_store.engine.url)
    made = parts.build(replace(house.settings(url), extras=values))
    made.store.close()
    return replace(
        made, store=sqlite_store, clock=ManualClock(NOON), understanding=house.UNDERSTANDING
    )


def test_what_comes_is_answered_and_what_goes_is_sent(built: Parts, book: Path) -> None:
    client = assemble(built).test_client()
    letter = {"ring": "o_lin", "number": "1", "says": "转人工"}
    answer = client.post("/pigeon?password=coo coo", json=letter)
    assert answer.status_code == 200
    assert "已经帮您叫店员" in answer.text
    assert client.post("/pigeon", json=letter).status_code == 403

    with built.store.session() as session:
        contact = session.scalars(sa.select(Contact)).one()
        assert (contact.account, contact.external_id) == ("pigeon:home", "o_lin")
        now = built.clock.now()
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload=to_payload(Text("您的包裹到了")),
            category="service",
            author="bot",
            dedupe_key="parcel",
            now=now,
        )
    worker = create_worker(built)
    assert worker.deliverer.run()["accepted"] == 1
    worker.deliverer.close()
    assert book.read_text(encoding="utf-8") == "o_lin: 您的包裹到了\n"
    with built.store.reading() as session:
        assert session.scalars(sa.select(Outbox.platform_id)).one() == "feather"


def test_a_wrong_setting_ends_the_process_with_one_sentence(built: Parts) -> None:
    values = {"PIGEON_PASSWORD": "coo", "PIGEON_BOOK": ""}
    wrong = replace(built, settings=replace(built.settings, extras=values))
    with pytest.raises(SystemExit, match="PIGEON_PASSWORD is too short"):
        assemble(wrong)
