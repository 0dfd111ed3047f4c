"""Plain values of reach: the channel that may be used, or the rules that forbid each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MESSAGE, SUBSCRIBE, TEMPLATE = "message", "subscribe", "template"
MASS, WECOM, SMS = "mass", "wecom", "sms"
CHANNELS = (MESSAGE, SUBSCRIBE, TEMPLATE, MASS, WECOM, SMS)
DEFAULT_ORDER = (MESSAGE, SUBSCRIBE, MASS, WECOM, SMS)
"""The wished order where nobody says another: what costs the customer's patience least first."""

SERVICE, SURVEY, NOTICE, MARKETING = "service", "survey", "notice", "marketing"
CATEGORIES = (SERVICE, SURVEY, NOTICE, MARKETING)
ANY = "*"
"""In a `Block`: the rule forbids every channel."""

WINDOW_CLOSED = "window closed"
WINDOW_USED = "window used up"
UNFOLLOWED = "unfollowed"
BLOCKED_CONTACT = "blocked contact"
NO_CONTACT = "no contact"
NO_CONSENT = "no consent"
NO_TEMPLATE = "no template"
NOTICES_ONLY = "notices only"
QUOTA_USED = "quota used"
MASS_NEEDS_TWO = "mass needs two"
NO_PHONE = "no phone"
NOT_CONFIGURED = "not configured"
ACCOUNT_KIND = "account kind"
REFUSED = "refused"
FREQUENCY_CAP = "frequency cap"
QUIET_HOURS = "quiet hours"

RULES: Mapping[str, str] = {
    WINDOW_CLOSED: "the customer has not written for 48 hours",
    WINDOW_USED: "as many messages were sent as the window allows",
    UNFOLLOWED: "they do not follow the account",
    BLOCKED_CONTACT: "the contact is blocked",
    NO_CONTACT: "they have no contact on this channel",
    NO_CONSENT: "no consent for a message of this template is left",
    NO_TEMPLATE: "no template is known for this message",
    NOTICES_ONLY: "template messages are for transactional notices only",
    QUOTA_USED: "the quota of the month or day is used up",
    MASS_NEEDS_TWO: "a mass send needs at least two receivers",
    NO_PHONE: "no phone is on record",
    NOT_CONFIGURED: "this channel is not set up",
    ACCOUNT_KIND: "this kind of account may not",
    REFUSED: "they refused this kind of message (退订)",
    FREQUENCY_CAP: "they had as many messages as the caps allow",
    QUIET_HOURS: "it is night: postponed",
}
"""Every rule of reach by its key, with what it means; the console has the wording."""


@dataclass(frozen=True, slots=True)
class Route:
    """The channel to use. `contact_id` is 0 for a phone that has no contact row yet: see
    `membership.reach.addressed`."""

    channel: str
    contact_id: int
    account: str


@dataclass(frozen=True, slots=True)
class Block:
    """The rule that forbids a channel, or with `ANY` all of them."""

    channel: str
    rule: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The first wished channel that is lawful, and the rule for each that was not.

    Channels after the route were not asked. Without a route the member is not reachable.
    """

    route: Route | None
    blocks: tuple[Block, ...] = ()

    @property
    def rule(self) -> str:
        """The rule to name where there is place for one: the first channel's; "" with a route."""
        return "" if self.route or not self.blocks else self.blocks[0].rule


Order = Sequence[str]
