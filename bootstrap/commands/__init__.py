"""The command line: `flask --app wsgi …`. Each file here is one command or group, `COMMAND`."""

import sys
from functools import cached_property, wraps
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from bootstrap.discovery import modules
from store.errors import is_unavailable, is_unprepared

NOT_READY = (
    "the database cannot be used: is DATABASE_URL right, does the server run, "
    "and was `flask --app wsgi db upgrade` run?"
)


class Commands(AppGroup):
    """Our commands, imported when the command line asks: the web process never needs them."""

    @cached_property
    def _ours(self) -> dict[str, click.Command]:
        found = [getattr(module, "COMMAND", None) for module in modules(sys.modules[__name__])]
        commands = [command for command in found if isinstance(command, click.Command)]
        return {command.name or "": _plain_spoken(command) for command in commands}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._ours})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return super().get_command(ctx, name) or self._ours.get(name)


def install(app: Flask) -> None:
    """Add our commands to Flask's."""
    app.cli = Commands(name=app.name)


def _plain_spoken(command: click.Command) -> click.Command:
    """Say in one sentence that the database cannot be used, instead of a traceback."""
    for sub in command.commands.values() if isinstance(command, click.Group) else ():
        _plain_spoken(sub)
    if (run := command.callback) is not None:

        @wraps(run)
        def guarded(*arguments: Any, **options: Any) -> Any:
            try:
                return run(*arguments, **options)
            except Exception as error:
                if not (is_unavailable(error) or is_unprepared(error)):
                    raise
                raise click.ClickException(NOT_READY) from None

        command.callback = guarded
    return command
