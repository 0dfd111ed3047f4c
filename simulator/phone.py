"""A customer's phone for scenario tests: act, and read what came back."""

from simulator.handset import PATIENCE, Handset
from simulator.official.account import OfficialAccount
from simulator.official.acts import Acts
from simulator.official.customers import Customer
from simulator.official.dispatch import Act
from simulator.parcels import Outcome


class Phone(Handset):
    """One customer, driven synchronously.

    Every act waits for the webhook's outcome and returns the words of the passive reply, or
    None when there was none; `outcome` then says how the last act ended.
    """

    def __init__(self, account: OfficialAccount, acts: Acts, person: Customer) -> None:
        super().__init__(account, person.name, person.bubbles)
        self._acts = acts
        self.person = person
        self.outcome: Outcome | None = None

    @property
    def openid(self) -> str:
        return self.person.openid

    @property
    def following(self) -> bool:
        return self.person.following

    @property
    def left(self) -> int:
        """Customer-service messages that may still be sent now."""
        with self._account.lock:
            return self.person.window.left(self._account.clock.now())

    def _done(self, act: Act) -> str | None:
        self.outcome = act.outcome(PATIENCE)
        reply = act.wait(PATIENCE)
        return None if reply is None else reply.text

    def says(self, words: str) -> str | None:
        return self._done(self._acts.text(self.person, words))

    def follow(self, scene: str = "") -> str | None:
        return self._done(self._acts.follow(self.person, scene))

    def unfollow(self) -> None:
        self._done(self._acts.unfollow(self.person))

    def scan(self, scene: str) -> str | None:
        return self._done(self._acts.scan(self.person, scene))

    def tap_menu(self, key_or_name: str) -> str | None:
        return self._done(self._acts.tap_menu(self.person, key_or_name))

    def choose(self, item_id: str | int) -> str | None:
        return self._done(self._acts.choose(self.person, str(item_id)))

    def sends_image(self, content: bytes = b"") -> str | None:
        return self._done(self._acts.image(self.person, content))

    def sends_voice(self, recognition: str = "") -> str | None:
        return self._done(self._acts.voice(self.person, recognition))

    def sends_video(self, *, short: bool = False) -> str | None:
        return self._done(self._acts.video(self.person, short=short))

    def sends_location(
        self, latitude: float = 31.2304, longitude: float = 121.4737, label: str = "上海市黄浦区"
    ) -> str | None:
        return self._done(self._acts.location(self.person, latitude, longitude, label))

    def sends_link(self, title: str, url: str, description: str = "") -> str | None:
        return self._done(self._acts.link(self.person, title, description, url))

    def sends_file(self, name: str) -> str | None:
        return self._done(self._acts.file(self.person, name))

    def sends_raw(self, document: str) -> str | None:
        return self._done(self._acts.raw(self.person, document))

    def accepts(self, *template_ids: str) -> None:
        """Accept the subscription pop-up: one message of each template."""
        self._done(self._acts.answer_subscription(self.person, list(template_ids), accept=True))

    def rejects(self, *template_ids: str) -> None:
        self._done(self._acts.answer_subscription(self.person, list(template_ids), accept=False))
