"""A password that is typed, at the login or to prove that it is still the same person."""

from flask import request

from console.desk import desk
from tickets import audit, staff, throttle
from tickets.values import StaffView


def proved(name: str, password: str) -> StaffView | None:
    """Whose it is, None for nobody's; every guess counts. Raise `Throttled` after too many.

    It is checked outside of any write: that takes as long as guessing is meant to.
    """
    address, now = request.remote_addr or "", desk().now()
    with desk().store.reading() as reading:
        throttle.check(reading, name, address, now=now)
        found = staff.verify(reading, name, password)
    with desk().store.session() as db:
        if found is None:
            subject = f"name:{name}"[:64]
            audit.write(db, None, "login_failed", subject, address=address, now=now)
            throttle.failed(db, name, address, now=now)
        else:
            throttle.succeeded(db, name)
    return found
