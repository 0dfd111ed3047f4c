"""微信客服: accounts, pulling messages, sending, the states of a session."""

import re
from typing import Any

from simulator.wecom import kf, limits
from simulator.wecom.corp import Corp
from simulator.wecom.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.wecom.errors import WeComError
from simulator.wecom.people import Friend

routes = Routes()
MSGID = re.compile(r"[0-9a-zA-Z_-]{0,32}")


@routes.on("POST", "kf/account/list")
def accounts(corp: Corp, _call: Call) -> Answer:
    one = {"open_kfid": corp.kf.open_kfid, "name": corp.kf.name, "avatar": ""}
    return {**OK, "account_list": [one]}


@routes.on("POST", "kf/sync_msg")
def sync(corp: Corp, call: Call) -> Answer:
    if call.body.get("open_kfid", corp.kf.open_kfid) != corp.kf.open_kfid:
        raise WeComError(95000)
    limit = call.body.get("limit") or limits.KF_A_PAGE
    if not isinstance(limit, int) or not 1 <= limit <= limits.KF_A_PAGE:
        raise WeComError(40058, "limit")
    cursor, token = (str(call.body.get(name) or "") for name in ("cursor", "token"))
    return {**OK, **corp.kf.pull(cursor, token, limit, corp.clock.now())}


def _words(part: Json, name: str = "content") -> str:
    words = part.get(name)
    if not isinstance(words, str) or not words:
        raise WeComError(44004)
    if len(words.encode()) > limits.KF_TEXT_BYTES:
        raise WeComError(45002)
    return words


def _content(corp: Corp, call: Call) -> tuple[str, Json]:
    kind = call.text("msgtype")
    part = call.part(kind)
    match kind:
        case "text":
            return kind, {"text": _words(part)}
        case "image" | "voice":
            return kind, {"media_id": corp.media.require(part.get("media_id"), kind).id}
        case "link":
            cover = corp.media.require(part.get("thumb_media_id"), "image")
            return "news", {
                "title": _words(part, "title"),
                "description": str(part.get("desc", "")),
                "url": _words(part, "url"),
                "picture": f"{corp.base_url}/sim/media/{cover.id}",
            }
        case "msgmenu":
            return kind, _menu(part)
    raise WeComError(40008)


def _menu(part: Json) -> Json:
    given = part.get("list")
    if not isinstance(given, list) or not 1 <= len(given) <= limits.KF_MENU_ITEMS:
        raise WeComError(40058, "list")
    items: list[Any] = []
    for one in given:
        click = one.get("click") if isinstance(one, dict) else None
        if one.get("type") != "click" or not isinstance(click, dict) or not click.get("content"):
            raise WeComError(40058, "list")
        items.append({"id": str(click.get("id", "")), "content": str(click["content"])})
    head, tail = str(part.get("head_content", "")), str(part.get("tail_content", ""))
    return {"head": head, "items": items, "tail": tail}


@routes.on("POST", "kf/send_msg")
def send(corp: Corp, call: Call) -> Answer:
    """95018 unless untouched or with the bot, 95002 past 48 h, 95001 after five."""
    if call.text("open_kfid") != corp.kf.open_kfid:
        raise WeComError(95000)
    person = _customer(corp, call.body.get("touser"))
    msgid = str(call.body.get("msgid") or "") or corp.number("m")[:32]
    if not MSGID.fullmatch(msgid) or msgid in corp.kf.sent:
        raise WeComError(40058, "msgid")
    kind, content = _content(corp, call)
    session, now = person.session, corp.clock.now()
    if session.until <= now:
        raise WeComError(95002)
    if session.state not in {kf.UNTOUCHED, kf.BOT}:
        raise WeComError(95018)
    if session.left < 1:
        raise WeComError(95001)
    session.left -= 1
    corp.kf.sent.add(msgid)
    corp.show(person.bubbles, kind, content, sender="account", origin="kf")
    return {**OK, "msgid": msgid}


@routes.on("POST", "kf/send_msg_on_event")
def send_on_event(corp: Corp, call: Call) -> Answer:
    """The welcome of somebody who opened the chat: once, within 20 s."""
    whom, until = corp.entries.pop(call.text("code"), ("", 0.0))
    if until <= corp.clock.now():
        raise WeComError(41050)
    kind, content = _content(corp, call)
    person = corp.friend(whom)
    corp.show(person.bubbles, kind, content, sender="account", origin="kf welcome")
    return {**OK, "msgid": corp.number("m")[:32]}


@routes.on("POST", "kf/service_state/get")
def state(corp: Corp, call: Call) -> Answer:
    session = _customer(corp, call.body.get("external_userid")).session
    return {**OK, "service_state": session.state, "servicer_userid": session.servicer}


@routes.on("POST", "kf/service_state/trans")
def transfer(corp: Corp, call: Call) -> Answer:
    session = _customer(corp, call.body.get("external_userid")).session
    wanted = call.body.get("service_state")
    if not isinstance(wanted, int) or wanted not in kf.NEXT_STATES[session.state]:
        raise WeComError(95014)
    if wanted == kf.HUMAN:
        session.servicer = corp.employee(call.body.get("servicer_userid")).userid
    session.state = wanted
    corp.feed.publish("wecom")
    return OK


@routes.on("POST", "kf/customer/batchget")
def customers(corp: Corp, call: Call) -> Answer:
    asked = call.body.get("external_userid_list") or []
    known = [corp.friends[one] for one in asked if one in corp.friends]
    listed = [
        {"external_userid": one.external_userid, "nickname": one.name, "unionid": one.unionid}
        for one in known
    ]
    unknown = [one for one in asked if one not in corp.friends]
    return {**OK, "customer_list": listed, "invalid_external_userid": unknown}


def _customer(corp: Corp, external_userid: object) -> Friend:
    found = corp.friends.get(external_userid) if isinstance(external_userid, str) else None
    if found is None:
        raise WeComError(40096)
    return found
