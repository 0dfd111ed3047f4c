"""The open REST API for order, POS and member systems."""

from api.application import Api, blueprint

__all__ = ["Api", "blueprint"]
