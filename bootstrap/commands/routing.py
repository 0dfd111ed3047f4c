"""`routing`: which handler answers what."""

import click

from bootstrap.discovery import routers
from bot.router import Dispatcher


@click.command("routing")
def show() -> None:
    """Print the routing table in the order in which handlers are asked."""
    for line in Dispatcher(routers()).table():
        click.echo(line)


COMMAND = show
