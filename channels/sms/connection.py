"""Short messages are always there: without a provider they are written to the log."""

from channels.connection import Connection, Outside
from channels.sms.sender import ACCOUNT, SmsSender
from channels.sms.settings import provider


def connect(outside: Outside) -> Connection:
    sms = provider(outside.values, outside.clock)
    return Connection(senders={ACCOUNT: SmsSender(sms, outside.privacy)})
