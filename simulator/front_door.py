"""The front door of an API: faults, dispatch, and the transcript of each call."""

import json
import secrets
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request

from simulator.account import Account
from simulator.faults import Rule
from simulator.official.endpoints.routes import Answer, Binary, Call, Json, Upload
from simulator.official.errors import ApiError

HANG_STEP = 0.1
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n"
    "</body>\r\n</html>\r\n"
)


@dataclass
class Visit:
    """One call on its way through the front door."""

    path: str
    body: Json
    is_json: bool
    started: float
    at: float
    struck: list[Rule]
    outcome: str = "ok"
    code: int | None = 0
    shown: str = ""
    request: str = ""
    openid: str = ""
    effects: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.effects = frozenset(rule.effect for rule in self.struck)

    def rule(self, effect: str) -> Rule | None:
        return next((rule for rule in self.struck if rule.effect == effect), None)


class FrontDoor(ABC):
    """Answers every call below a platform's paths."""

    def __init__(self, platform: Account) -> None:
        self._platform = platform
        self._stopping = threading.Event()

    @abstractmethod
    def expire_tokens(self) -> None:
        """Every token is past its time from now on."""

    @abstractmethod
    def perform(self, visit: Visit) -> Answer:
        """Carry out a call, or raise `ApiError`."""

    def error(self, code: int) -> ApiError:
        """The error that a fault rule asks for."""
        return ApiError(code)

    def stop(self) -> None:
        self._stopping.set()

    def answer(self, path: str) -> Response:
        visit = self._visit(path)
        if latency := visit.rule("latency"):
            self._stopping.wait(latency.seconds)
        if "expire_tokens" in visit.effects:
            self.expire_tokens()
        lost = self._lost_before(visit)
        response = lost or self._dispatched(visit)
        if lost is None:
            response = self._lost_after(visit) or response
        self._record(visit, response)
        return response

    def _visit(self, path: str) -> Visit:
        body = request.get_json(force=True, silent=True) if request.method == "POST" else None
        fields = body if isinstance(body, dict) else {}
        target = fields.get("touser") or request.args.get("openid") or fields.get("openid")
        openid = target if isinstance(target, str) else ""
        visit = Visit(
            path,
            fields,
            isinstance(body, dict),
            time.monotonic(),
            self._platform.clock.now(),
            self._platform.faults.strike("api", path, openid),
            openid=openid,
        )
        visit.request = self._request_text(fields)
        return visit

    @staticmethod
    def _request_text(fields: Json) -> str:
        if fields:
            return json.dumps(fields, ensure_ascii=False)
        if request.files:
            return f"({request.content_length or 0} bytes of files)"
        return request.get_data(as_text=True)

    def _lost_before(self, visit: Visit) -> Response | None:
        """The answer of a call that a fault stopped before it took effect."""
        if "reset_before" in visit.effects:
            return self._reset(visit, "reset before acceptance")
        for effect in ("hang", "bad_gateway", "garbage"):
            rule = visit.rule(effect)
            if rule is not None and not rule.accepted:
                return self._spoiled(visit, rule)
        errcode = visit.rule("errcode")
        return self._error(visit, self.error(errcode.code)) if errcode else None

    def _lost_after(self, visit: Visit) -> Response | None:
        """The answer of a call that took effect, if a fault loses it on the way back."""
        if "reset_after" in visit.effects:
            return self._reset(visit, "reset after acceptance")
        for effect in ("hang", "bad_gateway", "garbage"):
            rule = visit.rule(effect)
            if rule is not None and rule.accepted:
                return self._spoiled(visit, rule)
        return None

    def _spoiled(self, visit: Visit, rule: Rule) -> Response:
        if rule.effect == "hang":
            self._hang(rule.seconds)
            return self._reset(visit, f"hung {rule.seconds:g} s, then closed")
        visit.code = None
        visit.outcome = rule.effect
        if rule.effect == "bad_gateway":
            visit.shown = BAD_GATEWAY
            return Response(BAD_GATEWAY, 502, mimetype="text/html")
        visit.shown = '{"errcode":0,"errm'
        return Response(visit.shown, mimetype="application/json")

    def _hang(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopping.wait(HANG_STEP):
            pass

    def _reset(self, visit: Visit, outcome: str) -> Response:
        """A response that, once sent, closes the connection instead."""
        visit.outcome, visit.code = outcome, None
        connection = request.environ.get("werkzeug.socket")

        def nothing() -> Iterator[bytes]:
            if isinstance(connection, socket.socket):
                connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError
            yield b""

        return Response(nothing())

    def _dispatched(self, visit: Visit) -> Response:
        try:
            answer = self.perform(visit)
        except ApiError as error:
            return self._error(visit, error)
        if isinstance(answer, Binary):
            visit.shown = f"({len(answer.content)} bytes, {answer.content_type})"
            headers = {"Content-Disposition": f'attachment; filename="{answer.name}"'}
            return Response(answer.content, mimetype=answer.content_type, headers=headers)
        return self._json(visit, answer)

    @staticmethod
    def call(visit: Visit) -> Call:
        """What was sent; 44002 for nothing, 47001 for something that is no JSON."""
        sent = request.files.get("media")
        upload = None
        if sent is not None:
            kind = sent.mimetype or "application/octet-stream"
            upload = Upload(sent.filename or "file", sent.read(), kind)
        elif request.method == "POST" and not visit.is_json:
            raise ApiError(47001 if request.get_data() else 44002)
        return Call(request.args, visit.body, upload)

    def _error(self, visit: Visit, error: ApiError) -> Response:
        visit.outcome = "error"
        rid = f"{int(visit.at):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
        return self._json(
            visit,
            {"errcode": error.code, "errmsg": f"{error.message} rid: {rid}", **error.extra},
        )

    def _json(self, visit: Visit, answer: dict[str, Any]) -> Response:
        visit.code = int(answer.get("errcode", 0))
        visit.shown = json.dumps(answer, ensure_ascii=False)
        return Response(visit.shown, mimetype="application/json")

    def _record(self, visit: Visit, response: Response) -> None:
        closed = visit.outcome.startswith(("reset", "hung"))
        self._platform.transcript.record(
            "api",
            at=visit.at,
            method=request.method,
            path=request.full_path.rstrip("?"),
            openid=visit.openid,
            request=visit.request,
            response=visit.shown,
            status=None if closed else response.status_code,
            code=visit.code,
            duration=(time.monotonic() - visit.started) * 1_000,
            outcome=visit.outcome,
            faults=[rule.effect for rule in visit.struck],
        )
