"""Drafts of articles (草稿箱) and permanent assets (永久素材)."""

from simulator.official.account import OfficialAccount
from simulator.official.drafts import read_article
from simulator.official.endpoints.routes import OK, Answer, Call, Routes
from simulator.official.errors import ApiError

routes = Routes()


@routes.post("/cgi-bin/material/add_material")
def add_material(account: OfficialAccount, call: Call) -> Answer:
    if call.upload is None:
        raise ApiError(41005)
    sent = call.upload
    kind = call.query.get("type", "")
    kept = account.media.keep(kind, sent.content, sent.content_type, sent.name, for_ever=True)
    return {"media_id": kept.id, "url": f"{account.base_url}/sim/media/{kept.id}"}


@routes.post("/cgi-bin/draft/add")
def add(account: OfficialAccount, call: Call) -> Answer:
    given = call.body.get("articles")
    if not isinstance(given, list) or not given:
        raise ApiError(44003)
    articles = [read_article(one) for one in given]
    for article in articles:
        if not account.media.require(article.thumb, "image").for_ever:
            raise ApiError(40007)
    return {"media_id": account.drafts.add(articles)}


@routes.post("/cgi-bin/draft/get")
def get(account: OfficialAccount, call: Call) -> Answer:
    media_id = call.text("media_id")
    items = [
        {
            "title": one.title,
            "author": one.author,
            "digest": one.digest,
            "content": one.content,
            "content_source_url": one.source_url,
            "thumb_media_id": one.thumb,
            "url": f"{account.base_url}/sim/article/{media_id}",
        }
        for one in account.drafts.require(media_id)
    ]
    return {"news_item": items}


@routes.post("/cgi-bin/draft/delete")
def delete(account: OfficialAccount, call: Call) -> Answer:
    account.drafts.delete(call.body.get("media_id"))
    return OK
