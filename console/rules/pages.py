"""The pages on which administrators write the rules of membership."""

from collections.abc import Sequence
from functools import partial
from types import ModuleType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.access import actor, me, needs
from console.desk import desk
from console.rules import (
    conflicts,
    coupons,
    fields,
    forms,
    gifts,
    giving,
    levels,
    points,
    rfm,
    tags,
)
from console.rules import wording as rule_wording
from console.rules.conflicts import SEEN, ChangedMeanwhileError, Difference
from console.rules.forms import RuleForm
from console.rules.rfm import Trial
from membership import rule_repository
from membership.errors import FieldError, RulesChangedError
from tickets import audit

PAGES: dict[str, ModuleType] = {
    "fields": fields,
    "points": points,
    "levels": levels,
    "coupons": coupons,
    "gifts": gifts,
    "giving": giving,
    "tags": tags,
    "rfm": rfm,
}
TRIED = "rfm"


def register(console: Blueprint) -> None:
    for tab in PAGES:
        for method, view in (("GET", _show), ("POST", _save)):
            console.add_url_rule(
                f"/settings/{tab}",
                endpoint=f"{method.lower()}_rules_{tab}",
                view_func=needs("admin")(partial(view, tab)),
                methods=[method],
            )


def _show(tab: str) -> ResponseReturnValue:
    return _page(tab)


def _save(tab: str) -> ResponseReturnValue:
    if "try" in request.form:
        return _page(tab, trying=True)
    try:
        with desk().store.session() as session:
            rule_repository.lock(session, now=desk().now())
            _check_unchanged(tab, session)
            subject = PAGES[tab].save(session, request.form, actor(), desk().now())
            audit.write(
                session,
                me().id,
                "change_member_rules",
                f"{tab}:{subject}"[:64],
                address=request.remote_addr,
                now=desk().now(),
            )
    except FieldError as error:
        return _page(tab, error), 422
    except ChangedMeanwhileError as meanwhile:
        return _page(tab, differences=meanwhile.differences), 409
    except RulesChangedError:
        return _page(tab, problem="刚才有人同时保存了，这次没有保存。请看看现在的内容再改。"), 409
    flash("已保存，从现在起生效；以前的记录不变")
    return redirect(url_for(f"console.get_rules_{tab}"))


def _check_unchanged(tab: str, session: Session) -> None:
    """What is only being added cannot overwrite anything."""
    edit = request.form.get("edit") or None
    form: RuleForm = PAGES[tab].form(session, edit, desk().now())
    if edit or not form.listed:
        conflicts.check(form, request.form)


def _page(
    tab: str,
    error: FieldError | None = None,
    differences: Sequence[Difference] = (),
    problem: str = "",
    trying: bool = False,
) -> str:
    edit = request.values.get("edit") or None
    with desk().store.reading() as session:
        form: RuleForm = PAGES[tab].form(session, edit, desk().now())
        trial: Trial | None = None
        if tab == TRIED:
            try:
                posted = request.form if trying else None
                trial = rfm.trial(session, posted, desk().now())
            except FieldError as wrong_number:
                error = wrong_number
    keeps_typed = error is not None or trying
    typed = forms.typed(form.sections, request.form) if keeps_typed else form.values
    values = {**typed, **(trial.values or {})} if trial else typed
    inputs = {one.name: one for section in form.sections for one in section.inputs}
    wrong = forms.nearest(error.field, inputs) if error else None
    said = problem
    if error is not None:
        money = wrong is not None and inputs[wrong].kind == "yuan"
        said = rule_wording.sentence(error, money=money)
    return render_template(
        "rules/page.html",
        tab=tab,
        action=url_for(f"console.post_rules_{tab}"),
        here=url_for(f"console.get_rules_{tab}"),
        form=form,
        values=values,
        shown=forms.shown,
        wrong=wrong,
        said=said,
        edit=edit or "",
        seen=request.form.get(SEEN) if keeps_typed else conflicts.seen(form),
        differences=differences,
        trial=trial,
    )
