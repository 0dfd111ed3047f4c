"""Template messages (模板消息): verified service accounts, and test accounts."""

from simulator import xml
from simulator.official.account import OfficialAccount
from simulator.official.customers import Customer
from simulator.official.endpoints.routes import OK, Answer, Call, Json, Routes
from simulator.official.errors import ApiError
from simulator.official.templates import Template, shown, values_of
from simulator.settings import AccountKind

routes = Routes()
ACCOUNTS: tuple[AccountKind, ...] = ("service", "test")


@routes.post("/cgi-bin/message/template/send", accounts=ACCOUNTS)
def send(account: OfficialAccount, call: Call) -> Answer:
    person = account.customers.require(call.body.get("touser"))
    template = account.templates.require(call.body.get("template_id"))
    values = {name: shown(value) for name, value in values_of(call.body.get("data")).items()}
    if not person.following:
        raise ApiError(43004)
    if person.blacklisted:
        raise ApiError(43019)
    message_id = account.next_job_id()
    if person.refuses_templates:
        _report(account, person, message_id, "failed:user block")
        return {**OK, "msgid": message_id}
    _show(account, person, template, values, str(call.body.get("url", "")))
    _report(account, person, message_id, "success")
    return {**OK, "msgid": message_id}


def _show(
    account: OfficialAccount,
    person: Customer,
    template: Template,
    values: dict[str, str],
    url: str,
) -> None:
    content = {"title": template.title, "rows": template.rows(values), "url": url}
    account.show(person, "notice", content, sender="account", origin="template")


def _report(account: OfficialAccount, person: Customer, message_id: int, status: str) -> None:
    def finish() -> None:
        event = account.event(
            person, "TEMPLATESENDJOBFINISH", {"MsgID": message_id, "Status": status}
        )
        account.tell(xml.write(event), person.openid, "TEMPLATESENDJOBFINISH")

    account.later(finish)


def as_json(template: Template) -> Json:
    return {
        "template_id": template.id,
        "title": template.title,
        "primary_industry": "消费品",
        "deputy_industry": "消费品",
        "content": template.content,
        "example": "",
    }


@routes.get("/cgi-bin/template/get_all_private_template", accounts=ACCOUNTS)
def get_all(account: OfficialAccount, _call: Call) -> Answer:
    return {"template_list": [as_json(template) for template in account.templates.all()]}


@routes.post("/cgi-bin/template/api_add_template", accounts=ACCOUNTS)
def add(account: OfficialAccount, call: Call) -> Answer:
    """Adds a template of the library; the names asked for become its rows."""
    short = call.text("template_id_short")
    names = call.body.get("keyword_name_list") or ["内容"]
    rows = "\n".join(f"{name}：{{{{thing{n}.DATA}}}}" for n, name in enumerate(names, 1))
    template = account.templates.add(short, rows)
    return {**OK, "template_id": template.id}


@routes.post("/cgi-bin/template/del_private_template", accounts=ACCOUNTS)
def delete(account: OfficialAccount, call: Call) -> Answer:
    account.templates.delete(call.body.get("template_id"))
    return OK
