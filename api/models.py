"""Who may call the API."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from store.columns import TABLE, Id, Key, Model, Name


class ApiKey(Model):
    """A key of another system. Only its digest is kept; the key is shown once."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("digest"), TABLE)

    id: Mapped[Id]
    name: Mapped[Name]
    digest: Mapped[Key]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
