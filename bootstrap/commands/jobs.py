"""`jobs`: what the clock runs, and running it by hand."""

from datetime import datetime

import click
from flask import current_app

from bootstrap import clock
from store.clock import ManualClock


@click.group("jobs")
def group() -> None:
    """Scheduled jobs."""


@group.command("list")
def show() -> None:
    """Name every job, when it runs and what it does."""
    for job in clock.all_jobs():
        click.echo(f"{job.name:<16} {job.when!s:<18} {job.about}")


@group.command()
@click.argument("name")
@click.option("--at", "at", help="the instant to run for, ISO 8601; now if not given")
def run(name: str, at: str | None) -> None:
    """Run one job now, as if it were the given instant."""
    found = {job.name: job for job in clock.all_jobs()}.get(name)
    if found is None:
        raise click.ClickException(f"there is no job {name!r}; `jobs list` names them.")
    built = current_app.extensions["parts"]
    now = built.clock.now() if at is None else _instant(at, built.settings.timezone)
    worker = clock.create_worker(built, ManualClock(now) if at else built.clock)
    try:
        counts = found.run(worker, now)
    finally:
        worker.deliverer.close()
    click.echo(", ".join(f"{key} {count}" for key, count in counts.items()) or "nothing to do")


def _instant(text: str, timezone: object) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(
            f"--at wants an instant such as 2026-11-21T09:00+08:00, not {text!r}."
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone)  # type: ignore[arg-type]


COMMAND = group
