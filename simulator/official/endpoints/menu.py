"""The account's menu."""

from simulator.official.account import OfficialAccount
from simulator.official.endpoints.routes import OK, Answer, Call, Routes
from simulator.official.errors import ApiError

routes = Routes()


@routes.post("/cgi-bin/menu/create")
def create(account: OfficialAccount, call: Call) -> Answer:
    account.menu.create(call.body)
    account.feed.publish("menu", buttons=account.menu.buttons)
    return OK


@routes.get("/cgi-bin/menu/get")
def get(account: OfficialAccount, _call: Call) -> Answer:
    if not account.menu.buttons:
        raise ApiError(46003)
    return {"menu": {"button": account.menu.buttons, "menuid": 400_000_000}}


@routes.get("/cgi-bin/menu/delete")
def delete(account: OfficialAccount, _call: Call) -> Answer:
    account.menu.delete()
    account.feed.publish("menu", buttons=[])
    return OK


@routes.get("/cgi-bin/get_current_selfmenu_info")
def current(account: OfficialAccount, _call: Call) -> Answer:
    is_open = 1 if account.menu.buttons else 0
    return {"is_menu_open": is_open, "selfmenu_info": {"button": account.menu.buttons}}
