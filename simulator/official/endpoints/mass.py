"""Mass sends (群发): to all, to a tag, to a list of openids; the result comes as an event."""

import time
from typing import Any

from simulator import xml
from simulator.official import limits
from simulator.official.account import OfficialAccount
from simulator.official.customers import Customer
from simulator.official.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.official.errors import ApiError
from simulator.official.outgoing import MASS, content_of
from simulator.official.quotas import CHINA_OFFSET, day_of

routes = Routes()
KEPT_JOBS = 500


def _month_of(moment: float) -> tuple[int, int]:
    parts = time.gmtime(moment + CHINA_OFFSET)
    return parts.tm_year, parts.tm_mon


def _may_receive(account: OfficialAccount, person: Customer) -> bool:
    month = _month_of(account.clock.now())
    received = sum(_month_of(at) == month for at in person.mass_received)
    return received < limits.MASS_A_MONTH_SERVICE


def _check_quota(account: OfficialAccount, people: list[Customer]) -> None:
    """45028: a subscription account once a day; a service account when nobody may get more."""
    if account.settings.account == "subscription":
        today = day_of(account.clock.now())
        if sum(day_of(at) == today for at in account.mass_days) >= limits.MASS_A_DAY_SUBSCRIPTION:
            raise ApiError(45028)
    elif people and not any(_may_receive(account, person) for person in people):
        raise ApiError(45028)


def _submit(account: OfficialAccount, call: Call, people: list[Customer]) -> Answer:
    client_id = call.body.get("clientmsgid", "")
    if not isinstance(client_id, str) or len(client_id.encode()) > limits.CLIENT_MSG_ID:
        raise ApiError(45067)
    for earlier in account.mass_jobs.values():
        if client_id and earlier["clientmsgid"] == client_id:
            raise ApiError(45065, msg_id=earlier["msg_id"], msg_data_id=earlier["msg_data_id"])
    kind, content = content_of(account, call.body, MASS)
    _check_quota(account, people)
    job: Json = {
        "msg_id": account.next_job_id(),
        "msg_data_id": account.next_job_id(),
        "clientmsgid": client_id,
        "status": "SENDING",
        "bubbles": [],
    }
    account.mass_jobs[job["msg_id"]] = job
    while len(account.mass_jobs) > KEPT_JOBS:
        del account.mass_jobs[next(iter(account.mass_jobs))]
    account.mass_days.append(account.clock.now())
    account.later(lambda: _run(account, job, people, kind, content))
    return {
        "errcode": 0,
        "errmsg": "send job submission success",
        "msg_id": job["msg_id"],
        "msg_data_id": job["msg_data_id"],
    }


def _run(
    account: OfficialAccount, job: Json, people: list[Customer], kind: str, content: Json
) -> None:
    service = account.settings.account != "subscription"
    with account.lock:
        if job["status"] == "DELETE":
            return
        able = [one for one in people if one.following and not one.blacklisted]
        if service:
            able = [one for one in able if _may_receive(account, one)]
        for person in able:
            person.mass_received.append(account.clock.now())
            bubble = account.show(person, kind, content, sender="account", origin="mass")
            job["bubbles"].append(bubble)
        job["status"] = "SEND_SUCCESS"
    counts: dict[str, Any] = {
        "MsgID": job["msg_id"],
        "Status": "send success",
        "TotalCount": len(people),
        "FilterCount": len(able),
        "SentCount": len(able),
        "ErrorCount": 0,
    }
    # The event is about nobody in particular: the platform names the account's administrator.
    event = {
        "ToUserName": account.settings.original_id,
        "FromUserName": "oAdministratorOfTheAccount00",
        "CreateTime": int(account.clock.now()),
        "MsgType": "event",
        "Event": "MASSSENDJOBFINISH",
        **counts,
    }
    account.tell(xml.write(event), event["FromUserName"], "MASSSENDJOBFINISH")


@routes.post("/cgi-bin/message/mass/sendall")
def sendall(account: OfficialAccount, call: Call) -> Answer:
    wanted = call.part("filter")
    people = account.customers.following()
    if not wanted.get("is_to_all"):
        tag_id = account.tags.require(wanted.get("tag_id"))
        people = [person for person in people if tag_id in person.tags]
    return _submit(account, call, people)


@routes.post("/cgi-bin/message/mass/send")
def send(account: OfficialAccount, call: Call) -> Answer:
    openids = call.body.get("touser")
    fewest, most = limits.MASS_OPENIDS
    if not isinstance(openids, list) or len(openids) < fewest:
        raise ApiError(40130)
    if len(openids) > most:
        raise ApiError(40032)
    found = [account.customers.find(str(openid)) for openid in openids]
    people = [person for person in found if person is not None]
    if not people:
        raise ApiError(40003)
    return _submit(account, call, people)


@routes.post("/cgi-bin/message/mass/preview")
def preview(account: OfficialAccount, call: Call) -> Answer:
    person = account.customers.require(call.body.get("touser"))
    kind, content = content_of(account, call.body, MASS)
    if not person.following:
        raise ApiError(43004)
    account.show(person, kind, content, sender="account", origin="preview")
    return {"errcode": 0, "errmsg": "preview success", "msg_id": account.next_job_id()}


def _job(account: OfficialAccount, call: Call) -> Json:
    given = str(call.body.get("msg_id", ""))
    job = account.mass_jobs.get(int(given)) if given.isdigit() else None
    if job is None:
        raise ApiError(40035, "msg_id")
    return job


@routes.post("/cgi-bin/message/mass/get")
def get(account: OfficialAccount, call: Call) -> Answer:
    job = _job(account, call)
    return {"msg_id": job["msg_id"], "msg_status": job["status"]}


@routes.post("/cgi-bin/message/mass/delete")
def delete(account: OfficialAccount, call: Call) -> Answer:
    job = _job(account, call)
    job["status"] = "DELETE"
    for bubble in job["bubbles"]:
        bubble.withdrawn = True
    account.feed.publish("reload")
    return OK
