"""What the tests of the callback address share."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select

from bootstrap.parts import Parts
from messaging.models import Inbox


def kept(built: Parts) -> list[Any]:
    with built.store.reading() as session:
        return list(session.execute(select(Inbox.kind, Inbox.text, Inbox.content)).all())


def changed(query: str, **values: str | None) -> str:
    fields = {**dict(parse_qsl(query)), **values}
    return urlencode({name: value for name, value in fields.items() if value is not None})
