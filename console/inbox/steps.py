"""What every form on a ticket's page does: one transaction, and back to the page."""

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.desk import desk
from console.inbox import queue
from tickets import service
from tickets.values import TicketView

View = Callable[..., ResponseReturnValue]


def offer(console: Blueprint, views: dict[str, View]) -> None:
    """Make each of these reachable below a ticket's address, by a form."""
    for path, view in views.items():
        address = f"/tickets/<int:number>/{path}"
        console.add_url_rule(address, view_func=view, methods=["POST"])


def do(number: int, act: Callable[[Session, TicketView], object]) -> ResponseReturnValue:
    with desk().store.session() as session:
        act(session, service.by_number(session, number))
    return back(number)


def back(number: int) -> ResponseReturnValue:
    """The ticket's page; its thread alone for a page that swaps it in."""
    if request.headers.get("HX-Request"):
        return queue.thread_part(number)
    view = request.form.get("view") or None
    return redirect(url_for("console.ticket", number=number, view=view, _anchor="end"))
