"""The front door of WeCom's API, under a path of its own."""

from flask import Blueprint, Response, request

from simulator.front_door import FrontDoor, Visit
from simulator.official.endpoints.routes import Answer
from simulator.official.errors import ApiError
from simulator.wecom.corp import Corp
from simulator.wecom.endpoints import table
from simulator.wecom.errors import WeComError

PREFIX = "/wecom"


class Gateway(FrontDoor):
    """Answers every call below `PREFIX`."""

    def __init__(self, corp: Corp) -> None:
        super().__init__(corp)
        self._corp = corp
        self._endpoints = table()

    def expire_tokens(self) -> None:
        self._corp.expire_tokens()

    def error(self, code: int) -> ApiError:
        return WeComError(code)

    def perform(self, visit: Visit) -> Answer:
        endpoint = self._endpoints.get(visit.path.removeprefix(PREFIX))
        if endpoint is None:
            raise WeComError(40058, "no such path")
        if endpoint.method == "POST" and request.method != "POST":
            raise WeComError(43002)
        with self._corp.lock:
            if endpoint.needs_token:
                self._corp.tokens.check(request.args.get("access_token", ""))
            return endpoint.view(self._corp, self.call(visit))


def blueprint(gateway: Gateway) -> Blueprint:
    routes = Blueprint("wecom", __name__)

    @routes.route(f"{PREFIX}/cgi-bin/<path:rest>", methods=["GET", "POST"])
    def cgi_bin(rest: str) -> Response:
        return gateway.answer(f"{PREFIX}/cgi-bin/{rest}")

    return routes
