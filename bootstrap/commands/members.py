"""`members`: two records that are one person."""

import click
from flask import current_app
from sqlalchemy.orm import Session

from bootstrap.parts import Parts
from membership import customers, merging
from membership.errors import MergeError, NotFoundError
from tickets import audit

ACTOR = "system"
OURS = "id:"
PROBLEMS = {
    "same": "these are the same member.",
    "merged": "one of them was merged already.",
    "held_points": "one of them has points on hold; confirm or release them first.",
    "later_merge": "they were merged further since; undo that merge first.",
    "undone": "this merge was undone already.",
}


@click.group("members")
def group() -> None:
    """Members: two records that are one person become one, and can be parted again."""


@group.command()
@click.argument("kept")
@click.argument("gone")
def merge(kept: str, gone: str) -> None:
    """Let KEPT take over all that is GONE's. Either is the shop's number, or id:NUMBER of ours."""
    built: Parts = current_app.extensions["parts"]
    now = built.clock.now()
    try:
        with built.store.session() as session:
            kept_id, gone_id = _number(session, kept), _number(session, gone)
            merge_id = merging.merge(
                session,
                kept_id=kept_id,
                gone_id=gone_id,
                actor=ACTOR,
                now=now,
                timezone=built.settings.timezone,
            )
            detail = {"kept": kept_id, "gone": gone_id}
            audit.write(
                session, None, "merge_members", f"merge:{merge_id}", detail=detail, now=now
            )
    except MergeError as error:
        raise click.ClickException(PROBLEMS[error.problem]) from None
    click.echo(f"{gone} is part of {kept} now. Undo it by: members unmerge {merge_id}")


@group.command()
@click.argument("merge_id", type=int)
def unmerge(merge_id: int) -> None:
    """Undo the merge with this number: what came with it and is still there goes back."""
    built: Parts = current_app.extensions["parts"]
    now = built.clock.now()
    try:
        with built.store.session() as session:
            merging.undo(session, merge_id, actor=ACTOR, now=now, timezone=built.settings.timezone)
            audit.write(session, None, "part_members", f"merge:{merge_id}", now=now)
    except MergeError as error:
        raise click.ClickException(PROBLEMS[error.problem]) from None
    except NotFoundError:
        raise click.ClickException(f"there is no merge {merge_id}.") from None
    click.echo("They are two members again.")


def _number(session: Session, named: str) -> int:
    """Find a member without following merges: who was merged is to be refused, not followed."""
    if named.startswith(OURS) and named.removeprefix(OURS).isdecimal():
        try:
            return customers.get(session, int(named.removeprefix(OURS))).id
        except NotFoundError:
            raise click.ClickException(f"there is no member {named}.") from None
    found = customers.by_external_id(session, named)
    if found is None:
        raise click.ClickException(f"there is no member {named}.")
    return found.id


COMMAND = group
