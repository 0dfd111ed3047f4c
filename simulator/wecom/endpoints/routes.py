"""How an endpoint is declared: its path, its method, and whether it needs the token."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.official.endpoints.routes import OK, Answer, Call, Json, Method
from simulator.wecom.corp import Corp

View = Callable[[Corp, Call], Answer]

__all__ = ["OK", "Answer", "Call", "Endpoint", "Json", "Routes", "View"]


@dataclass(frozen=True)
class Endpoint:
    """One path of the API; without `needs_token` a secret or a key stands in the call."""

    path: str
    method: Method
    view: View
    needs_token: bool


class Routes:
    """The endpoints of one module."""

    def __init__(self) -> None:
        self.endpoints: list[Endpoint] = []

    def on(self, method: Method, path: str, *, needs_token: bool = True) -> Callable[[View], View]:
        def register(view: View) -> View:
            self.endpoints.append(Endpoint(f"/cgi-bin/{path}", method, view, needs_token))
            return view

        return register
