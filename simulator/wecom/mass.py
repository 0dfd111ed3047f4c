"""Customer sends (企业群发): asked of employees, who confirm them on their phones or do not."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
UNSENT, SENT, NOT_FRIEND, RECEIVED_OTHER = range(4)


@dataclass
class Result:
    """For one receiver: `receiver` is a customer or a group."""

    receiver: str
    status: int = UNSENT
    sent_at: float = 0.0


@dataclass
class Task:
    """What one employee is asked to send."""

    userid: str
    results: list[Result]
    sent_at: float = 0.0

    @property
    def is_open(self) -> bool:
        return not self.sent_at


@dataclass
class CustomerSend:
    """One send and its tasks. `groups` tells sends to groups from sends to customers."""

    msgid: str
    created_at: float
    groups: bool
    text: str
    attachments: list[Json]
    tasks: dict[str, Task] = field(default_factory=dict)
    cancelled: bool = False

    def as_json(self) -> Json:
        return {
            "msgid": self.msgid,
            "groups": self.groups,
            "text": self.text,
            "attachments": self.attachments,
            "cancelled": self.cancelled,
            "tasks": [
                {"userid": one.userid, "receivers": len(one.results), "sent_at": one.sent_at}
                for one in self.tasks.values()
            ],
        }
