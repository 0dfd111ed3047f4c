"""The API's front door: quotas, token and dispatch of each call."""

from flask import Blueprint, Response, request

from simulator.front_door import FrontDoor, Visit
from simulator.official.account import OfficialAccount
from simulator.official.endpoints import table
from simulator.official.endpoints.routes import Answer, Endpoint
from simulator.official.errors import ApiError
from simulator.official.qr_svg import qr_svg


class Gateway(FrontDoor):
    """Answers every call under the API's paths."""

    def __init__(self, account: OfficialAccount) -> None:
        super().__init__(account)
        self._account = account
        self._endpoints = table()

    def expire_tokens(self) -> None:
        with self._account.lock:
            self._account.tokens.expire_all()

    def perform(self, visit: Visit) -> Answer:
        endpoint = self._admitted(visit)
        with self._account.lock:
            if endpoint.needs_token:
                self._account.tokens.check(request.args.get("access_token", ""))
            self._account.quotas.count(visit.path)
            if self._account.settings.account not in endpoint.accounts:
                raise ApiError(48001)
            return endpoint.view(self._account, self.call(visit))

    def _admitted(self, visit: Visit) -> Endpoint:
        endpoint = self._endpoints.get(visit.path)
        if endpoint is None:
            raise ApiError(40066)
        allowed = self._account.settings.allowed_ips
        caller = request.remote_addr or ""
        if allowed and caller not in allowed:
            raise ApiError(40164, f"{caller} ipv6 ::ffff:{caller}")
        if endpoint.method == "POST" and request.method != "POST":
            raise ApiError(43002)
        if endpoint.method == "GET" and request.method != "GET":
            raise ApiError(43001)
        return endpoint


def blueprint(gateway: Gateway, account: OfficialAccount) -> Blueprint:
    """The API's paths, and the picture of a QR code that needs no token."""
    routes = Blueprint("official", __name__)

    @routes.get("/cgi-bin/showqrcode")
    def showqrcode() -> Response:
        with account.lock:
            code = account.qrcodes.by_ticket(request.args.get("ticket", ""))
        if code is None:
            return Response("", 404)
        return Response(qr_svg(code.url), mimetype="image/svg+xml")

    @routes.route("/cgi-bin/<path:rest>", methods=["GET", "POST"])
    def cgi_bin(rest: str) -> Response:
        return gateway.answer(f"/cgi-bin/{rest}")

    @routes.route("/wxaapi/<path:rest>", methods=["GET", "POST"])
    def wxaapi(rest: str) -> Response:
        return gateway.answer(f"/wxaapi/{rest}")

    return routes
