"""The staff's web console: `install(app, Desk(...))` puts it under /console."""

from console.app import doors, install
from console.desk import EXTENSION, Desk

__all__ = ["EXTENSION", "Desk", "doors", "install"]
