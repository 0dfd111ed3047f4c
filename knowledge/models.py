"""Tables of the knowledge base and of what is learned from staff."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, LongKey, LongText, Model, Name, Ref

Blob = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


class Entry(Model):
    """A question with its answer. An empty `account` means every account."""

    __tablename__ = "knowledge_entry"
    __table_args__ = (Index("ix_knowledge_entry_question", "question"), TABLE)

    id: Mapped[Id]
    account: Mapped[Key] = mapped_column(default="", server_default="")
    question: Mapped[str] = mapped_column(String(200))
    variants: Mapped[list[Any]] = mapped_column(Document, comment="the same asked otherwise")
    answer: Mapped[str] = mapped_column(LongText)
    extras: Mapped[list[Any]] = mapped_column(Document, comment="payloads of pictures and cards")
    category: Mapped[Name] = mapped_column(default="", server_default="")
    intent: Mapped[Name | None] = mapped_column(comment="answers this intent when nothing fits")
    active: Mapped[bool] = mapped_column(default=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    useful: Mapped[int] = mapped_column(default=0, server_default="0")
    useless: Mapped[int] = mapped_column(default=0, server_default="0")
    shown: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[Key]


class KeywordReply(Model):
    """An answer to certain words. Hours are minutes of the business day, over midnight too."""

    __tablename__ = "keyword_reply"
    __table_args__ = (TABLE,)

    id: Mapped[Id]
    account: Mapped[Key] = mapped_column(default="", server_default="")
    kind: Mapped[str] = mapped_column(String(16), comment="exact, contains, regex")
    pattern: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(LongText)
    extras: Mapped[list[Any]] = mapped_column(Document)
    place: Mapped[int] = mapped_column(default=50, server_default="50", comment="lower goes first")
    active: Mapped[bool] = mapped_column(default=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    from_minute: Mapped[int | None]
    to_minute: Mapped[int | None]
    updated_at: Mapped[datetime]
    updated_by: Mapped[Key]


class Saying(Model):
    """A greeting or a menu by name: `welcome`, `welcome:SCENE`, `scan`, `help`, …"""

    __tablename__ = "saying"
    __table_args__ = (UniqueConstraint("account", "name"), TABLE)

    id: Mapped[Id]
    account: Mapped[Key] = mapped_column(default="", server_default="")
    name: Mapped[Key]
    text: Mapped[str] = mapped_column(LongText)
    options: Mapped[list[Any]] = mapped_column(Document, comment='[["ask:coupon", "看优惠券"], …]')
    tail: Mapped[str] = mapped_column(String(200), default="", server_default="")
    extras: Mapped[list[Any] | None] = mapped_column(Document, comment="shown before the words")
    updated_at: Mapped[datetime]
    updated_by: Mapped[Key]


class KnowledgeVersion(Model):
    """Grows with every edit, so that each process knows when to read again."""

    __tablename__ = "knowledge_version"
    __table_args__ = (TABLE,)

    name: Mapped[Key] = mapped_column(primary_key=True, comment="knowledge, model")
    number: Mapped[Ref]


class Shown(Model):
    """An entry shown to a customer, and what they thought of it."""

    __tablename__ = "knowledge_shown"
    __table_args__ = (
        UniqueConstraint("inbox_id"),
        Index("ix_knowledge_shown_entry", "entry_id", "id"),
        TABLE,
    )

    id: Mapped[Id]
    entry_id: Mapped[Ref]
    contact_id: Mapped[Ref]
    inbox_id: Mapped[Ref]
    question: Mapped[str] = mapped_column(String(200))
    verdict: Mapped[str | None] = mapped_column(String(16), comment="useful, useless")
    at: Mapped[datetime]


class Unanswered(Model):
    """A line that nobody answered well, until somebody writes an answer or waves it off."""

    __tablename__ = "unanswered_line"
    __table_args__ = (
        UniqueConstraint("inbox_id"),
        Index("ix_unanswered_line_state", "state", "id"),
        TABLE,
    )

    id: Mapped[Id]
    account: Mapped[Key]
    contact_id: Mapped[Ref]
    inbox_id: Mapped[Ref]
    text: Mapped[str] = mapped_column(String(300))
    guess: Mapped[Name | None] = mapped_column(comment="the likeliest intent")
    reason: Mapped[Name] = mapped_column(comment="not_understood, no_answer, useless")
    state: Mapped[str] = mapped_column(String(16), comment="open, answered, ignored")
    at: Mapped[datetime]


class Correction(Model):
    """What a line really meant, by the word of staff; training uses it."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("text"), TABLE)

    id: Mapped[Id]
    text: Mapped[LongKey] = mapped_column(comment="the line, shortened")
    intent: Mapped[Name]
    inbox_id: Mapped[Ref | None]
    staff_id: Mapped[Ref]
    at: Mapped[datetime]


class ModelVersion(Model):
    """A trained model of intents, with its figures; one at most is active."""

    __tablename__ = "model_version"
    __table_args__ = (TABLE,)

    id: Mapped[Id]
    made_at: Mapped[datetime]
    made_by: Mapped[Key]
    corrections: Mapped[int]
    report: Mapped[dict[str, Any]] = mapped_column(comment="figures before and after")
    active: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes] = mapped_column(Blob)
    decision: Mapped[str | None] = mapped_column(String(16), comment="adopted, rejected")
    decided_by: Mapped[Key | None]
    decided_at: Mapped[datetime | None]


class TrainingRun(Model):
    """A training that was asked for: wanted → running → done | failed."""

    __tablename__ = "training_run"
    __table_args__ = (Index("ix_training_run_state", "state", "id"), TABLE)

    id: Mapped[Id]
    state: Mapped[str] = mapped_column(String(16))
    wanted_by: Mapped[Key]
    wanted_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    version_id: Mapped[Ref | None] = mapped_column(comment="the model it made")
    problem: Mapped[Name | None] = mapped_column(comment="no trainer, interrupted, too slow, …")


class SlowQuestion(Model):
    """A question left to the language model: queued → answered | refused | failed."""

    __tablename__ = "slow_question"
    __table_args__ = (
        UniqueConstraint("inbox_id"),
        Index("ix_slow_question_state", "state", "id"),
        Index("ix_slow_question_at", "at"),
        TABLE,
    )

    id: Mapped[Id]
    account: Mapped[Key]
    contact_id: Mapped[Ref]
    inbox_id: Mapped[Ref]
    text: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(16))
    answer: Mapped[str | None] = mapped_column(LongText)
    sources: Mapped[list[Any]] = mapped_column(Document, comment="ids of the entries it rests on")
    reason: Mapped[Name | None] = mapped_column(comment="why it was refused or failed")
    tokens: Mapped[int] = mapped_column(default=0, server_default="0")
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
