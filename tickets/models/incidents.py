"""One trouble behind many tickets."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Key, LongText, Model, Name, Ref


class Incident(Model):
    """One trouble behind many tickets, answered together. Its tickets carry its id."""

    __tablename__ = "incident"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(200))
    announcement: Mapped[str] = mapped_column(LongText)
    state: Mapped[str] = mapped_column(String(16), comment="open, closed")
    opened_by: Mapped[Ref]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    cause: Mapped[Name | None]
    outcome: Mapped[Name | None]


class IncidentAnswer(Model):
    """One text sent to everybody concerned."""

    __tablename__ = "incident_answer"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_incident_answer_of", "incident_id", "id"),
        TABLE,
    )

    id: Mapped[Id]
    incident_id: Mapped[Ref]
    client_id: Mapped[Key]
    text: Mapped[str] = mapped_column(LongText)
    staff_id: Mapped[Ref]
    at: Mapped[datetime]


class IncidentDelivery(Model):
    """What one customer gets of an answer: an outbox row, or the reason why none."""

    __tablename__ = "incident_delivery"

    answer_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    ticket_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    outbox_id: Mapped[Ref | None]
    reason: Mapped[str | None] = mapped_column(String(64))
