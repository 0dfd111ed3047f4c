"""Tables of the surveys: what is asked, who was asked, and what they said."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, LongKey, LongText, Model, Name, Ref


class Survey(Model):
    """A survey as staff know it; what it asks is in its versions.

    `relation` decides the fatigue rule: relational asks about the shop as a whole, transactional
    about one ticket or order.
    """

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("key"), TABLE)

    id: Mapped[Id]
    key: Mapped[Key] = mapped_column(comment="what files and links name it by")
    name: Mapped[Name]
    kind: Mapped[str] = mapped_column(String(8), comment="nps, csat, ces, form")
    relation: Mapped[str] = mapped_column(String(16), comment="relational, transactional")
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(comment="the newest of survey_version")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[Key]


class SurveyVersion(Model):
    """A definition as it was saved; never changed, since answers refer to it."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "version"), TABLE)

    id: Mapped[Id]
    survey_id: Mapped[Ref]
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[Key]


class SurveyInvitation(Model):
    """One person was to be asked once, for one occasion; with what was known of them then.

    planned → queued → shown → answered → finished; from shown also dismissed (they said no) and
    closed (no answer in time), from planned and queued also blocked (`rule` says by what).
    An answer after `closes_at` leaves `closed` for `finished`, and its response is marked late.
    """

    __tablename__ = "survey_invitation"
    __table_args__ = (
        UniqueConstraint("survey_id", "subject", "occasion"),
        Index("ix_survey_invitation_member", "member_id", "relation", "shown_at"),
        Index("ix_survey_invitation_contact", "contact_id", "state"),
        Index("ix_survey_invitation_due", "state", "due_at"),
        Index("ix_survey_invitation_closes", "state", "closes_at"),
        Index("ix_survey_invitation_planned", "survey_id", "planned_at"),
        Index("ix_survey_invitation_shown", "survey_id", "shown_at"),
        Index("ix_survey_invitation_ticket", "ticket_id"),
        TABLE,
    )

    id: Mapped[Id]
    survey_id: Mapped[Ref]
    version: Mapped[int]
    relation: Mapped[str] = mapped_column(String(16))
    subject: Mapped[Key] = mapped_column(comment="member:ID, or contact:ID for who is no member")
    occasion: Mapped[LongKey] = mapped_column(comment="ticket:ID, order:ID, sample:DAY, hand:NAME")
    origin: Mapped[Name] = mapped_column(
        comment="ticket_closed, nth_order, days_after_order, sample, hand, resurvey"
    )
    wave: Mapped[Key] = mapped_column(comment="what results compare: 2026-11, or a name by hand")
    member_id: Mapped[Ref | None]
    contact_id: Mapped[Ref | None]
    channel: Mapped[Name | None] = mapped_column(comment="message, subscribe, wecom, sms, web, …")
    account: Mapped[Key | None]
    ticket_id: Mapped[Ref | None]
    order_id: Mapped[Ref | None]
    staff_id: Mapped[Ref | None] = mapped_column(comment="who served them: the ticket's owner")
    store: Mapped[Key | None] = mapped_column(comment="where: the order's source or QR scene")
    level: Mapped[Name | None] = mapped_column(comment="the member's level when it was planned")
    language: Mapped[str] = mapped_column(String(8), comment="zh, en")
    resurvey_of: Mapped[Ref | None] = mapped_column(comment="the invitation of the bad answer")
    state: Mapped[str] = mapped_column(String(16))
    rule: Mapped[Name | None] = mapped_column(comment="the rule that blocked it")
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    outbox_id: Mapped[Ref | None]
    shown_at: Mapped[datetime | None] = mapped_column(comment="the cooldown starts here")
    closes_at: Mapped[datetime | None] = mapped_column(comment="an answer after this is late")
    ended_at: Mapped[datetime | None] = mapped_column(
        comment="when it was finished, dismissed, closed or blocked"
    )


class SurveyResponse(Model):
    """The one response to an invitation: its score and what became of it."""

    __tablename__ = "survey_response"
    __table_args__ = (
        UniqueConstraint("invitation_id"),
        Index("ix_survey_response_answered", "survey_id", "answered_at"),
        Index("ix_survey_response_member", "member_id", "answered_at"),
        Index("ix_survey_response_band", "band", "answered_at"),
        Index("ix_survey_response_case", "case_id"),
        TABLE,
    )

    id: Mapped[Id]
    invitation_id: Mapped[Ref]
    survey_id: Mapped[Ref]
    version: Mapped[int]
    member_id: Mapped[Ref | None]
    contact_id: Mapped[Ref | None]
    score: Mapped[int | None] = mapped_column(
        SmallInteger, comment="nps 0-10, csat 1-5, ces 1-7; none for a form without a score"
    )
    band: Mapped[str | None] = mapped_column(String(12), comment="detractor, passive, promoter")
    comment: Mapped[str | None] = mapped_column(LongText, comment="all that was said in words")
    source: Mapped[str] = mapped_column(String(8), comment="chat, web")
    late: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(comment="when the first answer came")
    finished_at: Mapped[datetime | None] = mapped_column(comment="when nothing was left to ask")
    case_id: Mapped[Ref | None] = mapped_column(comment="the ticket of the survey case")
    reason: Mapped[Name | None] = mapped_column(comment="the reason code when the case closed")


class SurveyAnswer(Model):
    """The answer to one question, counted once however often it is delivered."""

    __tablename__ = "survey_answer"
    __table_args__ = (UniqueConstraint("invitation_id", "question"), TABLE)

    id: Mapped[Id]
    invitation_id: Mapped[Ref]
    question: Mapped[Key] = mapped_column(comment="the question's key in the definition")
    kind: Mapped[str] = mapped_column(String(8), comment="score, choice, multi, text")
    score: Mapped[int | None] = mapped_column(SmallInteger)
    choices: Mapped[list[Any]] = mapped_column(Document, comment="keys of the chosen options")
    text: Mapped[str | None] = mapped_column(LongText)
    inbox_id: Mapped[Ref | None] = mapped_column(comment="the message it came in")
    answered_at: Mapped[datetime]
    late: Mapped[bool]
