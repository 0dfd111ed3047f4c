"""The way of an act: bubble, allowance, webhook, and the reply back onto the phone."""

from concurrent.futures import Future
from typing import Any

from simulator import xml
from simulator.official import limits
from simulator.official.account import OfficialAccount
from simulator.official.customers import Bubble, Customer
from simulator.parcels import Outcome, Parcel


class ActRefusedError(Exception):
    """WeChat would not let this customer do that now; `reason` in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Act:
    """One act under way: `wait` returns the passive reply's bubble, if there was one."""

    def __init__(self, future: "Future[Outcome]", shown: "Future[Bubble | None]") -> None:
        self._future = future
        self._shown = shown

    def outcome(self, timeout: float | None = None) -> Outcome:
        return self._future.result(timeout)

    def wait(self, timeout: float | None = None) -> Bubble | None:
        return self._shown.result(timeout)


class Dispatch:
    """Sends messages and events of customers to the webhook of one account."""

    def __init__(self, account: OfficialAccount) -> None:
        self._account = account

    def system(self, person: Customer, words: str) -> None:
        self._account.show(person, "system", {"text": words}, sender="system", origin="platform")

    def message(
        self,
        person: Customer,
        kind: str,
        fields: dict[str, Any],
        shown: dict[str, Any],
        *,
        opens: limits.Act = "message",
    ) -> Act:
        if not person.following:
            raise ActRefusedError("not following")
        account = self._account
        inner = {
            "ToUserName": account.settings.original_id,
            "FromUserName": person.openid,
            "CreateTime": int(account.clock.now()),
            "MsgType": kind,
            **fields,
            "MsgId": account.next_message_id(),
        }
        self._opened(person, opens)
        bubble = account.show(
            person, kind, shown, sender="customer", origin="act", status="sending"
        )
        return self.deliver(person, xml.write(inner), kind, replyable=True, sent=bubble)

    def event(
        self,
        person: Customer,
        name: str,
        fields: dict[str, Any],
        *,
        opens: limits.Act | None = None,
        replyable: bool = True,
    ) -> Act:
        if not person.following and name != "unsubscribe":
            raise ActRefusedError("not following")
        if opens is not None:
            self._opened(person, opens)
        self._account.changed(person)
        inner = xml.write(self._account.event(person, name, fields))
        return self.deliver(person, inner, name, replyable=replyable)

    def _opened(self, person: Customer, act: limits.Act) -> None:
        with self._account.lock:
            person.window.open(act, self._account.clock.now())
            self._account.exchanged(person)

    def deliver(
        self,
        person: Customer,
        inner: str,
        label: str,
        *,
        replyable: bool,
        sent: Bubble | None = None,
    ) -> Act:
        shown: Future[Bubble | None] = Future()

        def arrived(outcome: Outcome) -> None:
            if sent is not None:
                sent.status = "delivered" if outcome.ok else "failed"
            shown.set_result(self._answered(person, outcome, replyable))

        if person.blacklisted:
            silent: Future[Outcome] = Future()
            silent.set_result(Outcome(ok=True, reason="blacklisted", attempts=0))
            arrived(silent.result())
            return Act(silent, shown)
        future = self._account.courier.deliver(Parcel(inner, person.openid, label), arrived)
        return Act(future, shown)

    def _answered(self, person: Customer, outcome: Outcome, replyable: bool) -> Bubble | None:
        if not replyable:
            return None
        if not outcome.ok:
            self.system(person, limits.UNAVAILABLE)
            return None
        if outcome.reply is None:
            return None
        if outcome.reply.kind == "transfer_customer_service":
            self.system(person, "已转接人工客服")
            return None
        return self._account.show(
            person, outcome.reply.kind, outcome.reply.content, sender="account", origin="reply"
        )
