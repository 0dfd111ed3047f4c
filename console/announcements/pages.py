"""公告: the list, and each followed until it has arrived."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from announcements import editing, planning, results, robots, withdrawing
from announcements.values import Seen
from campaigns import segments
from console.access import actor, needs
from console.announcements import preview
from console.announcements import wording as words
from console.desk import desk
from membership.errors import NotFoundError
from messaging.reach import accounts
from tickets import customers, staff

PATH = "/announcements"
ONE = f"{PATH}/<int:announcement_id>"
CHANGING = ("draft", "submitted", "approved")
OPEN = (*CHANGING, "sending")
COUNTED = 20_000
"""Members of its segment that a page looks at; sending looks at them all."""


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, view_func=announcements)
    console.add_url_rule(ONE, view_func=announcement)
    console.add_url_rule(f"{ONE}/parts/<int:part_id>", view_func=announcement_outcomes)


@needs("supervisor")
def announcements() -> ResponseReturnValue:
    """What is under way first, then what is over."""
    with desk().store.reading() as session:
        every = editing.every(session)
        names = _names(session)
    return render_template(
        "announcements/list.html",
        going=[one for one in every if one.state in OPEN],
        over=[one for one in every if one.state not in OPEN],
        names=names,
        words=words,
        tab="announcements",
    )


@needs("supervisor")
def announcement(announcement_id: int) -> ResponseReturnValue:
    """One announcement: what it says, whom it reaches, what was done and what came of it."""
    return missing() if found(announcement_id) is None else page(announcement_id)


@needs("supervisor")
def announcement_outcomes(announcement_id: int, part_id: int) -> ResponseReturnValue:
    """What became of a customer send for each receiver."""
    with desk().store.reading() as session:
        outcomes = results.outcomes(session, part_id)
        company = [name for name in accounts.read(session).known if name.startswith("wecom:")]
        known_as = customers.of_platform(session, company, [one.receiver for one in outcomes])
        names = customers.names(session, known_as.values())
        members = customers.members_of(session, known_as.values())
    return render_template(
        "announcements/outcomes.html",
        announcement_id=announcement_id,
        outcomes=outcomes,
        known_as=known_as,
        names=names,
        members=members,
        words=words,
        tab="announcements",
    )


def page(announcement_id: int, problem: str = "") -> str:
    """One announcement as it is now, with what could not be done with it."""
    with desk().store.reading() as session:
        found = editing.get(session, announcement_id)
        parts = results.parts_of(session, announcement_id)
        return render_template(
            "announcements/show.html",
            found=found,
            parts=parts,
            is_moving=any(part.state in results.UNDER_WAY for part in parts),
            events=editing.events(session, announcement_id),
            names=_names(session),
            robots={one.id: one for one in robots.every(session, archived=True)},
            reach=_reach(session, found),
            may_withdraw=withdrawing.allowed(found),
            problem=problem,
            words=words,
            mine=actor(),
            my_openid=preview.own_openid(session, found),
            tab="announcements",
        )


def _reach(session: Session, found: Seen) -> planning.Receivers | None:
    """Whom its segment would reach now; only while that can still change."""
    if found.target.segment is None or found.state not in CHANGING:
        return None
    members = segments.batch_of_saved
    return planning.receivers(session, found, members, now=desk().now(), most=COUNTED)


def _names(session: Session) -> dict[str, str]:
    people = staff.actors(session)
    saved = {f"segment:{one.id}": one.name for one in segments.saved(session, archived=True)}
    return {"system": "系统", **people, **saved}


def found(announcement_id: int) -> Seen | None:
    """The announcement; None where there is none."""
    with desk().store.reading() as session:
        try:
            return editing.get(session, announcement_id)
        except NotFoundError:
            return None


def missing() -> tuple[str, int]:
    """The page that says there is none."""
    sentence = "没有这条公告，可能打错了地址。"
    return render_template("error.html", title="没有找到", sentence=sentence, code=404), 404
