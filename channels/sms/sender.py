"""The outbox's way to a provider: opens what was sealed, only now that it is sent."""

import json
from collections.abc import Mapping
from typing import Any

from channels.sms.port import Sms
from membership.privacy import Privacy, SealBrokenError
from messaging.errors import SendError

ACCOUNT = "sms"


class SmsSender:
    """Sends payloads {"type": "sms", "sealed": …} of the outbox account "sms"."""

    def __init__(self, sms: Sms, privacy: Privacy) -> None:
        self._sms = sms
        self._privacy = privacy

    def send(self, _external_id: str, payload: Mapping[str, Any]) -> str:
        """Send one message; raise `SendError`, "content" for what cannot be opened."""
        try:
            message = json.loads(self._privacy.unseal(str(payload["sealed"])))
            phone, template, values = message["phone"], message["template"], message["values"]
        except (KeyError, TypeError, ValueError, SealBrokenError):
            raise SendError("content", detail="not a sealed message") from None
        return self._sms.send(phone, template, values)
