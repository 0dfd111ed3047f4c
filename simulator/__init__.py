"""A WeChat platform on this machine: the public API, the webhook and phones in a browser.

It stands alone and imports nothing of the product it is used to test. `start` runs it inside
the current process; `python -m simulator` runs it as a program.
"""

from simulator.phone import Phone
from simulator.platform import Platform
from simulator.server import Running, start
from simulator.settings import Settings
from simulator.wecom.phones import FriendPhone, StaffPhone

__all__ = ["FriendPhone", "Phone", "Platform", "Running", "Settings", "StaffPhone", "start"]
