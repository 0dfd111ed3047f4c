"""The outbox's way to a provider: opens what was sealed, only now that it is sent."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from channels.sms.port import Sms
from membership.privacy import Privacy, SealBrokenError
from messaging.errors import SendError

ACCOUNT = "sms"


class SmsSender:
    """Sends payloads of the outbox account "sms".

    {"type": "sms", "sealed": …} hides phone and values alike, as a one-time code must;
    {"type": "sms", "to": …, "template": …, "values": […]} hides the phone only.
    """

    def __init__(self, sms: Sms, privacy: Privacy) -> None:
        self._sms = sms
        self._privacy = privacy

    def send(self, _external_id: str, payload: Mapping[str, Any]) -> str:
        """Send one message; raise `SendError`, "content" for what cannot be opened."""
        try:
            phone, template, values = self._opened(payload)
        except (KeyError, TypeError, ValueError, SealBrokenError):
            raise SendError("content", detail="not a sealed message") from None
        return self._sms.send(phone, template, values)

    def _opened(self, payload: Mapping[str, Any]) -> tuple[str, str, Sequence[str]]:
        if "sealed" in payload:
            message = json.loads(self._privacy.unseal(str(payload["sealed"])))
            return message["phone"], message["template"], message["values"]
        phone = self._privacy.unseal(str(payload["to"]))
        return phone, str(payload["template"]), [str(value) for value in payload["values"]]
