"""Why something could not be sent."""

from typing import Literal

FailureKind = Literal[
    "retry", "rate", "quota", "window", "count", "recipient", "account", "content", "unknown"
]


class SendError(Exception):
    """A channel could not send.

    `kind` says what follows: "retry" nothing happened, try again soon; "rate" the account sends
    too fast, all of it waits a minute; "quota" stop for the day;
    "window" and "count" the customer must write first; "recipient", "account" and "content" will
    fail again; "unknown" it may have arrived, so it must not be sent again blindly.
    `code` is the platform's errcode, if it gave one.
    """

    def __init__(self, kind: FailureKind, code: int | None = None, detail: str = "") -> None:
        super().__init__(kind, code, detail)
        self.kind = kind
        self.code = code
        self.detail = detail


class AwayError(SendError):
    """The platform could not be asked, for want of a connection or a token: nothing was sent, and
    nothing else of the account can be. It says nothing about the message, and is no attempt."""

    def __init__(self, detail: str, code: int | None = None) -> None:
        super().__init__("retry", code, detail)


class LimitError(Exception):
    """A rate that cannot be: the name of its field, and the value."""

    def __init__(self, field: str, value: int) -> None:
        super().__init__(field, value)
        self.field = field
        self.value = value
