"""Whole conversations, as persons would have them."""
