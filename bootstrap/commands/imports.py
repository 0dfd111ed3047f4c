"""`import`: customers and orders from files."""

from pathlib import Path

import click
from flask import current_app
from tqdm import tqdm

from bootstrap.parts import Parts
from membership.imports import FileRefusedError, ImportReport, run_import
from membership.imports.values import Kind

NO_ACCOUNT = "wechat:"
"""Whose openids they are while no official account is configured; importing the same file again
binds them to the account that is configured then."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def group() -> None:
    """Customers and orders from csv or xlsx files; running one twice changes nothing."""


@group.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="say what would happen and change nothing")
def customers(file: Path, dry_run: bool) -> None:
    """external_id, name, phone, gender, birthday, birthday_calendar, joined_at, openid, tags."""
    _run("customers", file, dry_run)


@group.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="say what would happen and change nothing")
def orders(file: Path, dry_run: bool) -> None:
    """external_id, customer_external_id, paid_at, amount (yuan), status, refunded_amount."""
    _run("orders", file, dry_run)


def _run(kind: Kind, file: Path, dry_run: bool) -> None:
    built: Parts = current_app.extensions["parts"]
    account = built.settings.wechat
    with tqdm(unit="row", desc=file.name) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            report = run_import(
                kind,
                file,
                built.store,
                now=built.clock.now(),
                privacy=built.privacy,
                account=f"wechat:{account.app_id}" if account else NO_ACCOUNT,
                timezone=built.settings.timezone,
                dry_run=dry_run,
                progress=progress,
            )
        except FileRefusedError as error:
            raise click.ClickException(str(error)) from None
    click.echo(_sentence(report))


def _sentence(report: ImportReport) -> str:
    said = (
        f"{'Dry run: ' if report.dry_run else ''}{report.rows} rows: {report.created} new, "
        f"{report.changed} changed, {report.same} known already, {report.rejected} rejected."
    )
    if report.rejected_file is not None:
        said += f" The rejected rows and their reasons are in {report.rejected_file}."
    return said


COMMAND = group
