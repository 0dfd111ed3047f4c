"""The control API of the WeCom company, under /sim/api/wecom."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from flask import Blueprint

from simulator.control.asking import ControlError, given
from simulator.official.customers import Bubble
from simulator.official.dispatch import ActRefusedError
from simulator.parcels import Outcome
from simulator.platform import Platform
from simulator.wecom.acts import Acts
from simulator.wecom.people import Employee, Friend, Group

Json = dict[str, Any]
Begin = Callable[[Acts, Friend, Json], "Future[Outcome]"]
ACT_PATIENCE = 60.0
CUSTOMER_ACTS: dict[str, Begin] = {
    "text": lambda acts, person, asked: acts.text(person, str(asked.get("text", ""))),
    "texts": lambda acts, person, asked: acts.texts(
        person, [str(one) for one in asked.get("texts") or []]
    ),
    "image": lambda acts, person, _asked: acts.image(person),
    "choose": lambda acts, person, asked: acts.choose(person, str(asked["id"])),
    "enter": lambda acts, person, asked: acts.enter(person, str(asked.get("scene", ""))),
    "befriend": lambda acts, person, asked: acts.befriend(
        person, str(asked["userid"]), str(asked.get("state", ""))
    ),
    "unfriend": lambda acts, person, asked: acts.unfriend(person, str(asked["userid"])),
}


def company_routes(routes: Blueprint, platform: Platform) -> None:
    """Add /wecom and what is below it to the control API."""
    _state(routes, platform)
    _people(routes, platform)
    _acts(routes, platform)


def _state(routes: Blueprint, platform: Platform) -> None:
    corp, settings = platform.wecom, platform.wecom.settings

    @routes.get("/wecom")
    def company_state() -> Json:
        with corp.lock:
            now = platform.clock.now()
            return {
                "change": platform.feed.latest,
                "now": now,
                "company": {
                    "corp_id": settings.corp_id,
                    "agent_id": settings.agent_id,
                    "kf": corp.kf.name,
                    "webhook": settings.webhook,
                },
                "friends": [_friend(one, now) for one in corp.friends.values()],
                "employees": [_employee(one) for one in corp.employees.values()],
                "groups": [_group(one) for one in corp.groups.values()],
                "sends": [one.as_json() for one in corp.sends.values()],
            }

    @routes.post("/wecom/tokens/expire")
    def expire_company_tokens() -> Json:
        corp.expire_tokens()
        return {"ok": True}

    @routes.post("/wecom/verify")
    def verify_company() -> Json:
        return {"verified": corp.courier.verify()}


def _people(routes: Blueprint, platform: Platform) -> None:
    corp = platform.wecom

    @routes.post("/wecom/friends")
    def add_friend() -> tuple[Json, int]:
        asked = given()
        name = str(asked.get("name") or f"顾客 {len(corp.friends) + 1}")
        friends = [str(one) for one in asked.get("friends") or []]
        external_userid = str(asked.get("external_userid") or "")
        added = corp.add_friend(name, *friends, external_userid=external_userid)
        return _friend(added, platform.clock.now()), 201

    @routes.post("/wecom/groups")
    def add_group() -> tuple[Json, int]:
        asked = given()
        robots = tuple(str(one) for one in asked.get("robots") or [])
        members = [str(one) for one in asked.get("members") or []]
        group = corp.add_group(str(asked["name"]), str(asked["owner"]), *members, robots=robots)
        return _group(group), 201


def _acts(routes: Blueprint, platform: Platform) -> None:
    corp, acts = platform.wecom, platform.wecom_acts

    @routes.post("/wecom/friends/<external_userid>/acts")
    def friend_act(external_userid: str) -> Json:
        asked = given()
        with corp.lock:
            person = corp.friend(external_userid)
        begin = CUSTOMER_ACTS.get(str(asked.get("act", "")))
        if begin is None:
            raise ActRefusedError(f"no such act: {asked.get('act')}")
        started = begin(acts, person, asked)
        return _outcome(asked, started)

    @routes.post("/wecom/employees/<userid>/acts")
    def employee_act(userid: str) -> Json:
        asked = given()
        with corp.lock:
            person = corp.employee(userid)
        match asked.get("act"):
            case "text":
                return _outcome(asked, acts.say(person, str(asked.get("text", ""))))
            case "confirm":
                acts.confirm(person, str(asked["msgid"]))
                return {"ok": True}
        raise ControlError(f"no such act: {asked.get('act')}")


def _outcome(asked: Json, started: "Future[Outcome]") -> Json:
    if asked.get("wait") is not True:
        return {"ok": True}
    outcome = started.result(ACT_PATIENCE)
    return {"ok": outcome.ok, "attempts": outcome.attempts, "reason": outcome.reason}


def _friend(person: Friend, now: float) -> Json:
    session = person.session
    return {
        "id": person.external_userid,
        "name": person.name,
        "number": person.number,
        "friends": list(person.friends),
        "state": session.state,
        "left": session.left if session.until > now else 0,
        "messages": _shown(list(person.bubbles)),
    }


def _employee(person: Employee) -> Json:
    return {
        "id": person.userid,
        "name": person.name,
        "dropped": person.dropped,
        "messages": _shown(list(person.bubbles)),
    }


def _group(group: Group) -> Json:
    return {
        "id": group.chat_id,
        "name": group.name,
        "owner": group.owner,
        "robots": [{"name": one.name, "key": one.key} for one in group.robots],
        "messages": _shown(list(group.bubbles)),
    }


def _shown(bubbles: list[Bubble]) -> list[Json]:
    return [bubble.as_json() for bubble in bubbles]
