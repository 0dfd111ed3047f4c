"""What one simulated official account is configured with."""

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

Mode = Literal["plain", "compat", "safe"]
AccountKind = Literal["service", "subscription", "test"]

MODES: tuple[Mode, ...] = get_args(Mode)
ACCOUNT_KINDS: tuple[AccountKind, ...] = get_args(AccountKind)
AES_KEY_LENGTH = 43


def _derived(purpose: str) -> bytes:
    return hashlib.sha256(f"simulated official account: {purpose}".encode()).digest()


def default_app_id() -> str:
    return "wx" + _derived("app id").hex()[:16]


def default_app_secret() -> str:
    return _derived("app secret").hex()[:32]


def default_token() -> str:
    return _derived("token").hex()[:24]


def default_aes_key() -> str:
    return base64.b64encode(_derived("aes key")).decode()[:AES_KEY_LENGTH]


@dataclass(frozen=True)
class Settings:
    """One account and the way its webhook is called.

    The defaults are the same at every start, so a bot configured once stays configured.
    `cut_off` and `redelivery_interval` are real seconds (WeChat: 5 and about 5), the second
    from the start of one delivery to the start of the next. `job_delay` is the real time a
    template or mass job takes before its result event. An empty `allowed_ips` admits everyone.
    With `open_platform` the account is bound to an Open Platform account and tells unionids.
    """

    webhook: str
    app_id: str = field(default_factory=default_app_id)
    app_secret: str = field(default_factory=default_app_secret)
    token: str = field(default_factory=default_token)
    aes_key: str = field(default_factory=default_aes_key)
    mode: Mode = "safe"
    account: AccountKind = "service"
    account_name: str = "模拟公众号"
    original_id: str = "gh_51a7e0c0ffee"
    customers: int = 3
    clock_file: Path | None = None
    cut_off: float = 5.0
    redelivery_interval: float = 5.0
    deliveries: int = 3
    job_delay: float = 0.3
    allowed_ips: frozenset[str] = frozenset()
    verify_at_start: bool = True
    open_platform: bool = False

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {self.mode!r}")
        if self.account not in ACCOUNT_KINDS:
            kinds = ", ".join(ACCOUNT_KINDS)
            raise ValueError(f"account must be one of {kinds}, not {self.account!r}")
        if len(self.aes_key) != AES_KEY_LENGTH:
            raise ValueError(f"aes_key must have {AES_KEY_LENGTH} characters")
        if not self.webhook.startswith(("http://", "https://")):
            raise ValueError("webhook must be an http:// or https:// address")
