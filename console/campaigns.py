"""活动: what there is, and writing one while seeing whom it would reach."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from campaigns import dry_run, kinds, progress, segments, service, trials
from campaigns.dry_run import DryRun
from campaigns.errors import ChangedError, StateError
from campaigns.values import CampaignView
from console import campaigns_form as forms
from console import campaigns_wording as words
from console import rule_forms, rule_wording, segments_wording
from console.access import actor, me, needs
from console.desk import desk
from membership import coupons
from membership.errors import FieldError, NotFoundError
from tickets import audit, chats

PATH = "/campaigns"
COUNTED = 5_000
"""Members that the page of an editor counts at once; a dry run of its own counts them all."""


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, endpoint="campaigns", view_func=every)
    console.add_url_rule(f"{PATH}/new", view_func=new_campaign, methods=["GET", "POST"])
    console.add_url_rule(f"{PATH}/reach", view_func=campaign_reach, methods=["POST"])
    one = f"{PATH}/<int:campaign_id>"
    console.add_url_rule(f"{one}/edit", view_func=edit_campaign, methods=["GET", "POST"])


@needs("supervisor")
def every() -> ResponseReturnValue:
    """All campaigns, those that run first, with how far each has come."""
    with desk().store.reading() as session:
        rows = service.every(session)
        sent = {one.id: _sent(session, one.id) for one in rows}
    order = {state: at for at, state in enumerate(words.STATES)}
    rows.sort(key=lambda one: (one.state == "ended", -order[one.state], one.id))
    return render_template(
        "campaigns/list.html", rows=rows, sent=sent, words=words, tab="campaigns"
    )


@needs("supervisor")
def new_campaign() -> ResponseReturnValue:
    """Choose a kind, then write the first version."""
    kind = request.values.get("kind", "")
    if kind not in kinds.every():
        return render_template("campaigns/kinds.html", words=words, tab="campaigns")
    if request.method == "POST":
        return _post(kind, None)
    return _page(kind, {"kind": kind, "steps": []}, None)


@needs("supervisor")
def edit_campaign(campaign_id: int) -> ResponseReturnValue:
    """The document in force, to be saved as the next version."""
    with desk().store.reading() as session:
        try:
            found = service.get(session, campaign_id)
        except NotFoundError:
            abort(404)
    if request.method == "POST":
        return _post(found.kind, found)
    return _page(found.kind, found.body, found)


@needs("supervisor")
def campaign_reach() -> ResponseReturnValue:
    """Whom the form as it stands would reach now: nothing is saved."""
    kind = request.form.get("kind", "")
    if kind not in kinds.every():
        abort(422)
    try:
        with desk().store.reading() as session:
            number = request.form.get("of", 0, type=int)
            before = service.get(session, number).body if number else None
            body, _ = forms.document(request.form, kind, before)
            reach, problem = _reach(session, body), ""
    except NotFoundError:
        abort(404)
    except FieldError as error:
        reach, problem = None, rule_wording.sentence(error, money=False)
    return render_template("campaigns/_reach.html", reach=reach, problem=problem, words=words)


def _post(kind: str, found: CampaignView | None) -> ResponseReturnValue:
    places: list[int] = []
    try:
        body, places = forms.document(request.form, kind, found.body if found else None)
        if request.form.get("do") == "test":
            return _test(kind, body, found)
        with desk().store.session() as session:
            campaign = _save(session, body, found)
            subject = f"campaign:{campaign.id}"
            audit.write(session, me().id, "campaign", subject, now=desk().now())
    except FieldError as error:
        placed = rule_forms.at_its_place(error, forms.STEPS, places)
        return _page(kind, None, found, placed), 422
    except ChangedError:
        said = "刚才有人改过这个活动，请刷新后看过新的内容再改。"
        return _page(kind, None, found, said=said), 409
    except StateError:
        return _page(kind, None, found, said="活动已经结束，不能再改。"), 409
    flash("已保存" if found else "已保存草稿，开启后才会发送")
    return redirect(url_for("console.campaign", campaign_id=campaign.id))


def _save(session: Session, body: Mapping[str, Any], found: CampaignView | None) -> CampaignView:
    if found is None:
        key = f"{body['kind']}-{secrets.token_hex(4)}"
        return service.create(session, key, body, actor=actor(), now=desk().now())
    seen = request.form.get("seen", 0, type=int)
    return service.save(session, found.id, body, seen=seen, actor=actor(), now=desk().now())


def _test(kind: str, body: Mapping[str, Any], found: CampaignView | None) -> ResponseReturnValue:
    """Send the steps to one's own chat; nothing is saved."""
    with desk().store.session() as session:
        own = chats.bound(session, me().id)
        if own is None:
            said = "先在「我的账号」里绑定自己的微信，才能发给自己看。"
            return _page(kind, None, found, said=said), 409
        try:
            for step in range(len(body["steps"])):
                trials.send(
                    session, body, step, contact_id=own[0], actor=actor(), now=desk().now()
                )
        except FieldError as error:
            if error.field != "contact":
                raise
            said = "48 小时内没有给公众号发过消息，先发一句再试。"
            return _page(kind, None, found, said=said), 409
    return _page(kind, None, found, told="已发到您的微信")


def _page(
    kind: str,
    body: Mapping[str, Any] | None,
    found: CampaignView | None,
    error: FieldError | None = None,
    said: str = "",
    told: str = "",
) -> str:
    typed = request.form if body is None else None
    with desk().store.reading() as session:
        choices = _choices(session, found)
        reach = _reach(session, body) if body and body["steps"] else None
    steps = _step_count(typed) if typed is not None else len((body or {}).get("steps", ()))
    sections = forms.sections(kind, steps, choices)
    shown = forms.values(body) if body is not None else rule_forms.typed(sections, request.form)
    names = [one.name for section in sections for one in section.inputs]
    wrong = rule_forms.nearest(error.field, names) if error else None
    if error:
        said = rule_wording.sentence(error, money=False)
    return render_template(
        "campaigns/edit.html",
        kind=kind,
        found=found,
        seen=request.form.get("seen") or (found.version if found else 0),
        sections=sections,
        values=shown,
        shown=rule_forms.shown,
        wrong=wrong,
        said=said,
        told=told,
        reach=reach,
        problem="",
        variables=forms.variables_of(kind),
        words=words,
        tab="campaigns",
    )


def _reach(session: Session, body: Mapping[str, Any]) -> DryRun | None:
    """The dry run as far as it counts at once."""
    result = None
    run = dry_run.run_document(session, body, at=desk().now(), timezone=desk().timezone)
    for result in run:
        if result.due >= COUNTED:
            break
    return result


def _choices(session: Session, found: CampaignView | None) -> forms.Choices:
    kept = ""
    if found and forms.own_audience(found.body):
        own = service.read(found.body).audience.own
        kept = segments_wording.sentence(own, segments_wording.FIXED)
    return forms.Choices(
        kept=kept,
        segments={str(one.id): one.name for one in segments.saved(session)},
        coupons={one.key: one.name for one in coupons.templates(session) if one.enabled},
    )


def _step_count(form: rule_forms.Form) -> int:
    at = 0
    while any(key.startswith(f"{forms.STEPS}[{at}].") for key in form):
        at += 1
    return max(0, at - 1)


def _sent(session: Session, campaign_id: int) -> tuple[int, int]:
    """How many have left, and how many are on their way."""
    steps = progress.progress(session, campaign_id)
    return sum(one.sent for one in steps), sum(one.on_its_way for one in steps)
