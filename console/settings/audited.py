"""What the lines of the audit were about, called as staff call it."""

from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy.orm import Session

from announcements import editing, robots
from campaigns import segments
from campaigns import service as campaigns
from surveys import definitions
from tickets import canned, customers, incidents, staff, teams

Named = Iterable[tuple[int, str]]
_EVERY: Mapping[str, Callable[[Session], Named]] = {
    "announcement": lambda session: ((one.id, one.name) for one in editing.every(session)),
    "campaign": lambda session: ((one.id, one.name) for one in campaigns.every(session)),
    "canned": lambda session: ((one.id, one.title) for one in canned.everything(session)),
    "incident": lambda session: (
        (one.incident.id, one.incident.title) for one in incidents.everything(session)
    ),
    "robot": lambda session: ((one.id, one.name) for one in robots.every(session, archived=True)),
    "segment": lambda session: (
        (one.id, one.name) for one in segments.saved(session, archived=True)
    ),
    "staff": lambda session: ((one.id, one.display_name) for one in staff.everyone(session)),
    "survey": lambda session: (
        (one.id, one.definition.name) for one in definitions.listed(session)
    ),
    "team": lambda session: ((one.id, one.name) for one in teams.everything(session)),
}


def titles(session: Session, subjects: Collection[str]) -> dict[str, str]:
    """What each subject is called, such as `announcement:2`; one that is gone is left out."""
    parts = {tuple(one.split(":", 1)) for one in subjects if ":" in one}
    members = [int(key) for kind, key in parts if kind == "member" and key.isdecimal()]
    found = {
        f"member:{number}": name
        for number, name in customers.member_names(session, members).items()
    }
    for kind in {kind for kind, _ in parts} & _EVERY.keys():
        found |= {f"{kind}:{number}": title for number, title in _EVERY[kind](session)}
    return found
