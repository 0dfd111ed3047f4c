"""Subscription notices (订阅通知): one tap of consent is one message."""

from simulator import xml
from simulator.official.account import OfficialAccount
from simulator.official.endpoints.routes import OK, Answer, Call, Routes
from simulator.official.errors import ApiError
from simulator.official.templates import check_notice

routes = Routes()


@routes.post("/cgi-bin/message/subscribe/bizsend")
def bizsend(account: OfficialAccount, call: Call) -> Answer:
    person = account.customers.require(call.body.get("touser"))
    template = account.notices.require(call.body.get("template_id"))
    values = check_notice(template, call.part("data"))
    if person.blacklisted:
        raise ApiError(43019)
    if person.consents.get(template.id, 0) < 1:
        raise ApiError(43101)
    person.consents[template.id] -= 1
    url = str(call.body.get("page", ""))
    content = {"title": template.title, "rows": template.rows(values), "url": url}
    account.show(person, "notice", content, sender="account", origin="subscribe")
    sent = {
        "TemplateId": template.id,
        "MsgID": account.next_job_id(),
        "ErrorCode": 0,
        "ErrorStatus": "success",
    }

    def finish() -> None:
        fields = {"SubscribeMsgSentEvent": {"List": sent}}
        event = account.event(person, "subscribe_msg_sent_event", fields)
        account.tell(xml.write(event), person.openid, "subscribe_msg_sent_event")

    account.later(finish)
    return OK


@routes.get("/wxaapi/newtmpl/gettemplate")
def get_templates(account: OfficialAccount, _call: Call) -> Answer:
    listed = [
        {
            "priTmplId": template.id,
            "title": template.title,
            "content": template.content,
            "example": "",
            "type": 2,
        }
        for template in account.notices.all()
    ]
    return {**OK, "data": listed}
