"""What a provider of short messages can do."""

import logging
from collections.abc import Sequence
from typing import Protocol

log = logging.getLogger(__name__)


class Sms(Protocol):
    """A provider of short messages."""

    def send(self, phone: str, template: str, values: Sequence[str]) -> str:
        """Send the template filled with `values`, and return the provider's number.

        `phone` is 13800001111 or +…. Raises `messaging.errors.SendError`.
        """


class ConsoleSms:
    """Writes messages to the log instead of sending them: for a machine without a provider."""

    def send(self, phone: str, template: str, values: Sequence[str]) -> str:
        log.warning("SMS to %s: %s %s", phone, template, " ".join(values))
        return ""
