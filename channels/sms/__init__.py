"""Short messages (短信): the outbox rows of account "sms"."""
