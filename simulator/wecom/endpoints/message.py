"""Messages of the application to employees (发送应用消息)."""

from simulator.wecom import limits
from simulator.wecom.corp import Corp
from simulator.wecom.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.wecom.errors import WeComError

routes = Routes()


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


def _content(corp: Corp, call: Call) -> tuple[str, Json]:
    kind = call.text("msgtype")
    part = call.part(kind)
    if kind in {"text", "markdown"}:
        words = part.get("content")
        if not isinstance(words, str) or not words:
            raise WeComError(44004)
        return kind, {"text": _cut(words, limits.APP_TEXT_BYTES)}
    if kind == "textcard":
        for name in ("title", "description", "url"):
            if not part.get(name):
                raise WeComError(40058, name)
        return "link", {name: str(part[name]) for name in ("title", "description", "url")}
    if kind == "image":
        return kind, {"media_id": corp.media.require(part.get("media_id"), "image").id}
    if kind == "template_card":
        return kind, _card(part)
    raise WeComError(40008)


def _card(part: Json) -> Json:
    if part.get("card_type") not in {"text_notice", "news_notice", "button_interaction"}:
        raise WeComError(40058, "card_type")
    title = part.get("main_title")
    if not isinstance(title, dict) or not title.get("title"):
        raise WeComError(40058, "main_title")
    buttons = [
        {"text": str(one.get("text", "")), "key": str(one.get("key", ""))}
        for one in part.get("button_list") or []
        if isinstance(one, dict)
    ]
    return {
        "title": str(title["title"]),
        "description": str(title.get("desc") or part.get("sub_title_text") or ""),
        "buttons": buttons,
    }


@routes.on("POST", "message/send")
def send(corp: Corp, call: Call) -> Answer:
    if call.body.get("agentid") != corp.settings.agent_id:
        raise WeComError(40056)
    asked = str(call.body.get("touser", "")).split("|")
    everybody = asked == ["@all"]
    known = list(corp.employees) if everybody else [one for one in asked if one in corp.employees]
    if not known:
        raise WeComError(81013)
    kind, content = _content(corp, call)
    now = corp.clock.now()
    for userid in known:
        employee = corp.employees[userid]
        if employee.may_be_told(now):
            employee.told.append(now)
            corp.show(employee.bubbles, kind, content, sender="account", origin="application")
        else:
            employee.dropped += 1
    missing = [] if everybody else [one for one in asked if one not in corp.employees]
    answer: Json = {**OK, "invaliduser": "|".join(missing), "msgid": corp.number("msg")}
    if content.get("buttons"):
        answer["response_code"] = corp.number("code")
    return answer
