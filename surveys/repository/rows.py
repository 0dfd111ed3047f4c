"""The tables of surveys as Core sees them, and rows as values."""

from dataclasses import fields
from typing import Any, TypeAlias, cast

from sqlalchemy import Connection, Table, select
from sqlalchemy.orm import Session

from store.columns import Model
from surveys import models
from surveys.values import Invitation

Db: TypeAlias = Session | Connection


def table(model: type[Model]) -> Table:
    """The Core table of a model."""
    return cast(Table, model.__table__)


survey = table(models.Survey)
version = table(models.SurveyVersion)
invitation = table(models.SurveyInvitation)
response = table(models.SurveyResponse)
answer = table(models.SurveyAnswer)

INVITATION = select(*(invitation.c[field.name] for field in fields(Invitation)))


def view(row: Any) -> Invitation:
    """The value of a row of `INVITATION`."""
    return Invitation(*row)
