"""待完善: lines nobody answered, answers nobody found useful, and what the model said."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.access import needs
from console.desk import desk
from console.knowledge import forms
from console.knowledge.trial import tools
from knowledge import feedback, repository, slow, unanswered
from knowledge.values import Faq

GROUPS = 40
SHOWN_LINES = 5


def register(console: Blueprint) -> None:
    console.add_url_rule("/knowledge/gaps", view_func=gaps)
    console.add_url_rule("/knowledge/gaps/settle", view_func=settle_lines, methods=["POST"])


@needs("agent")
def gaps() -> ResponseReturnValue:
    """What the knowledge base lacks."""
    with desk().store.reading() as session:
        cut = tools().library.cutter()
        groups = unanswered.groups(session, cut)
        neglected = feedback.neglected(session)
        asked = slow.latest(session)
        entries = {entry.id: entry for entry in repository.everything(session, Faq)}
    return render_template(
        "knowledge/gaps.html",
        groups=groups[:GROUPS],
        hidden=max(0, len(groups) - GROUPS),
        shown_lines=SHOWN_LINES,
        neglected=neglected,
        asked=asked,
        entries=entries,
        intents=forms.INTENT_NAMES,
        tab="gaps",
    )


@needs("agent")
def settle_lines() -> ResponseReturnValue:
    """Wave lines off."""
    with desk().store.session() as session:
        count = unanswered.settle(session, keys(request.form.get("lines", "")), answered=False)
    flash(f"已忽略 {count} 句")
    return redirect(url("console.gaps"))


def settle_for(session: Session, lines: str) -> None:
    """An answer was written for these lines."""
    found = keys(lines)
    if found:
        unanswered.settle(session, found, answered=True)


def keys(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.strip().isdecimal()]
