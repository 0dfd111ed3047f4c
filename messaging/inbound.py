"""What arrives from outside, after a channel has verified and parsed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message or event of one contact.

    `key` is the same for every delivery of the same thing and differs for distinct things.
    `text` is what was said, recognised from voice, or the label of a tapped choice.
    `option` is the id of a tapped msgmenu choice; `opens` the allowance that it opens
    ("message", "act" or "").
    """

    account: str
    external_id: str
    key: str
    kind: str
    occurred_at: datetime
    event: str = ""
    event_key: str = ""
    text: str = ""
    option: str = ""
    media_id: str = ""
    opens: str = ""
    fields: Mapping[str, Any] | None = None

    @property
    def is_event(self) -> bool:
        return self.kind == "event"
