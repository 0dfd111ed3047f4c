"""The control API under /sim/api: everything the page can do, for programs."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.control.asking import ControlError, given, refuse_strangers
from simulator.control.company import company_routes
from simulator.control.live import live_routes
from simulator.control.people import people_routes
from simulator.official.dispatch import ActRefusedError
from simulator.official.errors import ApiError
from simulator.platform import Platform

Json = dict[str, Any]
MOST_ENTRIES = 1_000
MOST_QRCODES = 50


def blueprint(platform: Platform) -> Blueprint:
    routes = Blueprint("control", __name__, url_prefix="/sim/api")
    routes.before_request(refuse_strangers)
    live_routes(routes, platform.feed)
    _errors(routes)
    _state(routes, platform)
    people_routes(routes, platform)
    company_routes(routes, platform)
    _qrcodes(routes, platform)
    _clock(routes, platform)
    _faults(routes, platform)
    _transcript(routes, platform)
    return routes


def _errors(routes: Blueprint) -> None:
    @routes.errorhandler(ControlError)
    def refused(error: ControlError) -> tuple[Response, int]:
        return jsonify(error=error.reason), error.status

    @routes.errorhandler(ActRefusedError)
    def act_refused(error: ActRefusedError) -> tuple[Response, int]:
        return jsonify(error=error.reason), 409

    @routes.errorhandler(KeyError)
    def incomplete(error: KeyError) -> tuple[Response, int]:
        return jsonify(error=f"{error.args[0]} is missing"), 400

    @routes.errorhandler(ApiError)
    def api_error(error: ApiError) -> tuple[Response, int]:
        return jsonify(error=error.message, errcode=error.code), 409


def _qrcodes(routes: Blueprint, platform: Platform) -> None:
    @routes.get("/qrcodes")
    def qrcodes() -> list[Json]:
        with platform.official.lock:
            codes = platform.official.qrcodes.all()[-MOST_QRCODES:]
        return [{"scene": code.scene, "ticket": code.ticket, "url": code.url} for code in codes]


def _state(routes: Blueprint, platform: Platform) -> None:
    account, settings = platform.official, platform.settings

    @routes.get("/state")
    def state() -> Json:
        with account.lock:
            now = platform.clock.now()
            return {
                "change": platform.feed.latest,
                "account": {
                    "name": settings.account_name,
                    "kind": settings.account,
                    "mode": settings.mode,
                    "app_id": settings.app_id,
                    "original_id": settings.original_id,
                    "webhook": settings.webhook,
                },
                "clock": {"now": now, "offset": platform.clock.offset},
                "menu": account.menu.buttons,
                "notices": [{"id": one.id, "title": one.title} for one in account.notices.all()],
                "quotas": account.quotas.used_today(),
                "customers": [person.as_json(now) for person in account.customers],
                "faults": platform.faults.as_json(),
            }

    @routes.post("/reset")
    def reset() -> Json:
        platform.reset()
        return {"ok": True}

    @routes.post("/verify")
    def verify() -> Json:
        return {"verified": platform.verify()}

    @routes.post("/tokens/expire")
    def expire_tokens() -> Json:
        platform.expire_tokens()
        return {"ok": True}

    @routes.post("/tokens/invalidate")
    def invalidate_tokens() -> Json:
        platform.kill_tokens()
        return {"ok": True}

    @routes.post("/quotas")
    def set_quota() -> Json:
        asked = given()
        with account.lock:
            account.quotas.set(
                str(asked.get("path", "")), day=asked.get("day"), minute=asked.get("minute")
            )
        return {"ok": True}

    @routes.post("/templates")
    def add_template() -> Json:
        asked = given()
        add = platform.add_notice if asked.get("kind") == "notice" else platform.add_template
        added = add(str(asked["title"]), str(asked["content"]), str(asked.get("id", "")))
        return {"id": added.id, "title": added.title}


def _clock(routes: Blueprint, platform: Platform) -> None:
    @routes.get("/clock")
    def clock() -> Json:
        return {"now": platform.clock.now(), "offset": platform.clock.offset}

    @routes.post("/clock")
    def move() -> Json:
        asked = given()
        try:
            if asked.get("reset") is True:
                platform.clock.reset()
            elif "advance" in asked:
                platform.clock.advance(float(asked["advance"]))
            else:
                platform.clock.set(datetime.fromisoformat(str(asked.get("set", ""))))
        except (TypeError, ValueError) as error:
            raise ControlError(str(error)) from error
        return clock()


def _faults(routes: Blueprint, platform: Platform) -> None:
    def announce() -> None:
        platform.feed.publish("faults", faults=platform.faults.as_json())

    @routes.get("/faults")
    def faults() -> list[Json]:
        return platform.faults.as_json()

    @routes.post("/faults")
    def add() -> tuple[Json, int]:
        asked = {name: value for name, value in given().items() if name != "id"}
        try:
            rule = platform.faults.add(**asked)
        except (TypeError, ValueError) as error:
            raise ControlError(str(error)) from error
        announce()
        return {"id": rule.id}, 201

    @routes.delete("/faults/<int:rule_id>")
    def remove(rule_id: int) -> Json:
        if not platform.faults.remove(rule_id):
            raise ControlError("no such rule", 404)
        announce()
        return {"ok": True}

    @routes.delete("/faults")
    def clear_faults() -> Json:
        platform.faults.clear()
        announce()
        return {"ok": True}


def _transcript(routes: Blueprint, platform: Platform) -> None:
    @routes.get("/transcript")
    def entries() -> list[Json]:
        query = request.args
        side = query.get("side")
        if side not in (None, "api", "webhook"):
            raise ControlError("side is api or webhook")
        found = platform.transcript.entries(
            side="api" if side == "api" else "webhook" if side == "webhook" else None,
            path=query.get("path"),
            openid=query.get("openid"),
            code=query.get("code", type=int),
            since=query.get("since", 0, type=int),
            limit=query.get("limit", MOST_ENTRIES, type=int),
        )
        return [entry.as_json() for entry in found]

    @routes.delete("/transcript")
    def clear_transcript() -> Json:
        platform.transcript.clear()
        return {"ok": True}
