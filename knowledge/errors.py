"""What the knowledge base refuses; the edge finds the words."""

from dataclasses import dataclass


class KnowledgeError(Exception):
    """Something the knowledge base refuses to do."""


@dataclass
class InvalidError(KnowledgeError):
    """A field may not be so: `reason` is empty, long, large, kind, slow, syntax, unknown,
    missing, twice or order."""

    field: str
    reason: str
    detail: str = ""


@dataclass
class ChangedMeanwhileError(KnowledgeError):
    """Somebody else saved `key` since it was opened."""

    key: int


@dataclass
class MissingError(KnowledgeError):
    """There is no such thing."""

    what: str
    key: object
