"""Addresses that lead nowhere: the console's own page says so, and how to go on."""

import re

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from console.access import needs

_STEP = re.compile(r"tickets/(\d{1,12})/")


def register(console: Blueprint) -> None:
    console.add_url_rule("/<path:address>", view_func=lost)


@needs("agent")
def lost(address: str) -> ResponseReturnValue:
    """404; the address of a form on a ticket's page, opened again, leads to the ticket."""
    step = _STEP.match(address)
    if step is None:
        abort(404)
    return redirect(url_for("console.ticket", number=int(step[1])))
