"""How an endpoint is declared: a path, a method, and which accounts may call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.official.account import OfficialAccount
from simulator.official.errors import ApiError
from simulator.settings import ACCOUNT_KINDS, AccountKind

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """One file of a multipart call."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Call:
    """One API call, already checked for token and method."""

    query: Mapping[str, str]
    body: Json = field(default_factory=dict)
    upload: Upload | None = None

    def text(self, name: str) -> str:
        """A text of the body; 47001 when it is missing or of another type."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise ApiError(47001, name)
        return value

    def part(self, name: str) -> Json:
        value = self.body.get(name)
        if not isinstance(value, dict):
            raise ApiError(47001, name)
        return value

    def openids(self, name: str, most: int) -> list[str]:
        """A list of openids; 40032 when it is empty or too long."""
        value = self.body.get(name)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise ApiError(40032)
        return [str(one) for one in value]


@dataclass(frozen=True)
class Binary:
    """An answer that is a file."""

    content: bytes
    content_type: str
    name: str


Answer = Json | Binary
View = Callable[[OfficialAccount, Call], Answer]
Method = Literal["GET", "POST", "ANY"]


@dataclass(frozen=True)
class Endpoint:
    """One path of the API; without `needs_token` it is called with the app's secret."""

    path: str
    method: Method
    view: View
    accounts: tuple[AccountKind, ...]
    needs_token: bool


class Routes:
    """The endpoints of one module."""

    def __init__(self) -> None:
        self.endpoints: list[Endpoint] = []

    def on(
        self,
        method: Method,
        path: str,
        *,
        accounts: tuple[AccountKind, ...] = ACCOUNT_KINDS,
        needs_token: bool = True,
    ) -> Callable[[View], View]:
        def register(view: View) -> View:
            self.endpoints.append(Endpoint(path, method, view, accounts, needs_token))
            return view

        return register

    def get(self, path: str, **how: Any) -> Callable[[View], View]:
        return self.on("GET", path, **how)

    def post(self, path: str, **how: Any) -> Callable[[View], View]:
        return self.on("POST", path, **how)


OK: Json = {"errcode": 0, "errmsg": "ok"}
