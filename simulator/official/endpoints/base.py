"""Tokens, quotas and the addresses of the platform."""

from collections.abc import Mapping

from simulator.crypto import same
from simulator.official import limits
from simulator.official.account import OfficialAccount
from simulator.official.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.official.errors import ApiError

routes = Routes()


def _check_credentials(account: OfficialAccount, given: Mapping[str, object]) -> None:
    app_id, secret = str(given.get("appid") or ""), str(given.get("secret") or "")
    if given.get("grant_type") != "client_credential":
        raise ApiError(40002)
    if not app_id:
        raise ApiError(41002)
    if not secret:
        raise ApiError(41004)
    if app_id != account.settings.app_id:
        raise ApiError(40013)
    if not same(secret, account.settings.app_secret):
        raise ApiError(40125)


@routes.on("ANY", "/cgi-bin/token", needs_token=False)
def token(account: OfficialAccount, call: Call) -> Answer:
    _check_credentials(account, call.query)
    value, seconds = account.tokens.fetch()
    return {"access_token": value, "expires_in": seconds}


@routes.post("/cgi-bin/stable_token", needs_token=False)
def stable_token(account: OfficialAccount, call: Call) -> Answer:
    _check_credentials(account, call.body)
    value, seconds = account.tokens.stable(force=call.body.get("force_refresh") is True)
    return {"access_token": value, "expires_in": seconds}


@routes.get("/cgi-bin/ticket/getticket")
def get_ticket(_account: OfficialAccount, call: Call) -> Answer:
    """The JS-SDK's ticket; what pages sign with it is only checked inside a real WeChat."""
    if call.query.get("type") not in {"jsapi", "wx_card"}:
        raise ApiError(40035, "type")
    return {**OK, "ticket": "sim-ticket", "expires_in": limits.TOKEN_LIFE}


@routes.post("/cgi-bin/clear_quota")
def clear_quota(account: OfficialAccount, call: Call) -> Answer:
    if call.text("appid") != account.settings.app_id:
        raise ApiError(40013)
    account.quotas.clear()
    return OK


@routes.post("/cgi-bin/openapi/quota/get")
def get_quota(account: OfficialAccount, call: Call) -> Answer:
    path = call.text("cgi_path")
    most = account.quotas.a_day.get(path, 0)
    used = account.quotas.used_today().get(path, 0)
    quota: Json = {"daily_limit": most, "used": used, "remain": max(most - used, 0)}
    return {**OK, "quota": quota}


@routes.get("/cgi-bin/get_api_domain_ip")
def get_api_domain_ip(_account: OfficialAccount, _call: Call) -> Answer:
    return {"ip_list": ["127.0.0.1"]}


@routes.get("/cgi-bin/getcallbackip")
def getcallbackip(_account: OfficialAccount, _call: Call) -> Answer:
    return {"ip_list": ["127.0.0.1"]}


@routes.post("/cgi-bin/callback/check")
def callback_check(_account: OfficialAccount, _call: Call) -> Answer:
    return {"dns": [], "ping": [{"ip": "127.0.0.1", "time": f"{limits.DELIVERIES}.0ms"}]}
