"""Tencent SMS against a stub of this machine that checks the signature as the platform does."""

import http.server
import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.connection import WrongSettingError
from channels.sms.port import ConsoleSms
from channels.sms.sender import SmsSender
from channels.sms.settings import NEEDED, provider
from channels.sms.tencent import TencentAccount, TencentSms, authorization
from membership.privacy import Privacy
from messaging.errors import SendError
from store.clock import ManualClock

NOW = datetime(2026, 3, 10, 4, tzinfo=UTC)
SECRET = "a secret key"
OK = {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "2019:538884"}], "RequestId": "r"}}


class Stub(http.server.BaseHTTPRequestHandler):
    """Answers what it is told to, and remembers what it was asked."""

    answer: bytes = b""
    asked: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((dict(self.headers), body))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def stub() -> Iterator[tuple[type[Stub], str]]:
    handler = type("Asked", (Stub,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield handler, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _sms(url: str) -> TencentSms:
    account = TencentAccount("id", SECRET, "1400006666", "常客", {"binding_code": "1234"}, url=url)
    return TencentSms(account, ManualClock(NOW))


def test_the_signature_is_the_documented_one() -> None:
    """The example of https://cloud.tencent.com/document/api/213/30654."""
    body = (
        rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    )
    header = authorization(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        "cvm",
        "cvm.tencentcloudapi.com",
        body,
        datetime.fromtimestamp(1551113065, UTC),
    )

    assert header == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/"
        "tc3_request, SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def test_a_message_is_sent_as_the_protocol_says(stub: tuple[type[Stub], str]) -> None:
    handler, url = stub
    handler.answer = json.dumps(OK).encode()

    assert _sms(url).send("13800001111", "binding_code", ["271828", "10"]) == "2019:538884"
    ((headers, body),) = handler.asked
    assert json.loads(body) == {
        "PhoneNumberSet": ["+8613800001111"],
        "SmsSdkAppId": "1400006666",
        "SignName": "常客",
        "TemplateId": "1234",
        "TemplateParamSet": ["271828", "10"],
    }
    expected = {
        "X-TC-Action": "SendSms",
        "X-TC-Version": "2021-01-11",
        "X-TC-Region": "ap-guangzhou",
        "X-TC-Timestamp": str(int(NOW.timestamp())),
        "Authorization": authorization("id", SECRET, "sms", headers["Host"], body, NOW),
    }
    assert {name: headers[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "x"}}, "account"),
        ({"Error": {"Code": "RequestLimitExceeded", "Message": "x"}}, "retry"),
        ({"Error": {"Code": "InternalError.Timeout", "Message": "x"}}, "unknown"),
        ({"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}, "recipient"),
        ({"SendStatusSet": [{"Code": "FailedOperation.TemplateIncorrect"}]}, "content"),
        ({"SendStatusSet": []}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_each_refusal_has_its_kind(
    stub: tuple[type[Stub], str], answer: dict[str, Any], kind: str
) -> None:
    handler, url = stub
    handler.answer = json.dumps({"Response": answer}).encode()
    with pytest.raises(SendError) as refused:
        _sms(url).send("13800001111", "binding_code", ["1", "10"])
    assert refused.value.kind == kind


@pytest.mark.parametrize("answer", [b"<html>502</html>", b"[]", b'{"Response": 5}'])
def test_an_answer_that_cannot_be_read_may_have_been_sent(
    stub: tuple[type[Stub], str], answer: bytes
) -> None:
    handler, url = stub
    handler.answer = answer
    with pytest.raises(SendError) as refused:
        _sms(url).send("13800001111", "binding_code", ["1", "10"])
    assert refused.value.kind == "unknown"


def test_nobody_there_is_tried_again() -> None:
    with pytest.raises(SendError) as refused:
        _sms("http://127.0.0.1:9").send("13800001111", "binding_code", ["1", "10"])
    assert refused.value.kind == "retry"


def test_the_sender_opens_what_was_sealed(caplog: pytest.LogCaptureFixture) -> None:
    privacy = Privacy.from_key("a long random string for tests")
    message = {"phone": "13800001111", "template": "binding_code", "values": ["271828", "10"]}
    sender = SmsSender(ConsoleSms(), privacy)
    with caplog.at_level(logging.WARNING):
        sender.send("o_1", {"type": "sms", "sealed": privacy.seal(json.dumps(message))})
    assert "271828" in caplog.text
    for payload in ({}, {"sealed": "x"}, {"sealed": privacy.seal("[]")}, {"sealed": None}):
        with pytest.raises(SendError) as refused:
            sender.send("o_1", payload)
        assert refused.value.kind == "content"


def test_settings_choose_the_provider_and_name_what_is_missing() -> None:
    clock = ManualClock(NOW)
    full = dict.fromkeys(NEEDED, "x") | {"SMS_PROVIDER": "tencent"}

    assert isinstance(provider({}, clock), ConsoleSms)
    assert isinstance(provider(full, clock), TencentSms)
    for name in NEEDED:
        with pytest.raises(WrongSettingError, match=name):
            provider(full | {name: " "}, clock)
    with pytest.raises(WrongSettingError, match="SMS_PROVIDER"):
        provider({"SMS_PROVIDER": "pigeon"}, clock)
    with pytest.raises(WrongSettingError, match="SMS_TENCENT_URL"):
        provider(full | {"SMS_TENCENT_URL": "sms"}, clock)
