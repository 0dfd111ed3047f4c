"""Short messages leave sealed rows with the phone opened only then."""

from collections.abc import Sequence
from typing import Any

import pytest

from channels.connection import WrongSettingError
from channels.sms.sender import SmsSender
from channels.sms.settings import NEEDED, provider
from messaging.errors import SendError
from messaging.messages import Sms, push_payload
from store.clock import ManualClock
from store.columns import dump
from tests.chat import NOON, PRIVACY

PHONE = "13800001111"


class Provider:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, list[str]]] = []

    def send(self, phone: str, template: str, values: Sequence[str]) -> str:
        self.sent.append((phone, template, list(values)))
        return "serial"


def send(payload: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    sms = Provider()
    assert SmsSender(sms, PRIVACY).send("", payload) == "serial"
    return sms.sent


def test_a_push_hides_its_phone_and_a_code_hides_everything() -> None:
    push = push_payload(Sms(PRIVACY.seal(PHONE), "birthday", ("小林",)))
    message = {"phone": PHONE, "template": "binding_code", "values": ["123456"]}
    code = {"type": "sms", "sealed": PRIVACY.seal(dump(message))}

    assert PHONE not in dump([push, code])
    assert send(push) == [(PHONE, "birthday", ["小林"])]
    assert send(code) == [(PHONE, "binding_code", ["123456"])]


@pytest.mark.parametrize(
    "payload",
    [{}, {"to": PHONE, "template": "t", "values": []}, {"to": "", "values": []}, {"sealed": "x"}],
)
def test_what_cannot_be_opened_is_not_sent(payload: dict[str, Any]) -> None:
    sms = Provider()
    with pytest.raises(SendError) as raised:
        SmsSender(sms, PRIVACY).send("", payload)
    assert raised.value.kind == "content"
    assert sms.sent == []


def test_further_templates_are_named_in_the_settings() -> None:
    full = dict.fromkeys(NEEDED, "x") | {"SMS_PROVIDER": "tencent"}
    named = provider(
        {**full, "SMS_TENCENT_TEMPLATES": "birthday=12, winback=34"}, ManualClock(NOON)
    )
    account = named._account  # type: ignore[attr-defined]

    assert account.templates == {"binding_code": "x", "birthday": "12", "winback": "34"}
    for wrong in ("birthday", "birthday=x"):
        with pytest.raises(WrongSettingError, match="SMS_TENCENT_TEMPLATES"):
            provider({**full, "SMS_TENCENT_TEMPLATES": wrong}, ManualClock(NOON))
