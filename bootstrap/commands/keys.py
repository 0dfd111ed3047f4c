"""`api-key`: keys of other systems."""

import click
from flask import current_app

from api import keys


@click.group("api-key")
def group() -> None:
    """Keys for the REST API."""


@group.command()
@click.argument("name")
def add(name: str) -> None:
    """Make a key for a system; it is shown once."""
    if not name.strip() or not name.isprintable() or len(name) > keys.LONGEST_NAME:
        raise click.ClickException(
            f"a system's name has 1 to {keys.LONGEST_NAME} letters, on one line."
        )
    built = current_app.extensions["parts"]
    with built.store.session() as session:
        key = keys.make(session, name, now=built.clock.now())
    click.echo(key)


@group.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Refuse all keys of a system from now on."""
    built = current_app.extensions["parts"]
    with built.store.session() as session:
        count = keys.revoke(session, name, now=built.clock.now())
    if not count:
        raise click.ClickException(f"there is no key of {name}.")
    click.echo(f"{count} key(s) of {name} are refused from now on.")


COMMAND = group
