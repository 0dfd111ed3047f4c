"""Parametric QR codes; the picture is served by the page's own address of the ticket."""

from simulator.official.account import OfficialAccount
from simulator.official.endpoints.routes import Answer, Call, Routes
from simulator.settings import AccountKind

routes = Routes()
ACCOUNTS: tuple[AccountKind, ...] = ("service", "test")


@routes.post("/cgi-bin/qrcode/create", accounts=ACCOUNTS)
def create(account: OfficialAccount, call: Call) -> Answer:
    return account.qrcodes.create(call.body)
