"""The platform as a whole, for direct calls from tests."""

from simulator.account import World
from simulator.clock import VirtualClock
from simulator.faults import FaultPlan
from simulator.feed import Feed
from simulator.handset import PATIENCE
from simulator.official.account import OfficialAccount
from simulator.official.acts import Acts
from simulator.official.templates import Template
from simulator.phone import Phone
from simulator.settings import Settings
from simulator.transcript import Transcript
from simulator.wecom.acts import Acts as WeComActs
from simulator.wecom.corp import Corp
from simulator.wecom.phones import FriendPhone, StaffPhone
from simulator.wecom.settings import WeComSettings


class Platform:
    """Everything of one simulated platform; `clock`, `faults` and `transcript` are open."""

    def __init__(self, settings: Settings, wecom: WeComSettings | None = None) -> None:
        self.settings = settings
        self.feed = Feed()
        self.clock = VirtualClock(settings.clock_file, self._clock_moved)
        self.transcript = Transcript(self.feed)
        self.faults = FaultPlan()
        world = World(self.clock, self.feed, self.transcript, self.faults)
        self.official = OfficialAccount(settings, world)
        self.acts = Acts(self.official)
        self.wecom = Corp(wecom or WeComSettings(), world)
        self.wecom_acts = WeComActs(self.wecom)

    def _clock_moved(self) -> None:
        self.feed.publish("clock", now=self.clock.now(), offset=self.clock.offset)

    def customer(self, name: str, *, openid: str = "", following: bool = False) -> Phone:
        """The phone of that person, made when there is none.

        `following` makes the person a follower without telling the webhook, as somebody who
        followed long ago.
        """
        account = self.official
        with account.lock:
            known = account.customers.find(openid or name)
            person = known or account.customers.create(name, openid)
            joins = following and not person.following
            if joins:
                person.following = True
                person.followed_at = self.clock.now()
        if known is None or joins:
            account.changed(person)
        return Phone(account, self.acts, person)

    def phone(self, openid_or_name: str) -> Phone | None:
        with self.official.lock:
            person = self.official.customers.find(openid_or_name)
        return None if person is None else Phone(self.official, self.acts, person)

    def customers(self) -> list[Phone]:
        with self.official.lock:
            people = list(self.official.customers)
        return [Phone(self.official, self.acts, person) for person in people]

    def friend(self, name: str, *friends: str) -> FriendPhone:
        """The phone of a WeCom customer, made when there is none, a friend of these employees."""
        return FriendPhone(self.wecom, self.wecom_acts, self.wecom.add_friend(name, *friends))

    def employee(self, userid: str) -> StaffPhone:
        """The phone of a member of the company."""
        with self.wecom.lock:
            return StaffPhone(self.wecom, self.wecom_acts, self.wecom.employee(userid))

    def add_template(self, title: str, content: str, template_id: str = "") -> Template:
        """A template message's template; see `Template.content` for its form."""
        with self.official.lock:
            return self.official.templates.add(title, content, template_id)

    def add_notice(self, title: str, content: str, template_id: str = "") -> Template:
        """A subscription notice's template."""
        with self.official.lock:
            return self.official.notices.add(title, content, template_id)

    def expire_tokens(self) -> None:
        with self.official.lock:
            self.official.tokens.expire_all()

    def kill_tokens(self) -> None:
        """As when another system fetched a token: all known ones are 40001 from now on."""
        with self.official.lock:
            self.official.tokens.kill_all()

    def verify(self) -> bool:
        """Send the verification GET once."""
        return self.official.courier.verify()

    def settle(self, timeout: float = PATIENCE) -> bool:
        """Wait until no delivery and no job is under way; False when that took too long."""
        return self.official.wait_idle(timeout) and self.wecom.wait_idle(timeout)

    def reset(self) -> None:
        """As at the start, with the clock back at real time and no faults."""
        self.faults.clear()
        self.transcript.clear()
        self.clock.reset()
        self.official.reset()
        self.wecom.reset()

    def stop(self) -> None:
        self.official.stop()
        self.wecom.stop()
        self.feed.close()
