"""Group robots (群机器人): whoever has the key may write, twenty times a minute."""

import base64
import binascii
import hashlib

from simulator.wecom import limits
from simulator.wecom.corp import Corp
from simulator.wecom.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.wecom.errors import WeComError
from simulator.wecom.people import Group, Robot

routes = Routes()


def _found(corp: Corp, key: str) -> tuple[Group, Robot]:
    for group in corp.groups.values():
        for robot in group.robots:
            if robot.key == key:
                return group, robot
    raise WeComError(93000)


def _words(part: Json, most: int) -> Json:
    words = part.get("content")
    if not isinstance(words, str) or not words:
        raise WeComError(44004)
    if len(words.encode()) > most:
        raise WeComError(40058, f"content exceed max length {most}")
    return {"text": words}


def _picture(corp: Corp, part: Json) -> Json:
    try:
        content = base64.b64decode(str(part.get("base64", "")), validate=True)
    except binascii.Error as error:
        raise WeComError(40058, "base64") from error
    if not content or len(content) > limits.ROBOT_IMAGE_BYTES:
        raise WeComError(40009)
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != part.get("md5"):
        raise WeComError(90502)
    is_png = content.startswith(b"\x89PNG")
    if not is_png and not content.startswith(b"\xff\xd8"):
        raise WeComError(40009, "only jpg and png")
    kind = "image/png" if is_png else "image/jpeg"
    return {"media_id": corp.media.keep("image", content, kind, "picture").id}


def _news(part: Json) -> Json:
    articles = part.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= limits.ROBOT_ARTICLES:
        raise WeComError(40058, "articles")
    first = articles[0]
    if not isinstance(first, dict) or not first.get("title") or not first.get("url"):
        raise WeComError(40058, "articles")
    return {
        "title": str(first["title"]),
        "description": str(first.get("description", "")),
        "url": str(first["url"]),
        "picture": str(first.get("picurl", "")),
    }


def _content(corp: Corp, call: Call) -> tuple[str, Json]:
    kind = call.text("msgtype")
    part = call.part(kind)
    match kind:
        case "text":
            return kind, _words(part, limits.ROBOT_TEXT_BYTES)
        case "markdown":
            return kind, _words(part, limits.ROBOT_MARKDOWN_BYTES)
        case "image":
            return kind, _picture(corp, part)
        case "news":
            return kind, _news(part)
    raise WeComError(40008)


@routes.on("POST", "webhook/send", needs_token=False)
def send(corp: Corp, call: Call) -> Answer:
    group, robot = _found(corp, call.query.get("key", ""))
    now = corp.clock.now()
    robot.sent = [at for at in robot.sent if now - at < limits.MINUTE]
    if len(robot.sent) >= limits.ROBOT_A_MINUTE:
        raise WeComError(45009)
    kind, content = _content(corp, call)
    robot.sent.append(now)
    shown = {**content, "from": robot.name}
    corp.show(group.bubbles, kind, shown, sender="account", origin="robot")
    return OK
