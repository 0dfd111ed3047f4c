"""Temporary media, and pictures for articles."""

from simulator.official.account import OfficialAccount
from simulator.official.endpoints.routes import Answer, Binary, Call, Routes
from simulator.official.errors import ApiError

routes = Routes()


@routes.post("/cgi-bin/media/upload")
def upload(account: OfficialAccount, call: Call) -> Answer:
    if call.upload is None:
        raise ApiError(41005)
    kind = call.query.get("type", "")
    if kind == "file":
        raise ApiError(40004)
    sent = call.upload
    media = account.media.keep(kind, sent.content, sent.content_type, sent.name)
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: media.id, "created_at": int(media.created_at)}


@routes.get("/cgi-bin/media/get")
def get(account: OfficialAccount, call: Call) -> Answer:
    media = account.media.require(call.query.get("media_id"))
    if media.kind == "video":
        return {"video_url": f"{account.base_url}/sim/media/{media.id}"}
    return Binary(media.content, media.content_type, media.name)


@routes.post("/cgi-bin/media/uploadimg")
def uploadimg(account: OfficialAccount, call: Call) -> Answer:
    if call.upload is None:
        raise ApiError(41005)
    sent = call.upload
    media = account.media.keep("image", sent.content, sent.content_type, sent.name)
    return {"url": f"{account.base_url}/sim/media/{media.id}"}
