"""`db`: the database's tables."""

import click
from flask import current_app

from store import migrate


@click.group("db")
def group() -> None:
    """The database's tables."""


@group.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the tables to this version."""
    migrate.upgrade(current_app.extensions["parts"].store.engine, revision)
    click.echo("The database is up to date.")


@group.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the tables back to an older version."""
    migrate.downgrade(current_app.extensions["parts"].store.engine, revision)
    click.echo(f"The database is at {revision}.")


COMMAND = group
