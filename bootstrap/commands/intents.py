"""`intents`: what lines are understood as, how well, and teaching."""

import sys
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from bot import learning
from bot.understanding import Understanding, load
from bot.understanding.evaluate import classify_lines, evaluate_file
from knowledge import learning as kept
from knowledge.errors import MissingError

NO_TRAINER = "training needs scikit-learn: `make lint` or `make test` installs it into .venv."


@click.group("intents")
def group() -> None:
    """What customers' lines are understood as."""


@group.command()
def classify() -> None:
    """Read lines on standard input; write {"intent": …, "confidence": …} for each."""
    lines = (line.decode(errors="replace") for line in sys.stdin.buffer)
    for answer in classify_lines(lines, _serving()):
        click.echo(answer)


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def evaluate(file: Path) -> None:
    """Print figures per intent and the confusions for a FILE of labelled JSON lines."""
    try:
        click.echo(evaluate_file(file, _serving()), nl=False)
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}.") from None


@group.command()
@click.option(
    "--on",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=learning.EVALUATION,
    show_default=True,
    help="labelled JSON lines to measure on",
)
def retrain(file: Path) -> None:
    """Train with staff's corrections; the new model serves if it is no worse."""
    built = current_app.extensions["parts"]
    rows = learning.fixed_set(file)
    try:
        lesson = learning.retrain(built.store, rows, actor="command", now=built.clock.now())
    except learning.NoTrainerError:
        raise click.ClickException(NO_TRAINER) from None
    click.echo(f"model {lesson.version_id}, {lesson.corrections} corrections")
    click.echo(f"{'':<20}{'before':>8}{'after':>8}")
    for name in learning.Figures.__slots__:
        before, after = getattr(lesson.before, name), getattr(lesson.after, name)
        click.echo(f"{name:<20}{before:>8.3f}{after:>8.3f}")
    click.echo("It serves now." if lesson.accepted else "It is worse and does not serve.")


@group.command()
def models() -> None:
    """List the trained models with their figures before and after."""
    with current_app.extensions["parts"].store.reading() as session:
        found = kept.versions(session)
    for model in found:
        before, after = model.report["before"], model.report["after"]
        mark = "*" if model.active else " "
        click.echo(
            f"{mark}{model.id:>4}  {model.made_at:%Y-%m-%d %H:%M}  {model.corrections:>5} lines  "
            f"accuracy {before['accuracy']:.3f} -> {after['accuracy']:.3f}"
        )
    if not any(model.active for model in found):
        click.echo("* the model that came with the program")


@group.command()
@click.argument("model")
def use(model: str) -> None:
    """Let MODEL serve: a number of `intents models`, or `original`."""
    if model != "original" and not model.isdecimal():
        raise click.ClickException("name a number of `intents models`, or `original`.")
    with current_app.extensions["parts"].store.session() as session:
        try:
            kept.activate(session, None if model == "original" else int(model))
        except MissingError:
            raise click.ClickException(f"there is no model {model}.") from None
    click.echo(f"Model {model} serves within seconds.")


def _serving() -> Understanding:
    """The model that serves; the one of the program where there is no database yet."""
    try:
        return learning.serving(current_app.extensions["parts"].store)
    except SQLAlchemyError:
        return load()


COMMAND = group
