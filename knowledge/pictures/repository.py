"""The queries of answers' pictures."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, and_, delete, select, update
from sqlalchemy.orm import Session

from knowledge.pictures import models
from knowledge.repository import Db
from store.statements import insert_once

pictures = cast("Table", models.AnswerPicture.__table__)
loans = cast("Table", models.PictureLoan.__table__)


def add(session: Session, row: Mapping[str, Any]) -> bool:
    return insert_once(session, pictures, row)


def read(db: Db, digest: str) -> Row[Any] | None:
    return db.execute(select(pictures).where(pictures.c.digest == digest)).one_or_none()


def known(db: Db) -> list[Row[Any]]:
    """Digest and age of every picture, without its bytes."""
    names = ("id", "digest", "created_at")
    return list(db.execute(select(*(pictures.c[name] for name in names)).order_by(pictures.c.id)))


def all_loans(db: Db) -> list[Row[Any]]:
    """Every loan with the digest of its picture."""
    names = ("picture_id", "account", "media_id", "lent_at", "tried_at", "problem")
    query = select(pictures.c.digest, *(loans.c[name] for name in names)).join(
        pictures, pictures.c.id == loans.c.picture_id
    )
    return list(db.execute(query))


def loan(db: Db, digest: str, account: str) -> Row[Any] | None:
    """What one account's platform was lent of one picture."""
    of_picture = and_(pictures.c.id == loans.c.picture_id, pictures.c.digest == digest)
    query: Select[Any] = select(loans.c.media_id, loans.c.lent_at).join(pictures, of_picture)
    return db.execute(query.where(loans.c.account == account)).one_or_none()


def note_loan(session: Session, picture_id: int, account: str, values: Mapping[str, Any]) -> None:
    row = {"picture_id": picture_id, "account": account, **values}
    if not insert_once(session, loans, row):
        session.execute(
            update(loans)
            .where(loans.c.picture_id == picture_id, loans.c.account == account)
            .values(**values)
        )


def note_loan_of(session: Session, digest: str, account: str, values: Mapping[str, Any]) -> None:
    """The same for a picture by its digest; nothing for one that was let go meanwhile."""
    row = session.execute(select(pictures.c.id).where(pictures.c.digest == digest)).one_or_none()
    if row is not None:
        note_loan(session, row.id, account, values)


def drop(db: Db, keys: Iterable[int], before: datetime) -> None:
    """Let go of pictures made before an instant, with their loans."""
    old = select(pictures.c.id).where(
        pictures.c.id.in_(list(keys)), pictures.c.created_at < before
    )
    gone = list(db.execute(old).scalars())
    db.execute(delete(loans).where(loans.c.picture_id.in_(gone)))
    db.execute(delete(pictures).where(pictures.c.id.in_(gone)))
