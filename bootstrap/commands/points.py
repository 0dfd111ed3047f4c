"""`points`: the ledger."""

import click
from flask import current_app

from membership import points


@click.group("points")
def group() -> None:
    """The points ledger."""


@group.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Prove that the ledger adds up; exit with 1 and name every difference if it does not."""
    with current_app.extensions["parts"].store.reading() as session:
        differences = points.check(session)
    for difference in differences:
        click.echo(
            f"{difference.what} {difference.key}: kept {difference.cached}, "
            f"counted {difference.counted}"
        )
    if differences:
        context.exit(1)
    click.echo("The ledger adds up.")


COMMAND = group
