"""Tags and who carries them."""

from simulator.official import limits
from simulator.official.account import OfficialAccount
from simulator.official.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.official.errors import ApiError

routes = Routes()


@routes.post("/cgi-bin/tags/create")
def create(account: OfficialAccount, call: Call) -> Answer:
    name = call.part("tag").get("name")
    return {"tag": {"id": account.tags.create(name), "name": name}}


def _carriers(account: OfficialAccount, tag_id: int) -> list[str]:
    return [person.openid for person in account.customers.following() if tag_id in person.tags]


@routes.get("/cgi-bin/tags/get")
def get(account: OfficialAccount, _call: Call) -> Answer:
    listed = [
        {"id": tag_id, "name": name, "count": len(_carriers(account, tag_id))}
        for tag_id, name in account.tags.all().items()
    ]
    return {"tags": listed}


@routes.post("/cgi-bin/tags/update")
def update(account: OfficialAccount, call: Call) -> Answer:
    tag = call.part("tag")
    account.tags.rename(tag.get("id"), tag.get("name"))
    return OK


@routes.post("/cgi-bin/tags/delete")
def delete(account: OfficialAccount, call: Call) -> Answer:
    tag_id = account.tags.delete(call.part("tag").get("id"))
    for person in account.customers:
        if tag_id in person.tags:
            person.tags.remove(tag_id)
    return OK


@routes.post("/cgi-bin/tags/members/batchtagging")
def tag_many(account: OfficialAccount, call: Call) -> Answer:
    tag_id = account.tags.require(call.body.get("tagid"))
    openids = call.openids("openid_list", limits.TAGGED_AT_ONCE)
    people = [account.customers.require(openid) for openid in openids]
    if any(not person.following for person in people):
        raise ApiError(49003)
    if any(
        tag_id not in person.tags and len(person.tags) >= limits.TAGS_OF_A_CUSTOMER
        for person in people
    ):
        raise ApiError(45059)
    for person in people:
        if tag_id not in person.tags:
            person.tags.append(tag_id)
    return OK


@routes.post("/cgi-bin/tags/members/batchuntagging")
def untag_many(account: OfficialAccount, call: Call) -> Answer:
    tag_id = account.tags.require(call.body.get("tagid"))
    openids = call.openids("openid_list", limits.TAGGED_AT_ONCE)
    for person in [account.customers.require(openid) for openid in openids]:
        if tag_id in person.tags:
            person.tags.remove(tag_id)
    return OK


@routes.post("/cgi-bin/tags/getidlist")
def tags_of(account: OfficialAccount, call: Call) -> Answer:
    return {"tagid_list": list(account.customers.require(call.body.get("openid")).tags)}


@routes.post("/cgi-bin/user/tag/get")
def carriers(account: OfficialAccount, call: Call) -> Answer:
    openids = _carriers(account, account.tags.require(call.body.get("tagid")))
    answer: Json = {"count": len(openids)}
    if openids:
        answer["data"] = {"openid": openids}
    return {**answer, "next_openid": openids[-1] if openids else ""}
