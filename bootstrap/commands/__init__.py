"""The command line: `flask --app wsgi …`. Each file here is one command or group, `COMMAND`."""

import sys
from functools import cached_property

import click
from flask import Flask
from flask.cli import AppGroup

from bootstrap.discovery import modules


class Commands(AppGroup):
    """Our commands, imported when the command line asks: the web process never needs them."""

    @cached_property
    def _ours(self) -> dict[str, click.Command]:
        found = [getattr(module, "COMMAND", None) for module in modules(sys.modules[__name__])]
        return {
            command.name or "": command for command in found if isinstance(command, click.Command)
        }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._ours})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return super().get_command(ctx, name) or self._ours.get(name)


def install(app: Flask) -> None:
    """Add our commands to Flask's."""
    app.cli = Commands(name=app.name)
