"""What the deliverer asks before it sends: every package's gate, in the order they are asked."""

from bootstrap.parts import Parts
from campaigns import gate as campaigns
from membership import reach
from messaging.gates import Gate
from messaging.reach import limits
from surveys import gate as surveys


def all_gates(parts: Parts) -> tuple[Gate, ...]:
    """The gates; the first that objects to a row has the word on it.

    What forbids comes before what postpones, and the caps, last, count only what else may go.
    """
    forbidding = (reach.refusals, surveys.gate, campaigns.still_welcome)
    return (*forbidding, limits.quiet_hours(parts.settings.timezone), limits.frequency_caps)
