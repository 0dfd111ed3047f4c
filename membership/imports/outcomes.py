"""What became of each row of a batch."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from membership.errors import FieldError, MembershipError, NotFoundError


@dataclass(slots=True)
class Outcomes:
    """created, changed or same by row number; and the error of those that were refused."""

    done: dict[int, str] = field(default_factory=dict)
    refused: dict[int, FieldError] = field(default_factory=dict)

    def attempt(self, db: Session, number: int, post: Callable[[], str]) -> None:
        """Post one row on its own; if it is refused nothing of it stays."""
        try:
            with db.begin_nested():
                self.done[number] = post()
        except FieldError as error:
            self.refused[number] = error
        except NotFoundError as error:
            self.refused[number] = FieldError(error.what, "unknown", str(error.key))
        except MembershipError as error:
            self.refused[number] = FieldError("", "malformed", type(error).__name__)
