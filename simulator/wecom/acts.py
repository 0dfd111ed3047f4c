"""What customers and employees do, and what the callback is told about it."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from simulator import xml
from simulator.official.dispatch import ActRefusedError
from simulator.official.media import sample_picture
from simulator.parcels import Outcome, Parcel
from simulator.wecom import kf, limits, mass
from simulator.wecom.corp import Corp
from simulator.wecom.mass import CustomerSend, Task
from simulator.wecom.people import Employee, Friend, Session

Json = dict[str, Any]


class Acts:
    """The acts of everybody around one company."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    def text(self, person: Friend, words: str) -> "Future[Outcome]":
        """Write to the 客服 account."""
        return self.texts(person, [words])

    def texts(self, person: Friend, several: Sequence[str]) -> "Future[Outcome]":
        """Write several lines so fast that one callback tells of all of them."""
        self.write(person, several)
        return self._knock(person)

    def write(self, person: Friend, several: Sequence[str]) -> None:
        """The same with the callback lost on its way."""
        for words in several:
            self._write(person, "text", {"content": words}, {"text": words})

    def image(self, person: Friend) -> "Future[Outcome]":
        with self._corp.lock:
            picture = sample_picture(person.number)
            media = self._corp.media.keep("image", picture, "image/png", "picture.png")
        self._write(person, "image", {"media_id": media.id}, {"media_id": media.id})
        return self._knock(person)

    def choose(self, person: Friend, item_id: str) -> "Future[Outcome]":
        """Tap a line of the newest menu that has it: text that carries its id."""
        label = next(
            (
                item["content"]
                for bubble in reversed(person.bubbles)
                if bubble.kind == "msgmenu"
                for item in bubble.content["items"]
                if item["id"] == item_id
            ),
            None,
        )
        if label is None:
            raise ActRefusedError("no such line in a menu message")
        part = {"content": label, "menu_id": item_id}
        self._write(person, "text", part, {"text": label})
        return self._knock(person)

    def enter(self, person: Friend, scene: str = "") -> "Future[Outcome]":
        """Open the chat: an event with a code for one welcome message, if they write nothing."""
        corp = self._corp
        with corp.lock:
            now = corp.clock.now()
            code = corp.number("code")
            corp.entries[code] = (person.external_userid, now + limits.KF_EVENT_CODE_LIFE)
            event = {
                "event_type": "enter_session",
                "open_kfid": corp.kf.open_kfid,
                "external_userid": person.external_userid,
                "scene": scene,
                "welcome_code": code,
            }
            corp.kf.add(person.external_userid, kf.SYSTEM, now, msgtype="event", event=event)
        return self._knock(person)

    def befriend(self, person: Friend, userid: str, state: str = "") -> "Future[Outcome]":
        """Add an employee (扫员工的码): the event carries a welcome code, good for 20 s."""
        corp = self._corp
        with corp.lock:
            employee = corp.employee(userid)
            if employee.userid in person.friends:
                raise ActRefusedError("already a friend")
            person.friends[employee.userid] = corp.clock.now()
            code = corp.welcome_code(person.external_userid)
        corp.feed.publish("wecom")
        return self._changed(person, userid, "add_external_contact", State=state, WelcomeCode=code)

    def unfriend(self, person: Friend, userid: str) -> "Future[Outcome]":
        """The customer deletes the employee."""
        with self._corp.lock:
            if person.friends.pop(userid, None) is None:
                raise ActRefusedError("no friend")
        self._corp.feed.publish("wecom")
        return self._changed(person, userid, "del_follow_user")

    def say(self, employee: Employee, words: str) -> "Future[Outcome]":
        """An employee writes to the application; the reply, if any, is shown."""
        corp = self._corp
        corp.show(employee.bubbles, "text", {"text": words}, sender="customer", origin="act")
        inner: dict[str, xml.Field] = {
            "ToUserName": corp.settings.corp_id,
            "FromUserName": employee.userid,
            "CreateTime": int(corp.clock.now()),
            "MsgType": "text",
            "Content": words,
            "MsgId": int.from_bytes(corp.number("").encode()[:7]),
            "AgentID": corp.settings.agent_id,
        }
        future = corp.courier.deliver(Parcel(xml.write(inner), employee.userid, "wecom text"))
        future.add_done_callback(lambda done: self._replied(employee, done))
        return future

    def confirm(self, employee: Employee, msgid: str) -> Task:
        """The employee taps 发送: only now do customers get anything."""
        corp = self._corp
        with corp.lock:
            send = corp.sends.get(msgid)
            task = send.tasks.get(employee.userid) if send else None
            if send is None or task is None or not task.is_open or send.cancelled:
                raise ActRefusedError("nothing to confirm")
            task.sent_at = corp.clock.now()
            for result in task.results:
                self._hand_over(send, task, result)
        corp.feed.publish("wecom")
        return task

    def _hand_over(self, send: CustomerSend, task: Task, result: mass.Result) -> None:
        corp, now = self._corp, self._corp.clock.now()
        if send.groups:
            where = corp.groups[result.receiver].bubbles
        else:
            person = corp.friends[result.receiver]
            lately = [at for at in person.mass_received if now - at < 30 * limits.DAY]
            if task.userid not in person.friends:
                result.status = mass.NOT_FRIEND
                return
            if len(lately) >= corp.settings.customer_sends_a_month:
                result.status = mass.RECEIVED_OTHER
                return
            person.mass_received = [*lately, now]
            where = person.bubbles
        result.status, result.sent_at = mass.SENT, now
        name = corp.employees[task.userid].name
        if send.text:
            said = {"text": send.text, "from": name}
            corp.show(where, "text", said, sender="account", origin="customer send")
        for attachment in send.attachments:
            shown = {**attachment["shown"], "from": name}
            corp.show(where, attachment["kind"], shown, sender="account", origin="customer send")

    def _write(self, person: Friend, kind: str, part: Json, shown: Json) -> None:
        corp = self._corp
        with corp.lock:
            now = corp.clock.now()
            session: Session = person.session
            if session.state == kf.ENDED:
                session.state = kf.UNTOUCHED
            session.left, session.until = limits.KF_MESSAGES, now + limits.KF_WINDOW
            fields: Json = {"msgtype": kind, kind: part}
            corp.kf.add(person.external_userid, kf.CUSTOMER, now, **fields)
        corp.show(person.bubbles, kind, shown, sender="customer", origin="act")

    def _knock(self, person: Friend) -> "Future[Outcome]":
        corp = self._corp
        with corp.lock:
            token = corp.kf.token(corp.clock.now())
        parcel = corp.event(
            "kf_msg_or_event", person.external_userid, Token=token, OpenKfId=corp.kf.open_kfid
        )
        return corp.courier.deliver(parcel)

    def _changed(
        self, person: Friend, userid: str, change: str, **fields: str
    ) -> "Future[Outcome]":
        given = {name: value for name, value in fields.items() if value}
        return self._corp.courier.deliver(
            self._corp.event(
                "change_external_contact",
                person.external_userid,
                ChangeType=change,
                UserID=userid,
                ExternalUserID=person.external_userid,
                **given,
            )
        )

    def _replied(self, employee: Employee, done: "Future[Outcome]") -> None:
        if done.cancelled() or done.exception() or done.result().reply is None:
            return
        reply = done.result().reply
        assert reply is not None
        self._corp.show(employee.bubbles, "text", reply.content, sender="account", origin="reply")
