"""What the house wants of a language model."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model said and the tokens that were paid for."""

    text: str
    tokens: int


class ModelError(Exception):
    """The model gave no answer; `reason` is timeout, unreachable, refused or malformed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Model(Protocol):
    def complete(self, rules: str, request: str) -> Completion:
        """Answer a request under rules, or raise `ModelError`."""
