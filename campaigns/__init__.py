"""Pushes to members: who, on which occasion, with what, and what came of it."""
