"""The command line: `flask --app wsgi …`, one file per group."""

from flask import Flask

from bootstrap.commands import db, imports, intents, jobs, knowledge, menu, points, routing, staff


def install(app: Flask) -> None:
    """Add our commands to Flask's."""
    app.cli.add_command(db.group)
    app.cli.add_command(intents.group)
    app.cli.add_command(jobs.group)
    app.cli.add_command(knowledge.group)
    app.cli.add_command(menu.group)
    app.cli.add_command(staff.group)
    app.cli.add_command(imports.group)
    app.cli.add_command(points.group)
    app.cli.add_command(routing.show)
