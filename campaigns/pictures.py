"""The pictures of steps: which are shown, and which must therefore stay on the shelf."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from campaigns.document import Document
from campaigns.repository import campaigns as repository
from campaigns.values import ON, PAUSED
from knowledge.pictures import shelf
from membership.errors import FieldError


def check(session: Session, document: Document) -> None:
    """Raise `FieldError` for a picture that is not on the shelf, as after an import."""
    wanted = {step.picture: at for at, step in enumerate(document.steps) if step.picture}
    for digest in sorted(set(wanted) - shelf.kept(session, wanted)):
        raise FieldError(f"steps[{wanted[digest]}].picture", "gone")


def in_use(session: Session) -> set[str]:
    """The digests that any version of a campaign names: what was planned keeps its own."""
    return _named(repository.documents(session))


def going_out(session: Session) -> set[str]:
    """The digests of campaigns that may send today."""
    return _named(view.body for view in repository.every(session, (ON, PAUSED)))


def _named(bodies: Iterable[Mapping[str, Any]]) -> set[str]:
    steps = (step for body in bodies for step in body.get("steps", ()))
    return {step["picture"] for step in steps if step.get("picture")}
