"""Phones around a company for scenario tests: act, and read what came."""

from collections import deque
from concurrent.futures import Future

from simulator.handset import PATIENCE, Handset
from simulator.official.customers import Bubble
from simulator.parcels import Outcome
from simulator.wecom.acts import Acts
from simulator.wecom.corp import Corp
from simulator.wecom.mass import CustomerSend, Task
from simulator.wecom.people import Employee, Friend


class _Phone(Handset):
    def __init__(self, corp: Corp, acts: Acts, name: str, bubbles: deque[Bubble]) -> None:
        super().__init__(corp, name, bubbles)
        self._corp = corp
        self._acts = acts
        self.outcome: Outcome | None = None

    def _done(self, future: "Future[Outcome]") -> Outcome:
        self.outcome = future.result(PATIENCE)
        return self.outcome


class FriendPhone(_Phone):
    """A customer; every act waits until the callback was answered."""

    def __init__(self, corp: Corp, acts: Acts, person: Friend) -> None:
        super().__init__(corp, acts, person.name, person.bubbles)
        self.person = person

    @property
    def external_userid(self) -> str:
        return self.person.external_userid

    @property
    def left(self) -> int:
        """Messages that may still be sent now."""
        with self._corp.lock:
            session = self.person.session
            return session.left if session.until > self._corp.clock.now() else 0

    def says(self, *several: str) -> Outcome:
        """Write to the 客服 account; several lines come as one burst."""
        return self._done(self._acts.texts(self.person, several))

    def writes(self, *several: str) -> None:
        """Write lines of which no callback tells."""
        self._acts.write(self.person, several)

    def sends_image(self) -> Outcome:
        return self._done(self._acts.image(self.person))

    def choose(self, item_id: str | int) -> Outcome:
        return self._done(self._acts.choose(self.person, str(item_id)))

    def enter(self, scene: str = "") -> Outcome:
        return self._done(self._acts.enter(self.person, scene))

    def befriend(self, userid: str, state: str = "") -> Outcome:
        return self._done(self._acts.befriend(self.person, userid, state))

    def unfriend(self, userid: str) -> Outcome:
        return self._done(self._acts.unfriend(self.person, userid))


class StaffPhone(_Phone):
    """An employee: hears of the application, confirms customer sends."""

    def __init__(self, corp: Corp, acts: Acts, employee: Employee) -> None:
        super().__init__(corp, acts, employee.name, employee.bubbles)
        self.employee = employee

    @property
    def asked(self) -> list[CustomerSend]:
        """Sends that wait for this employee's 发送, oldest first."""
        with self._corp.lock:
            return [
                send
                for send in self._corp.sends.values()
                if not send.cancelled
                and (task := send.tasks.get(self.employee.userid)) is not None
                and task.is_open
            ]

    def confirms(self, send: CustomerSend) -> Task:
        return self._acts.confirm(self.employee, send.msgid)

    def says(self, words: str) -> Outcome:
        return self._done(self._acts.say(self.employee, words))
