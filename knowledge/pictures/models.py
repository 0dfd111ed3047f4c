"""Tables of the pictures that answers show."""

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Key, LongKey, Model, Ref

Blob = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


class AnswerPicture(Model):
    """A picture staff uploaded, once however often it is uploaded."""

    __tablename__ = "answer_picture"
    __table_args__ = (UniqueConstraint("digest"), TABLE)

    id: Mapped[Id]
    digest: Mapped[Key] = mapped_column(comment="SHA-256 of the content; answers name it so")
    name: Mapped[str] = mapped_column(String(120), comment="the file's name, for staff")
    content_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(Blob)
    created_at: Mapped[datetime]
    created_by: Mapped[Key]


class PictureLoan(Model):
    """A picture as one account of a platform knows it, until the platform forgets it."""

    __tablename__ = "picture_loan"
    __table_args__ = (UniqueConstraint("picture_id", "account"), TABLE)

    id: Mapped[Id]
    picture_id: Mapped[Ref]
    account: Mapped[Key]
    media_id: Mapped[LongKey | None]
    lent_at: Mapped[datetime | None] = mapped_column(comment="when the platform took it")
    tried_at: Mapped[datetime]
    problem: Mapped[str | None] = mapped_column(String(64), comment="why the last try failed")
