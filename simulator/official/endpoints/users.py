"""Followers: who they are (no nickname, no picture since 2021-12-27), remarks, the blacklist."""

from simulator.official import limits
from simulator.official.account import OfficialAccount
from simulator.official.customers import Customer
from simulator.official.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.official.errors import ApiError

routes = Routes()


def _info(account: OfficialAccount, person: Customer) -> Json:
    identity = {"unionid": person.unionid} if account.settings.open_platform else {}
    if not person.following:
        return {"subscribe": 0, "openid": person.openid, **identity}
    scene_id = int(person.qr_scene) if person.qr_scene.isdigit() else 0
    return {
        "subscribe": 1,
        "openid": person.openid,
        "nickname": "",
        "sex": 0,
        "language": "zh_CN",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "subscribe_time": int(person.followed_at),
        **identity,
        "remark": person.remark,
        "groupid": person.tags[0] if person.tags else 0,
        "tagid_list": list(person.tags),
        "subscribe_scene": person.subscribe_scene,
        "qr_scene": scene_id,
        "qr_scene_str": "" if scene_id else person.qr_scene,
    }


@routes.get("/cgi-bin/user/info")
def info(account: OfficialAccount, call: Call) -> Answer:
    return _info(account, account.customers.require(call.query.get("openid")))


@routes.post("/cgi-bin/user/info/batchget")
def batchget(account: OfficialAccount, call: Call) -> Answer:
    asked = call.body.get("user_list")
    if not isinstance(asked, list) or not 1 <= len(asked) <= limits.USERS_A_BATCH:
        raise ApiError(40032)
    openids = [one.get("openid") if isinstance(one, dict) else None for one in asked]
    return {"user_info_list": [_info(account, account.customers.require(one)) for one in openids]}


@routes.get("/cgi-bin/user/get")
def followers(account: OfficialAccount, call: Call) -> Answer:
    everyone = [person.openid for person in account.customers.following()]
    start = 0
    after = call.query.get("next_openid", "")
    if after:
        if after not in everyone:
            raise ApiError(40003)
        start = everyone.index(after) + 1
    page = everyone[start : start + limits.FOLLOWERS_A_PAGE]
    answer: Json = {"total": len(everyone), "count": len(page)}
    if page:
        answer["data"] = {"openid": page}
    return {**answer, "next_openid": page[-1] if page else ""}


@routes.post("/cgi-bin/user/info/updateremark")
def updateremark(account: OfficialAccount, call: Call) -> Answer:
    person = account.customers.require(call.body.get("openid"))
    if not person.following:
        raise ApiError(50005)
    remark = call.body.get("remark")
    if not isinstance(remark, str) or len(remark) >= limits.REMARK_CHARACTERS:
        raise ApiError(40035, "remark")
    person.remark = remark
    account.changed(person)
    return OK


def _set_blacklisted(account: OfficialAccount, call: Call, *, listed: bool) -> Answer:
    people = [account.customers.require(one) for one in call.openids("openid_list", 20)]
    for person in people:
        person.blacklisted = listed
        account.changed(person)
    return OK


@routes.post("/cgi-bin/tags/members/batchblacklist")
def blacklist(account: OfficialAccount, call: Call) -> Answer:
    return _set_blacklisted(account, call, listed=True)


@routes.post("/cgi-bin/tags/members/batchunblacklist")
def unblacklist(account: OfficialAccount, call: Call) -> Answer:
    return _set_blacklisted(account, call, listed=False)


@routes.post("/cgi-bin/tags/members/getblacklist")
def getblacklist(account: OfficialAccount, _call: Call) -> Answer:
    listed = [person.openid for person in account.customers if person.blacklisted]
    answer: Json = {"total": len(listed), "count": len(listed)}
    if listed:
        answer["data"] = {"openid": listed}
    return {**answer, "next_openid": listed[-1] if listed else ""}
