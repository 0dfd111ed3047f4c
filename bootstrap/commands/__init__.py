"""The command line: `flask --app wsgi …`. Each file here is one command or group, `COMMAND`."""

import sys

import click
from flask import Flask

from bootstrap.discovery import modules


def install(app: Flask) -> None:
    """Add our commands to Flask's."""
    for module in modules(sys.modules[__name__]):
        if isinstance(command := getattr(module, "COMMAND", None), click.Command):
            app.cli.add_command(command)
