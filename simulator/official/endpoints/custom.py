"""Customer-service messages (客服消息) and the typing state."""

from simulator.official import limits
from simulator.official.account import OfficialAccount
from simulator.official.customers import Customer
from simulator.official.endpoints.routes import OK, Answer, Call, Routes
from simulator.official.errors import ApiError
from simulator.official.outgoing import CUSTOM, content_of

routes = Routes()


def _reachable(account: OfficialAccount, call: Call) -> Customer:
    person = account.customers.require(call.body.get("touser"))
    if person.blacklisted:
        raise ApiError(43019)
    return person


@routes.post("/cgi-bin/message/custom/send")
def send(account: OfficialAccount, call: Call) -> Answer:
    person = _reachable(account, call)
    kind, content = content_of(account, call.body, CUSTOM)
    person.window.spend(account.clock.now())
    account.exchanged(person)
    account.show(person, kind, content, sender="account", origin="custom")
    return OK


@routes.post("/cgi-bin/message/custom/typing")
def typing(account: OfficialAccount, call: Call) -> Answer:
    person = _reachable(account, call)
    now = account.clock.now()
    command = call.body.get("command")
    if command not in ("Typing", "CancelTyping"):
        raise ApiError(45072)
    if not person.window.live(now):
        raise ApiError(45015)
    if command == "CancelTyping":
        person.typing_until = 0.0
    else:
        if now - person.exchanged_at > limits.TYPING_EXCHANGE:
            raise ApiError(45080)
        if person.typing_until > now:
            raise ApiError(45081)
        person.typing_until = now + limits.TYPING_SHOWN
    account.changed(person)
    return OK
