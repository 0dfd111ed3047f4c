"""Tokens and media."""

from simulator.crypto import same
from simulator.official.endpoints.routes import Binary
from simulator.wecom.corp import Corp
from simulator.wecom.endpoints.routes import OK, Answer, Call, Routes
from simulator.wecom.errors import WeComError

routes = Routes()


@routes.on("GET", "gettoken", needs_token=False)
def gettoken(corp: Corp, call: Call) -> Answer:
    if call.query.get("corpid") != corp.settings.corp_id:
        raise WeComError(40013)
    if not same(call.query.get("corpsecret", ""), corp.settings.secret):
        raise WeComError(40001)
    token, seconds = corp.tokens.fetch()
    return {**OK, "access_token": token, "expires_in": seconds}


@routes.on("POST", "media/upload")
def upload(corp: Corp, call: Call) -> Answer:
    if call.upload is None:
        raise WeComError(44001)
    sent, kind = call.upload, call.query.get("type", "")
    if kind not in {"image", "voice", "video", "file"}:
        raise WeComError(40004)
    media = corp.media.keep(kind, sent.content, sent.content_type, sent.name)
    return {**OK, "type": kind, "media_id": media.id, "created_at": str(int(media.created_at))}


@routes.on("GET", "media/get")
def get(corp: Corp, call: Call) -> Answer:
    media = corp.media.require(call.query.get("media_id"))
    return Binary(media.content, media.content_type, media.name)


@routes.on("POST", "media/uploadimg")
def uploadimg(corp: Corp, call: Call) -> Answer:
    if call.upload is None:
        raise WeComError(44001)
    sent = call.upload
    media = corp.media.keep("image", sent.content, sent.content_type, sent.name)
    return {**OK, "url": f"{corp.base_url}/sim/media/{media.id}"}
