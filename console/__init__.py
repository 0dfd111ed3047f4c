"""The staff's web console: `install(app, Desk(...))` puts it under /console."""

from console.app import install
from console.desk import Desk

__all__ = ["Desk", "install"]
