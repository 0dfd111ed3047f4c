"""Customer sends (企业群发): created here, sent by employees, results by pages."""

from typing import Any

from simulator.wecom import limits, mass
from simulator.wecom.content import attachments_of, text_of
from simulator.wecom.corp import Corp
from simulator.wecom.endpoints.contacts import next_cursor, page_of
from simulator.wecom.endpoints.routes import OK, Answer, Call, Routes
from simulator.wecom.errors import WeComError
from simulator.wecom.mass import CustomerSend, Result, Task

routes = Routes()


@routes.on("POST", "externalcontact/add_msg_template")
def create(corp: Corp, call: Call) -> Answer:
    groups = call.body.get("chat_type", "single") == "group"
    text, attachments = text_of(call), attachments_of(corp, call)
    if not text and not attachments:
        raise WeComError(44004)
    tasks, refused = _group_tasks(corp, call) if groups else _single_tasks(corp, call)
    if not tasks:
        raise WeComError(41048, fail_list=refused)
    send = CustomerSend(corp.number("msg"), corp.clock.now(), groups, text, attachments, tasks)
    corp.sends[send.msgid] = send
    corp.feed.publish("wecom")
    return {**OK, "fail_list": refused, "msgid": send.msgid}


def _single_tasks(corp: Corp, call: Call) -> tuple[dict[str, Task], list[str]]:
    """Without a sender each one's first friend sends; without customers all of the sender's."""
    asked = call.body.get("external_userid") or []
    sender = str(call.body.get("sender") or "")
    if not asked and not sender:
        raise WeComError(40058, "sender")
    if not isinstance(asked, list) or len(asked) > limits.MASS_RECEIVERS:
        raise WeComError(40058, "external_userid")
    if sender:
        corp.employee(sender)
    found = asked or [
        one.external_userid for one in corp.friends.values() if sender in one.friends
    ]
    tasks: dict[str, Task] = {}
    refused: list[str] = []
    for external_userid in found:
        person = corp.friends.get(str(external_userid))
        by = (sender if sender in person.friends else "") if person and sender else ""
        by = by or (next(iter(person.friends), "") if person and not sender else "")
        if not by:
            refused.append(str(external_userid))
            continue
        tasks.setdefault(by, Task(by, [])).results.append(Result(str(external_userid)))
    return tasks, refused


def _group_tasks(corp: Corp, call: Call) -> tuple[dict[str, Task], list[str]]:
    sender = corp.employee(call.body.get("sender")).userid
    asked = call.body.get("chat_id_list") or []
    if not isinstance(asked, list) or len(asked) > limits.MASS_GROUPS:
        raise WeComError(40058, "chat_id_list")
    own = [one.chat_id for one in corp.groups.values() if one.owner == sender]
    refused = [str(one) for one in asked if one not in own]
    found = [one for one in own if not asked or one in asked]
    tasks = {sender: Task(sender, [Result(one) for one in found])} if found else {}
    return tasks, refused


def _send(corp: Corp, call: Call) -> CustomerSend:
    found = corp.sends.get(call.text("msgid"))
    if found is None:
        raise WeComError(40058, "msgid")
    return found


@routes.on("POST", "externalcontact/get_groupmsg_task")
def tasks(corp: Corp, call: Call) -> Answer:
    """Of each employee 0 not yet, 2 sent."""
    found = list(_send(corp, call).tasks.values())
    start, limit = page_of(call, limits.RESULTS_BY_DEFAULT, limits.RESULTS_A_PAGE)
    listed: list[dict[str, Any]] = [
        {"userid": one.userid, "status": 0 if one.is_open else 2}
        | ({} if one.is_open else {"send_time": int(one.sent_at)})
        for one in found[start : start + limit]
    ]
    return {**OK, "task_list": listed, **next_cursor(start + limit, len(found))}


@routes.on("POST", "externalcontact/get_groupmsg_send_result")
def results(corp: Corp, call: Call) -> Answer:
    send = _send(corp, call)
    task = send.tasks.get(call.text("userid"))
    found = task.results if task else []
    start, limit = page_of(call, limits.RESULTS_BY_DEFAULT, limits.RESULTS_A_PAGE)
    name = "chat_id" if send.groups else "external_userid"
    listed: list[dict[str, Any]] = [
        {name: one.receiver, "userid": call.text("userid"), "status": one.status}
        | ({"send_time": int(one.sent_at)} if one.status == mass.SENT else {})
        for one in found[start : start + limit]
    ]
    return {**OK, "send_list": listed, **next_cursor(start + limit, len(found))}


@routes.on("POST", "externalcontact/cancel_groupmsg_send")
def cancel(corp: Corp, call: Call) -> Answer:
    send = _send(corp, call)
    if send.cancelled or not any(one.is_open for one in send.tasks.values()):
        raise WeComError(41063)
    send.cancelled = True
    corp.feed.publish("wecom")
    return OK
