"""Saved segments keep every version, and nobody overwrites what they have not seen."""

import pytest

from campaigns import segments
from membership.errors import FieldError, NotFoundError
from store.transactions import Store
from tests.membership.factories import DAY, NOON

REGULARS = {"conditions": [{"field": "orders", "is": ">=", "value": 3}]}
MORE = {"conditions": [{"field": "orders", "is": ">=", "value": 5}]}


def test_a_segment_is_saved_and_changed(store: Store) -> None:
    with store.session() as session:
        first = segments.save(session, " 常客 ", REGULARS, actor="staff:1", now=NOON)
        again = segments.save(
            session, "老常客", MORE, actor="staff:2", now=NOON + DAY, segment_id=first.id, seen=1
        )

        assert (first.name, first.version) == ("常客", 1)
        assert (again.id, again.name, again.version) == (first.id, "老常客", 2)
        assert again.segment == segments.parse(MORE)
        told = [(one.version, one.changed_by) for one in segments.versions(session, first.id)]
        assert told == [(2, "staff:2"), (1, "staff:1")]


def test_a_stale_change_is_refused(store: Store) -> None:
    with store.session() as session:
        kept = segments.save(session, "常客", REGULARS, actor="staff:1", now=NOON)
        change = {"actor": "staff:2", "now": NOON, "segment_id": kept.id, "seen": 1}
        segments.save(session, "常客", MORE, **change)  # type: ignore[arg-type]

        with pytest.raises(FieldError) as refused:
            segments.save(session, "常客", REGULARS, **change)  # type: ignore[arg-type]

        assert (refused.value.field, refused.value.limit) == ("version", 2)
        assert segments.get(session, kept.id).segment == segments.parse(MORE)


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "常客"])
def test_a_name_is_needed_and_used_once(store: Store, name: str) -> None:
    with store.session() as session:
        segments.save(session, "常客", REGULARS, actor="staff:1", now=NOON)

        with pytest.raises(FieldError) as refused:
            segments.save(session, name, MORE, actor="staff:1", now=NOON)

        assert refused.value.field == "name"


def test_an_archived_segment_leaves_the_list_and_stays(store: Store) -> None:
    with store.session() as session:
        kept = segments.save(session, "常客", REGULARS, actor="staff:1", now=NOON)

        assert segments.archive(session, kept.id, now=NOON)
        assert not segments.archive(session, kept.id, now=NOON)
        assert segments.saved(session) == []
        assert segments.get(session, kept.id).archived


def test_a_segment_that_is_not_there(store: Store) -> None:
    with store.session() as session, pytest.raises(NotFoundError):
        segments.get(session, 77)
