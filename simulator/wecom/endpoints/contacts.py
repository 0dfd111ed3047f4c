"""Customers, their groups, and the welcome of a new one (客户联系)."""

from typing import Any

from simulator.wecom import limits
from simulator.wecom.content import attachments_of, text_of
from simulator.wecom.corp import Corp
from simulator.wecom.endpoints.routes import OK, Answer, Call, Routes
from simulator.wecom.errors import WeComError

routes = Routes()


@routes.on("GET", "externalcontact/get_follow_user_list")
def follow_users(corp: Corp, _call: Call) -> Answer:
    return {**OK, "follow_user": list(corp.employees)}


@routes.on("GET", "externalcontact/list")
def of_employee(corp: Corp, call: Call) -> Answer:
    userid = corp.employee(call.query.get("userid")).userid
    found = [one.external_userid for one in corp.friends.values() if userid in one.friends]
    if not found:
        raise WeComError(84061)
    return {**OK, "external_userid": found}


@routes.on("GET", "externalcontact/get")
def get(corp: Corp, call: Call) -> Answer:
    person = corp.friend(call.query.get("external_userid"))
    return {
        **OK,
        "external_contact": {
            "external_userid": person.external_userid,
            "name": person.name,
            "type": 1,
            "unionid": person.unionid,
        },
        "follow_user": [
            {"userid": userid, "remark": "", "createtime": int(at)}
            for userid, at in person.friends.items()
        ],
    }


@routes.on("POST", "externalcontact/groupchat/list")
def groups(corp: Corp, call: Call) -> Answer:
    owners = (call.body.get("owner_filter") or {}).get("userid_list") or list(corp.employees)
    found = [one for one in corp.groups.values() if one.owner in owners]
    start, limit = page_of(call, limits.GROUPS_A_PAGE, limits.GROUPS_A_PAGE)
    listed = [{"chat_id": one.chat_id, "status": 0} for one in found[start : start + limit]]
    return {**OK, "group_chat_list": listed, **next_cursor(start + limit, len(found))}


@routes.on("POST", "externalcontact/groupchat/get")
def group(corp: Corp, call: Call) -> Answer:
    found = corp.groups.get(call.text("chat_id"))
    if found is None:
        raise WeComError(86003)
    members = [{"userid": one, "type": 2} for one in found.members]
    owner = {"userid": found.owner, "type": 1}
    return {
        **OK,
        "group_chat": {
            "chat_id": found.chat_id,
            "name": found.name,
            "owner": found.owner,
            "member_list": [owner, *members],
        },
    }


@routes.on("POST", "externalcontact/send_welcome_msg")
def welcome(corp: Corp, call: Call) -> Answer:
    """41051 the second time, 41050 after 20 s."""
    code = call.text("welcome_code")
    if code in corp.welcomed:
        raise WeComError(41051)
    whom, until = corp.welcomes.get(code, ("", 0.0))
    if until <= corp.clock.now():
        raise WeComError(41050)
    text, attachments = text_of(call), attachments_of(corp, call)
    if not text and not attachments:
        raise WeComError(44004)
    corp.welcomed.add(code)
    person = corp.friend(whom)
    if text:
        corp.show(person.bubbles, "text", {"text": text}, sender="account", origin="welcome")
    for one in attachments:
        corp.show(person.bubbles, one["kind"], one["shown"], sender="account", origin="welcome")
    return OK


def page_of(call: Call, default: int, most: int) -> tuple[int, int]:
    """Where a page starts and how long it is."""
    cursor, limit = call.body.get("cursor") or "0", call.body.get("limit") or default
    if not str(cursor).isdecimal() or not isinstance(limit, int) or not 1 <= limit <= most:
        raise WeComError(40058, "cursor")
    return int(cursor), limit


def next_cursor(end: int, total: int) -> dict[str, Any]:
    return {"next_cursor": str(end)} if end < total else {}
