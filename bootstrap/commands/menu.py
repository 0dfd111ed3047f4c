"""`menu`: the bottom menu of the official account."""

import click
from flask import current_app

from bootstrap import clock
from bootstrap.menus import publishers
from bootstrap.parts import Parts
from knowledge.menus import publishing


@click.group("menu")
def group() -> None:
    """The bottom menu of the official account."""


@group.command("publish")
def publish_menu() -> None:
    """Show the saved menu to all followers (it takes some minutes to arrive on real phones)."""
    built: Parts = current_app.extensions["parts"]
    with built.store.session() as session:
        wish = publishing.want(session, actor="command line", now=built.clock.now(), anew=True)
    platforms = publishers(clock.apis(built))
    done = publishing.perform(built.store, platforms, now=built.clock.now())
    if done is None or done.state != publishing.PUBLISHED:
        account, code = (done.account, done.code) if done else (None, None)
        problem = f"{account} did not take the menu: {code}." if account else "No account."
        raise click.ClickException(problem)
    which = f"version {wish.number}" if wish.number else "the menu that comes along"
    for account in platforms:
        click.echo(f"{account} shows {which}.")


COMMAND = group
