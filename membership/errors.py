"""What can go wrong, as fields; whoever talks to a person chooses the words."""


class MembershipError(Exception):
    """Anything this package refuses to do."""


class FieldError(MembershipError):
    """A value given from outside is wrong.

    `problem` is one of: missing, wrong_type, malformed, too_long, too_short, too_small, too_large,
    too_early, too_late, not_an_option, unknown, taken, changed, changed_too_soon. `limit` is what
    it broke.
    """

    def __init__(self, field: str, problem: str, limit: object = None) -> None:
        super().__init__(field, problem, limit)
        self.field = field
        self.problem = problem
        self.limit = limit

    def by_number(self) -> "FieldError":
        """Return the same complaint for whoever knows members by the shop's own numbers."""
        if self.field != "member_id":
            return self
        return FieldError("customer_external_id", "other_customer")

    def within(self, owner: str) -> "FieldError":
        """Return the same complaint, its field seen from the document that contains it."""
        return FieldError(f"{owner}.{self.field}", self.problem, self.limit)


class RulesChangedError(MembershipError):
    """Somebody else saved the same kind of rules at the same moment."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class NotFoundError(MembershipError):
    """There is no such row."""

    def __init__(self, what: str, key: object) -> None:
        super().__init__(what, key)
        self.what = what
        self.key = key


class InsufficientPointsError(MembershipError):
    """A spend or hold asks for more points than are free at that moment."""

    def __init__(self, member_id: int, needed: int, available: int) -> None:
        super().__init__(member_id, needed, available)
        self.member_id = member_id
        self.needed = needed
        self.available = available


class KeyReusedError(MembershipError):
    """An idempotency key came again with another meaning."""

    def __init__(self, source: str, key: str) -> None:
        super().__init__(source, key)
        self.source = source
        self.key = key


class HoldNotActiveError(MembershipError):
    """A hold was already confirmed, released, or its time is over."""

    def __init__(self, hold_id: int, state: str) -> None:
        super().__init__(hold_id, state)
        self.hold_id = hold_id
        self.state = state


class MergeError(MembershipError):
    """Two members cannot be merged or parted: same, merged, held_points, later_merge, undone."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
