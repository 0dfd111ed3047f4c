"""The shift: tickets in lists, one with its thread, and what staff do with it."""
