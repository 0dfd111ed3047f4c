"""Puts the house together: the only place that knows every concrete part."""

from bootstrap.app import create_app

__all__ = ["create_app"]
