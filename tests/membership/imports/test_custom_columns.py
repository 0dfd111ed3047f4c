"""The shop's own fields come with a customer file."""

from pathlib import Path

import pytest

from membership import custom_fields, customers
from membership.custom_fields import CustomField
from membership.imports import FileRefusedError
from store.transactions import Store
from tests.membership.imports.files import NOW, load, rejected, write

FIELDS = (
    CustomField("skin", "肤质", "choice", ("干性", "油性")),
    CustomField("size", "鞋码", "number"),
    CustomField("since", "纪念日", "date"),
    CustomField("parent", "有孩子", "yes_no"),
)
FILE = """external_id,肤质,custom.size,纪念日,有孩子
C1,油性,36.5,2020/05/20,否
C2,,,,
C3,鱼鳞,36,,
C4,,很大,,
C5,,,2020-13-01,
C6,,,,也许
"""


@pytest.fixture
def fields(store: Store) -> None:
    with store.session() as session:
        for field in FIELDS:
            custom_fields.save(session, field, now=NOW)


@pytest.mark.usefixtures("fields")
def test_they_are_read_by_label_or_key_and_twice_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    path = write(tmp_path / "c.csv", FILE)
    report = load("customers", path, store)
    assert (report.created, report.rejected) == (2, 4)
    with store.reading() as session:
        first = customers.by_external_id(session, "C1")
        second = customers.by_external_id(session, "C2")
    assert first is not None
    assert first.custom == {
        "skin": "油性",
        "size": 36.5,
        "since": "2020-05-20",
        "parent": False,
    }
    assert second is not None
    assert second.custom == {}
    assert [row["column"] for row in rejected(path)] == ["肤质", "custom.size", "纪念日", "有孩子"]
    assert load("customers", path, store).same == 2


def test_a_column_of_a_field_that_is_not_defined_refuses_the_file(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(FileRefusedError, match="肤质"):
        load("customers", write(tmp_path / "c.csv", FILE), store)
