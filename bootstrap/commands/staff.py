"""`staff`: accounts of the console."""

import sys

import click
from flask import current_app

from tickets import staff
from tickets.errors import Missing, Taken
from tickets.values import ROLES

LONGEST_NAME = 64


@click.group("staff")
def group() -> None:
    """Accounts of the console."""


@group.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--display-name", default="", help="the name that colleagues see")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
def add(name: str, role: str, display_name: str, password_stdin: bool) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    if len(display_name) > LONGEST_NAME:
        raise click.ClickException(f"the display name may have {LONGEST_NAME} letters at most.")
    password = (
        _password()
        if password_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    built = current_app.extensions["parts"]
    try:
        with built.store.session() as session:
            staff.add(
                session,
                name,
                role=role,
                password=password,
                display_name=display_name,
                now=built.clock.now(),
            )
    except Taken:
        raise click.ClickException(f"there is an account {name} already.") from None
    except Missing as error:
        raise click.ClickException(_wrong(error)) from None
    click.echo(f"{name} may log in now.")


def _password() -> str:
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise click.ClickException("the password on standard input is not UTF-8 text.") from None


def _wrong(error: Missing) -> str:
    if error.field == "password":
        return f"the password needs at least {staff.MIN_PASSWORD} characters."
    return "the name may have letters, digits, dots, dashes and underscores, 64 at most."


COMMAND = group
