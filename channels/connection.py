"""How a channel is connected: a folder here with a `connection.py`, whose `connect` makes of an
`Outside` a `Connection`, is found by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from membership.privacy import Privacy
from messaging.channel import Channel
from messaging.deliverer import Sender
from store.clock import Clock
from store.ephemeral import Ephemeral


class WrongSettingError(Exception):
    """A setting is missing or malformed; the text is one sentence that names it."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a channel is given. `values` are the variables of the environment that begin with its
    folder's name: PIGEON_TOKEN for channels/pigeon."""

    values: Mapping[str, str]
    clock: Clock
    ephemeral: Ephemeral
    privacy: Privacy


class Files(Protocol):
    """Where an account's media are fetched."""

    def download(self, media_id: str) -> tuple[bytes, str]:
        """The content and its type; raise `SendError`, "content" when it is gone."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What a channel adds to the house; without settings it adds nothing.

    `callbacks` by their address ("/pigeon"); `senders` and `files` by account ("pigeon:home");
    `ways` by account and outbox channel, for what does not go into the chat.
    """

    callbacks: Mapping[str, Channel] = field(default_factory=dict)
    senders: Mapping[str, Sender] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], Sender] = field(default_factory=dict)
    files: Mapping[str, Files] = field(default_factory=dict)

    def __or__(self, other: "Connection") -> "Connection":
        return Connection(
            {**self.callbacks, **other.callbacks},
            {**self.senders, **other.senders},
            {**self.ways, **other.ways},
            {**self.files, **other.files},
        )
