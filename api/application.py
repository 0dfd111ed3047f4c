"""The API's addresses, its key check, and its errors: always JSON, one sentence each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, jsonify, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, HTTPException

from api import endpoints, keys, openapi, reading
from api.wording import sentence
from membership.errors import InsufficientPointsError, KeyReusedError, MembershipError
from membership.errors import NotFoundError as MissingMember
from membership.privacy import Privacy
from membership.reward_errors import (
    CouponNotUsableError,
    UnknownCouponError,
    UnknownRedemptionError,
)
from store.clock import Clock
from store.transactions import Store
from tickets.errors import DeskError
from tickets.errors import NotFound as MissingTicket

BODY_BYTES = 1_000_000
NOT_FOUND = (MissingMember, MissingTicket, UnknownRedemptionError)
CONFLICTS = (InsufficientPointsError, KeyReusedError)
OF_COUPONS = (CouponNotUsableError, UnknownCouponError)


@dataclass(frozen=True, slots=True)
class Api:
    """What the API works with; `account` is the official account its openids belong to."""

    store: Store
    clock: Clock
    timezone: ZoneInfo
    privacy: Privacy
    account: str
    public_url: str


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated call inside its transaction."""

    session: Session
    api: Api
    caller: str
    now: datetime
    body: Mapping[str, Any]


def blueprint(api: Api) -> Blueprint:
    """All addresses under /api/v1."""
    pages = Blueprint("api", __name__, url_prefix="/api/v1")

    @pages.before_request
    def admit() -> Response | None:
        request.max_content_length = BODY_BYTES
        if request.endpoint == "api.document":
            return None
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        with api.store.reading() as session:
            g.caller = keys.name_of(session, key.strip()) if kind.lower() == "bearer" else None
        return None if g.caller else _refused(401, "A valid Bearer key is needed.")

    @pages.get("/openapi.json")
    def document() -> Response:
        return jsonify(openapi.document(api.public_url, endpoints.ALL))

    for endpoint in endpoints.ALL:
        pages.add_url_rule(
            endpoint.path.replace("{", "<").replace("}", ">"),
            endpoint.name,
            _view(api, endpoint),
            methods=[endpoint.method],
        )
    pages.register_error_handler(MembershipError, _domain_error)
    pages.register_error_handler(DeskError, _domain_error)
    pages.register_error_handler(HTTPException, _http_error)
    pages.app_errorhandler(HTTPException)(_astray)
    return pages


def _view(api: Api, endpoint: endpoints.Endpoint) -> Callable[..., tuple[Response, int]]:
    def view(**path: str) -> tuple[Response, int]:
        for name in path:
            reading.text(path, name, required=True)
        body = _body(endpoint)
        with api.store.session() as session:
            call = Call(session, api, g.caller, api.clock.now(), body)
            answer, status = endpoint.run(call, **path)
        return jsonify(answer), status

    return view


def _body(endpoint: endpoints.Endpoint) -> dict[str, Any]:
    """The JSON object that was sent; none is needed where there is nothing to say."""
    if not endpoint.has_body or not (endpoint.fields or request.content_length):
        return {}
    try:
        body = request.get_json()
    except (BadRequest, RecursionError):
        raise BadRequest("The body is no valid JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body


def _domain_error(error: Exception) -> Response:
    status = 404 if isinstance(error, NOT_FOUND) else 409 if isinstance(error, CONFLICTS) else 422
    field = "coupon_code" if isinstance(error, OF_COUPONS) else getattr(error, "field", None)
    return _refused(status, sentence(error), field)


def _http_error(error: HTTPException) -> Response:
    refused = _refused(error.code or 500, str(error.description))
    refused.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return refused


def _astray(error: HTTPException) -> Response | HTTPException:
    """No blueprint refuses what nobody answers at: what was meant for us is told by its path."""
    return _http_error(error) if request.path.startswith("/api/") else error


def _refused(status: int, text: str, field: object = None) -> Response:
    response = jsonify({"error": text} | ({"field": field} if field else {}))
    response.status_code = status
    return response
