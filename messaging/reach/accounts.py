"""The accounts this house can send by: what kind they are, and the templates they have.

The edge knows both from its settings and notes them here, so that whoever plans needs no settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from messaging.reach import repository

UNKNOWN_KIND = "service"
LOG_ONLY = "console"


@dataclass(frozen=True, slots=True)
class Account:
    """`kind` is service, subscription or test for WeChat, else the provider's name.

    `templates` are our names with the platform's ids.
    """

    account: str
    kind: str
    templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accounts:
    """All that are known."""

    known: Mapping[str, Account]

    def can_send(self, account: str) -> bool:
        """Whether what is sent by it reaches a phone, and not only our log."""
        found = self.known.get(account)
        return found is not None and found.kind != LOG_ONLY

    def kind(self, account: str) -> str:
        found = self.known.get(account)
        return UNKNOWN_KIND if found is None else found.kind

    def template_id(self, account: str, name: str) -> str:
        """The platform's id for our name of a template; an id stands for itself."""
        found = self.known.get(account)
        return name if found is None else found.templates.get(name, name)


def read(session: Session) -> Accounts:
    """Every account that was noted."""
    rows = repository.sending_accounts(session)
    return Accounts({row.account: Account(row.account, row.kind, row.templates) for row in rows})


def note(
    session: Session,
    account: str,
    *,
    kind: str,
    templates: Mapping[str, str] | None = None,
    now: datetime,
) -> bool:
    """Remember an account as the settings tell it; say whether that is news."""
    told = Account(account, kind, dict(templates or {}))
    if read(session).known.get(account) == told:
        return False
    repository.note_account(session, account, kind, dict(told.templates), now)
    return True
