"""Staff write what they learned of a member: profile, custom fields, tags, what they refuse."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.access import actor, me, needs
from console.desk import desk
from console.members import form as members_form
from console.members.wording import FIELDS, fields
from console.rules import conflicts
from console.rules import forms as rule_forms
from console.rules import wording as rule_wording
from console.rules.conflicts import SEEN, ChangedMeanwhileError, Difference
from membership import consents, customers
from membership.errors import FieldError, NotFoundError
from tickets import audit
from tickets.errors import NotFound

PATH = "/members/<int:member_id>/edit"


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, view_func=edit_member)
    console.add_url_rule(PATH, view_func=save_member, methods=["POST"])


@needs("agent")
def edit_member(member_id: int) -> ResponseReturnValue:
    """The form with what is known."""
    return _page(member_id)


@needs("agent")
def save_member(member_id: int) -> ResponseReturnValue:
    """Write what differs; a phone only by a supervisor, for codes are sent to it."""
    try:
        with desk().store.session() as session:
            form = _form(session, member_id)
            conflicts.check(form, request.form)
            changed = _write(session, member_id)
            if changed:
                audit.write(
                    session,
                    me().id,
                    "change_member",
                    f"member:{member_id}",
                    detail={"fields": changed},
                    address=request.remote_addr,
                    now=desk().now(),
                )
    except FieldError as error:
        return _page(member_id, error), 422
    except ChangedMeanwhileError as meanwhile:
        return _page(member_id, differences=meanwhile.differences), 409
    flash("资料已保存" if changed else "没有改动")
    return redirect(url_for("console.member", member_id=member_id))


def _write(session: Session, member_id: int) -> str:
    """Return the names of what changed."""
    now, privacy, zone = desk().now(), desk().privacy, desk().timezone
    before = customers.get(session, member_id)
    given = members_form.changes(session, before, request.form, with_phone=_may_phone())
    after = customers.update(
        session, member_id, given, now=now, privacy=privacy, actor=actor(), timezone=zone
    )
    changed = [
        name
        for name in FIELDS
        if name != "phone" and getattr(before, name) != getattr(after, name)
    ]
    said = fields([*changed, *(["phone"] if "phone" in given else [])])
    answers = consents.answers(session, member_id=member_id)
    refused = {(one.channel, one.kind) for one in answers if not one.allowed}
    answered = [
        consents.set_for_member(
            session, member_id, channel=channel, kind=kind, allow=not no, now=now, source=actor()
        )
        for (channel, kind), no in members_form.refusals(request.form).items()
        if no != ((channel, kind) in refused)
    ]
    return "、".join(filter(None, [said, "退订" if any(answered) else ""]))


def _form(session: Session, member_id: int) -> rule_forms.RuleForm:
    try:
        if customers.get(session, member_id).merged_into_id is not None:
            raise NotFound("member", member_id)
        return members_form.form(session, member_id, with_phone=_may_phone())
    except NotFoundError:
        raise NotFound("member", member_id) from None


def _may_phone() -> bool:
    return me().may("supervisor")


def _page(
    member_id: int, error: FieldError | None = None, differences: list[Difference] | None = None
) -> str:
    with desk().store.reading() as session:
        form = _form(session, member_id)
        profile = customers.get(session, member_id)
    inputs = {one.name: one for section in form.sections for one in section.inputs}
    values = form.values if error is None else rule_forms.typed(form.sections, request.form)
    return render_template(
        "members/edit.html",
        profile=profile,
        form=form,
        values=values,
        shown=rule_forms.shown,
        wrong=rule_forms.nearest(error.field, inputs) if error else None,
        said=rule_wording.sentence(error, money=False) if error else "",
        seen=request.form.get(SEEN) if error else conflicts.seen(form),
        differences=differences or (),
    )
