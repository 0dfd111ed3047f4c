"""Members with points for the benchmark's customers, so that every reply is a real one."""

from datetime import UTC, datetime

from bench.deliveries import APP_ID, CUSTOMERS, openid
from membership import customers, points
from messaging import contacts
from store import engine, migrate
from store.transactions import Store


def open_shop(url: str) -> None:
    """Migrate the database and make a member of every customer who will write."""
    opened = engine.create(url)
    migrate.upgrade(opened)
    opened.dispose()
    store, now = Store(url), datetime.now(UTC)
    with store.session() as session:
        for number in range(CUSTOMERS):
            contact = contacts.ensure(session, f"wechat:{APP_ID}", openid(number), now=now)
            contacts.follow(session, contact.id, scene="", now=now)
            member = customers.register(session, contact_id=contact.id, now=now).member_id
            points.earn(session, member, 100 + number, source="bench", key=str(number), now=now)
    store.close()
