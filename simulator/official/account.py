"""One official account: its state, and what happens on the phones of its customers."""

import itertools
import secrets
from collections.abc import Callable
from typing import Any

from simulator.account import Account, World
from simulator.official.customers import Bubble, Customer, Customers, Sender, Status
from simulator.official.drafts import Drafts
from simulator.official.media import MediaStore
from simulator.official.menus import Menu
from simulator.official.qrcodes import QrCodes
from simulator.official.quotas import Quotas
from simulator.official.tags import Tags
from simulator.official.templates import SUBSCRIPTION_NOTICES, TEMPLATE_MESSAGES, Templates
from simulator.official.tokens import Tokens
from simulator.official.webhook import Webhook
from simulator.parcels import Parcel
from simulator.settings import Settings

COURIERS = 256
FIRST_MSG_ID = 24_600_000_000_000_000


class OfficialAccount(Account):
    """State behind the API and the acts."""

    def __init__(self, settings: Settings, world: World) -> None:
        super().__init__(world, Webhook(settings), couriers=COURIERS, job_delay=settings.job_delay)
        self.settings = settings
        self._fill()

    def _fill(self) -> None:
        self.tokens = Tokens(self.clock)
        self.quotas = Quotas(self.clock)
        self.customers = Customers(self.settings.app_id)
        self.templates = Templates(TEMPLATE_MESSAGES)
        self.notices = Templates(SUBSCRIPTION_NOTICES)
        self.menu = Menu()
        self.tags = Tags()
        self.media = MediaStore(self.clock)
        self.drafts = Drafts()
        self.qrcodes = QrCodes(self.clock)
        self.mass_jobs: dict[int, dict[str, Any]] = {}
        self.mass_days: list[float] = []
        self._message_ids = itertools.count(FIRST_MSG_ID + secrets.randbelow(10**9))
        self._job_ids = itertools.count(3_100_000_000 + secrets.randbelow(10**6))
        for _ in range(self.settings.customers):
            self.customers.create(self.customers.unused_name())

    def reset(self) -> None:
        """As at the start: no tokens, nobody follows, no menu; what is under way still ends."""
        with self.lock:
            self._fill()
        self.feed.publish("reload")

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def next_job_id(self) -> int:
        return next(self._job_ids)

    def show(
        self,
        person: Customer,
        kind: str,
        content: dict[str, Any],
        *,
        sender: Sender,
        origin: str,
        status: Status = "delivered",
    ) -> Bubble:
        """Put a bubble on the phone of `person`."""
        with self.lock:
            bubble = Bubble(
                self.customers.next_bubble_id(),
                self.clock.now(),
                sender,
                kind,
                content,
                origin,
                status,
            )
            person.bubbles.append(bubble)
            if sender == "account":
                person.unread += 1
                person.typing_until = 0.0
            shown = bubble.as_json()
        self.feed.publish("bubble", openid=person.openid, bubble=shown)
        self.changed(person)
        return bubble

    def changed(self, person: Customer) -> None:
        with self.lock:
            state = person.as_json(self.clock.now())
        self.feed.publish("customer", openid=person.openid, customer=state)

    def exchanged(self, person: Customer) -> None:
        person.exchanged_at = self.clock.now()

    def event(self, person: Customer, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of an event from or about a customer."""
        return {
            "ToUserName": self.settings.original_id,
            "FromUserName": person.openid,
            "CreateTime": int(self.clock.now()),
            "MsgType": "event",
            "Event": name,
            **fields,
        }

    def tell(self, inner: str, openid: str, label: str) -> None:
        """Deliver an event that nobody waits for and no reply to which is shown."""
        self.courier.deliver(Parcel(inner, openid, label))

    def later(self, job: Callable[[], None]) -> None:
        """Run a job of the platform after the account's job delay."""
        self.jobs.add(job)
