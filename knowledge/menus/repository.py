"""The queries of the bottom menu."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update

from knowledge.menus import models
from store.statements import Db, insert, insert_once, run, table

versions = table(models.MenuVersion)
publications = table(models.MenuPublication)


def add_version(db: Db, row: Mapping[str, Any]) -> bool:
    """Keep a version unless somebody kept one of the same number."""
    return insert_once(db, versions, row)


def newest_version(db: Db) -> Row[Any] | None:
    query = select(versions).order_by(versions.c.number.desc()).limit(1)
    return db.execute(query).one_or_none()


def version(db: Db, number: int) -> Row[Any] | None:
    return db.execute(select(versions).where(versions.c.number == number)).one_or_none()


def newest_versions(db: Db, most: int) -> list[Row[Any]]:
    """Without their documents."""
    names = ("number", "saved_at", "saved_by")
    columns = [versions.c[name] for name in names]
    return list(db.execute(select(*columns).order_by(versions.c.number.desc()).limit(most)))


def add_publication(db: Db, row: Mapping[str, Any]) -> int:
    return insert(db, publications, row)


def newest_publication(db: Db, state: str = "") -> Row[Any] | None:
    query = select(publications).order_by(publications.c.id.desc()).limit(1)
    if state:
        query = query.where(publications.c.state == state)
    return db.execute(query).one_or_none()


def note(db: Db, key: int, values: Mapping[str, Any]) -> None:
    run(db, update(publications).where(publications.c.id == key).values(**values))
