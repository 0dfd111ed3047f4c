"""The `store` of a test: migrated, empty, and not disturbed by the test before."""

from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa

from messaging.models import Contact
from store.transactions import Store
from tests.servers.migrated import MigratedDatabase

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)


@pytest.mark.parametrize("round_number", [1, 2])
def test_a_store_starts_empty_whatever_the_last_test_left(store: Store, round_number: int) -> None:
    with store.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 0
        session.add(contact := Contact(account="wechat:wx1", external_id="o-1", created_at=NOON))
        session.flush()
        assert contact.id == 1


def test_a_lock_that_a_test_left_behind_does_not_hold_up_the_next(postgres_url: str) -> None:
    database = MigratedDatabase(postgres_url)
    address = sa.make_url(postgres_url).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as left:
        left.execute("LOCK TABLE contact")

        database.reset()

        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")
