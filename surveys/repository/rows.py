"""The tables of surveys as Core sees them, and rows as values."""

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from store.statements import Db, table
from surveys import models
from surveys.values import Invitation

__all__ = ["INVITATION", "Db", "answer", "invitation", "response", "survey", "version", "view"]

survey = table(models.Survey)
version = table(models.SurveyVersion)
invitation = table(models.SurveyInvitation)
response = table(models.SurveyResponse)
answer = table(models.SurveyAnswer)

INVITATION = select(*(invitation.c[field.name] for field in fields(Invitation)))


def view(row: Any) -> Invitation:
    """The value of a row of `INVITATION`."""
    return Invitation(*row)
