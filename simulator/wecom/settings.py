"""What one simulated company is configured with."""

import base64
import hashlib
from dataclasses import dataclass, field

from simulator.settings import AES_KEY_LENGTH
from simulator.wecom import limits

EMPLOYEES = (("ZhangWei", "张伟"), ("LiNa", "李娜"))
KF_ID = "wkSimulatedKf00000000000001"


def _derived(purpose: str) -> bytes:
    return hashlib.sha256(f"simulated company: {purpose}".encode()).digest()


def default_corp_id() -> str:
    return "ww" + _derived("corp id").hex()[:16]


def default_secret() -> str:
    return base64.urlsafe_b64encode(_derived("secret")).decode()[:43]


def default_token() -> str:
    return _derived("token").hex()[:24]


def default_aes_key() -> str:
    key = base64.b64encode(_derived("aes key")).decode()[:AES_KEY_LENGTH]
    return key.replace("+", "A").replace("/", "B")


@dataclass(frozen=True)
class WeComSettings:
    """One company with one self-built application. Without a `webhook` nothing is delivered.

    `employees` are (userid, name). `customer_sends_a_month` is the company's own cap of mass
    sends to one customer.
    """

    webhook: str = ""
    corp_id: str = field(default_factory=default_corp_id)
    agent_id: int = 1_000_002
    secret: str = field(default_factory=default_secret)
    token: str = field(default_factory=default_token)
    aes_key: str = field(default_factory=default_aes_key)
    kf_name: str = "常客小店"
    employees: tuple[tuple[str, str], ...] = EMPLOYEES
    customer_sends_a_month: int = limits.MASS_A_MONTH
    cut_off: float = 5.0
    redelivery_interval: float = 5.0
    verify_at_start: bool = True
