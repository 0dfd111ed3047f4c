"""Column types that mean the same on SQLite, PostgreSQL and MySQL."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import DeclarativeBase, mapped_column

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(instant: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC; refuse a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC datetime of `to_micros`."""
    return EPOCH + timedelta(microseconds=micros)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime kept as microseconds since 1970, the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


LongText = Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


class Document(TypeDecorator[Any]):
    """A JSON value kept as text."""

    impl = LongText
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else dump(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
dump = _encoder.encode


def key(length: int = 64) -> String:
    """A string compared byte by byte (MySQL would otherwise ignore case and accents)."""
    return String(length).with_variant(String(length, collation="utf8mb4_bin"), "mysql", "mariadb")


BigId = BigInteger().with_variant(Integer, "sqlite")
Id = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
Ref = Annotated[int, mapped_column(BigInteger)]
Key = Annotated[str, mapped_column(key(64))]
LongKey = Annotated[str, mapped_column(key(160))]
Name = Annotated[str, mapped_column(String(64))]


TABLE = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        dict[str, Any]: Document,
        list[Any]: Document,
    }
    __table_args__: Any = TABLE
