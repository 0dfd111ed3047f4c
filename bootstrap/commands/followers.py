"""`followers`: who follows the official account."""

import click
from flask import current_app

from bootstrap import clock
from bootstrap.followers import pages
from bootstrap.parts import Parts
from messaging import followers
from messaging.errors import SendError


@click.group("followers")
def group() -> None:
    """Who follows the official account."""


@group.command("sync")
def sync_followers() -> None:
    """Know everybody who follows now, also those who followed before Changke was installed."""
    built: Parts = current_app.extensions["parts"]
    accounts = pages(clock.apis(built))
    if not accounts:
        raise click.ClickException("No account.")
    for account, page in accounts.items():
        try:
            done = followers.sync(built.store, account, page, built.clock)
        except SendError as error:
            problem = f"{account} did not tell its followers: {error.code or error.detail}."
            raise click.ClickException(problem) from None
        click.echo(
            f"{account}: {done.followers} followers, {done.new} new, {done.again} follow again."
        )


COMMAND = group
