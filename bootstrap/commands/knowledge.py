"""`knowledge`: the questions and answers as a workbook."""

from pathlib import Path

import click
from flask import current_app

from knowledge import repository, workbook
from knowledge.values import Faq


@click.group("knowledge")
def group() -> None:
    """Questions with answers."""


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write(file: Path) -> None:
    """Write every entry to an xlsx FILE."""
    built = current_app.extensions["parts"]
    with built.store.reading() as session:
        entries = repository.everything(session, Faq)
    file.write_bytes(workbook.written(entries, built.settings.timezone))
    click.echo(f"{len(entries)} entries")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="only say what would be done")
def read(file: Path, dry_run: bool) -> None:
    """Read entries from an xlsx FILE; a question that is known is changed, not doubled."""
    built = current_app.extensions["parts"]
    try:
        rows = workbook.rows(file.read_bytes())
    except workbook.NotAWorkbookError:
        raise click.ClickException(f"{file.name} is not an xlsx workbook of ours.") from None
    with built.store.session() as session:
        done = workbook.imported(
            session,
            rows,
            timezone=built.settings.timezone,
            actor="command",
            now=built.clock.now(),
            keep=not dry_run,
        )
    for number, field, reason in done.rejected:
        click.echo(f"row {number}: {field} {reason}", err=True)
    would = "would be " if dry_run else ""
    click.echo(f"{done.added} {would}added, {done.changed} changed, {done.same} as they were")


COMMAND = group
