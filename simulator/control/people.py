"""The control API's customers: who they are, what they do, what their phones show."""

from typing import Any

from flask import Blueprint

from simulator.control.asking import ControlError, given
from simulator.control.performing import perform
from simulator.official.customers import Customer
from simulator.platform import Platform

Json = dict[str, Any]
ACT_PATIENCE = 60.0


def people_routes(routes: Blueprint, platform: Platform) -> None:
    """Add /customers and what is below it to the control API."""
    _who(routes, platform)
    _phones(routes, platform)


def _person(platform: Platform, openid: str) -> Customer:
    phone = platform.phone(openid)
    if phone is None:
        raise ControlError("no such customer", 404)
    return phone.person


def _who(routes: Blueprint, platform: Platform) -> None:
    account = platform.official

    def shown(person: Customer) -> Json:
        with account.lock:
            return person.as_json(platform.clock.now())

    @routes.get("/customers")
    def customers() -> list[Json]:
        return [shown(phone.person) for phone in platform.customers()]

    @routes.post("/customers")
    def create() -> tuple[Json, int]:
        asked = given()
        with account.lock:
            name = str(asked.get("name") or account.customers.unused_name())
        phone = platform.customer(
            name, openid=str(asked.get("openid") or ""), following=asked.get("following") is True
        )
        return shown(phone.person), 201

    @routes.get("/customers/<openid>")
    def customer(openid: str) -> Json:
        return shown(_person(platform, openid))

    @routes.patch("/customers/<openid>")
    def change(openid: str) -> Json:
        person = _person(platform, openid)
        asked = given()
        with account.lock:
            for name in ("blacklisted", "refuses_templates"):
                if isinstance(asked.get(name), bool):
                    setattr(person, name, asked[name])
        account.changed(person)
        return shown(person)


def _phones(routes: Blueprint, platform: Platform) -> None:
    account = platform.official

    @routes.get("/customers/<openid>/messages")
    def messages(openid: str) -> list[Json]:
        person = _person(platform, openid)
        with account.lock:
            return [bubble.as_json() for bubble in person.bubbles]

    @routes.post("/customers/<openid>/read")
    def read(openid: str) -> Json:
        person = _person(platform, openid)
        if person.unread:
            with account.lock:
                person.unread = 0
            account.changed(person)
        return {"ok": True}

    @routes.post("/customers/<openid>/acts")
    def act(openid: str) -> Json:
        asked = given()
        started = perform(platform.acts, _person(platform, openid), asked)
        if asked.get("wait") is not True:
            return {"ok": True}
        outcome, reply = started.outcome(ACT_PATIENCE), started.wait(ACT_PATIENCE)
        return {
            "ok": outcome.ok,
            "attempts": outcome.attempts,
            "reason": outcome.reason,
            "reply": reply.as_json() if reply else None,
        }
