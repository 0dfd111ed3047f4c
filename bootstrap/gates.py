"""What the deliverer asks before it sends: every package's gate, in the order they are asked."""

from bootstrap.parts import Parts
from campaigns import gate as campaigns
from messaging.gates import Gate
from surveys import gate as surveys


def all_gates(_parts: Parts) -> tuple[Gate, ...]:
    """The gates; the first that objects to a row has the word on it."""
    return (surveys.gate, campaigns.still_welcome)
