"""Forgetting a line that staff wrote, whichever list it stands in."""

from flask import flash, redirect
from flask import url_for as url
from flask.typing import ResponseReturnValue

from console.access import me
from console.desk import desk
from knowledge import editing
from knowledge.values import Faq, Keyword, Saying
from tickets import audit

NAMES = {Faq: "entry", Keyword: "keyword", Saying: "saying"}


def drop(kind: type[Faq | Keyword | Saying], key: int, page: str) -> ResponseReturnValue:
    """Remove it, with its line in the audit, and go back to its page."""
    with desk().store.session() as session:
        editing.remove(session, kind, key)
        audit.write(session, me().id, "change_knowledge", f"{NAMES[kind]}:{key}", now=desk().now())
    flash("已删除")
    return redirect(url(page))
