"""Tencent Cloud SMS: SendSms of 2021-01-11, signed with TC3-HMAC-SHA256.

Sources: https://cloud.tencent.com/document/product/382/55981 (SendSms),
https://cloud.tencent.com/document/api/382/52072 (signature v3).
"""

import hmac
import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from messaging.errors import FailureKind, SendError
from store.clock import Clock

ALGORITHM = "TC3-HMAC-SHA256"
ACTION = "SendSms"
VERSION = "2021-01-11"
SERVICE = "sms"
CONTENT_TYPE = "application/json; charset=utf-8"
SECONDS = 10
URL = "https://sms.tencentcloudapi.com"
_KINDS: Mapping[str, FailureKind] = {
    "LimitExceeded.AppCountryOrRegionDailyLimit": "quota",
    "LimitExceeded.DailyLimit": "quota",
    "LimitExceeded.PhoneNumberDailyLimit": "recipient",
    "LimitExceeded.PhoneNumberOneHourLimit": "recipient",
    "LimitExceeded.PhoneNumberThirtySecondLimit": "retry",
    "LimitExceeded.DeliveryFrequencyLimit": "retry",
    "RequestLimitExceeded": "retry",
    "InternalError": "unknown",
    "FailedOperation.PhoneNumberInBlacklist": "recipient",
    "InvalidParameterValue.IncorrectPhoneNumber": "recipient",
    "FailedOperation.InsufficientBalanceInSmsPackage": "account",
}
_FAMILIES: Mapping[str, FailureKind] = {
    "AuthFailure": "account",
    "UnauthorizedOperation": "account",
    "InternalError": "unknown",
    "RequestLimitExceeded": "retry",
}


@dataclass(frozen=True, slots=True)
class TencentAccount:
    """Keys of the API, the application and signature of the messages, and their templates."""

    secret_id: str
    secret_key: str = field(repr=False)
    app_id: str
    sign_name: str
    templates: Mapping[str, str]
    region: str = "ap-guangzhou"
    url: str = URL


class TencentSms:
    """Sends by Tencent Cloud. A request that may have arrived ends as "unknown"."""

    def __init__(self, account: TencentAccount, clock: Clock) -> None:
        self._account = account
        self._clock = clock

    def send(self, phone: str, template: str, values: Sequence[str]) -> str:
        account = self._account
        if template not in account.templates:
            raise SendError("content", detail=f"no template for {template}")
        body = json.dumps(
            {
                "PhoneNumberSet": [phone if phone.startswith("+") else f"+86{phone}"],
                "SmsSdkAppId": account.app_id,
                "SignName": account.sign_name,
                "TemplateId": account.templates[template],
                "TemplateParamSet": list(values),
            },
            ensure_ascii=False,
        ).encode()
        host = urlsplit(account.url).netloc
        return _number(self._post(host, body, self._headers(host, body)))

    def _headers(self, host: str, body: bytes) -> dict[str, str]:
        now = self._clock.now()
        account = self._account
        return {
            "Content-Type": CONTENT_TYPE,
            "Host": host,
            "X-TC-Action": ACTION,
            "X-TC-Version": VERSION,
            "X-TC-Region": account.region,
            "X-TC-Timestamp": str(int(now.timestamp())),
            "Authorization": authorization(
                account.secret_id, account.secret_key, SERVICE, host, body, now
            ),
        }

    def _post(self, host: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        secure = urlsplit(self._account.url).scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(host, timeout=SECONDS)
        try:
            connection.connect()
        except OSError as error:
            raise SendError("retry", detail=str(error)) from error
        try:
            connection.request("POST", "/", body, dict(headers))
            response = connection.getresponse()
            answer = dict(json.loads(response.read())["Response"])
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
            raise SendError("unknown", detail=type(error).__name__) from error
        finally:
            connection.close()
        return answer


def _number(answer: Mapping[str, Any]) -> str:
    """Return the serial number of the one message, or raise what the provider said."""
    if "Error" in answer:
        raise _refused(answer["Error"])
    try:
        status = answer["SendStatusSet"][0]
        if status["Code"] == "Ok":
            return str(status["SerialNo"])
    except (KeyError, IndexError, TypeError):
        raise SendError("unknown", detail="no status") from None
    raise _refused(status)


def _refused(status: Mapping[str, Any]) -> SendError:
    code = str(status.get("Code", ""))
    kind = _KINDS.get(code) or _FAMILIES.get(code.partition(".")[0], "content")
    return SendError(kind, detail=f"{code} {status.get('Message', '')}"[:200])


def authorization(
    secret_id: str, secret_key: str, service: str, host: str, body: bytes, now: datetime
) -> str:
    """Return the Authorization header of signature v3 over content-type and host."""
    canonical = (
        f"POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\n\ncontent-type;host\n"
        f"{sha256(body).hexdigest()}"
    )
    day = now.astimezone(UTC).date().isoformat()
    scope = f"{day}/{service}/tc3_request"
    hashed = sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{int(now.timestamp())}\n{scope}\n{hashed}"
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    signature = hmac.new(key, to_sign.encode(), sha256).hexdigest()
    return (
        f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders=content-type;host, "
        f"Signature={signature}"
    )
