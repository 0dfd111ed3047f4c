"""The states of an announcement and who may move it where."""

DRAFT, SUBMITTED, APPROVED, SENDING = "draft", "submitted", "approved", "sending"
DONE, CANCELLED, WITHDRAWN = "done", "cancelled", "withdrawn"

MOVES = {
    DRAFT: frozenset({SUBMITTED, CANCELLED}),
    SUBMITTED: frozenset({APPROVED, DRAFT, CANCELLED}),
    APPROVED: frozenset({SENDING, DRAFT, CANCELLED}),
    SENDING: frozenset({DONE, WITHDRAWN, CANCELLED}),
    DONE: frozenset({WITHDRAWN}),
    CANCELLED: frozenset[str](),
    WITHDRAWN: frozenset[str](),
}
"""Where each may go. Back to draft: returned by the second person, or taken back to edit."""

STATES = tuple(MOVES)


def before(state: str) -> tuple[str, ...]:
    """The states from which `state` can be reached."""
    return tuple(known for known, after in MOVES.items() if state in after)
