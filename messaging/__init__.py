"""Who we talk to and what was said: contacts, inbox, outbox, reach."""
