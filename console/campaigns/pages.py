"""活动: what there is, and writing one while seeing whom it would reach."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from campaigns import kinds, period, progress, segments, service, trials
from campaigns.errors import ChangedError, StateError
from campaigns.values import CampaignView
from console.access import actor, me, needs
from console.campaigns import form as forms
from console.campaigns import inputs as campaigns_inputs
from console.campaigns import pictures, problems, reach
from console.campaigns import wording as words
from console.campaigns.inputs import Choices
from console.desk import desk
from console.rules import forms as rule_forms
from console.rules.forms import Form
from console.segments import form as segments_form
from console.segments import wording as segments_wording
from console.segments.built import built, named_by_staff
from membership import coupon_templates
from membership.errors import FieldError, NotFoundError
from tickets import audit, chats

PATH = "/campaigns"


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, endpoint="campaigns", view_func=every)
    console.add_url_rule(f"{PATH}/new", view_func=new_campaign, methods=["GET", "POST"])
    console.add_url_rule(f"{PATH}/reach", view_func=campaign_reach, methods=["POST"])
    one = f"{PATH}/<int:campaign_id>"
    console.add_url_rule(f"{one}/edit", view_func=edit_campaign, methods=["GET", "POST"])
    console.add_url_rule(f"{one}/copy", view_func=copy_campaign, methods=["POST"])


@needs("supervisor")
def every() -> ResponseReturnValue:
    """All campaigns, those that run first, with how far each has come."""
    with desk().store.reading() as session:
        rows = service.every(session)
        sent = {one.id: _sent(session, one.id) for one in rows}
    periods = {one.id: words.period(period.read(one.body.get("period", {}))) for one in rows}
    order = {state: at for at, state in enumerate(words.STATES)}
    rows.sort(key=lambda one: (one.state == "ended", -order[one.state], one.id))
    return render_template(
        "campaigns/list.html",
        rows=rows,
        sent=sent,
        periods=periods,
        words=words,
        tab="campaigns",
    )


@needs("supervisor")
def new_campaign() -> ResponseReturnValue:
    """Choose a kind, then write the first version."""
    kind = request.values.get("kind", "")
    if kind not in kinds.every():
        offered = sorted(kinds.every().values(), key=lambda one: one.introduction.place)
        return render_template("campaigns/kinds.html", kinds=offered, tab="campaigns")
    if request.method == "POST":
        return _post(kind, None)
    return _written(kinds.every()[kind].starter(), None)


@needs("supervisor")
def edit_campaign(campaign_id: int) -> ResponseReturnValue:
    """The document in force, to be saved as the next version."""
    found = _found(campaign_id)
    return _post(found.kind, found) if request.method == "POST" else _written(found.body, found)


@needs("supervisor")
def copy_campaign(campaign_id: int) -> ResponseReturnValue:
    """A draft that says the same, to be changed and switched on by itself."""
    found = _found(campaign_id)
    body = {**found.body, "name": f"{found.name[:34]}（副本）"}
    try:
        with desk().store.session() as session:
            copy = _save(session, body, None)
            audit.write(session, me().id, "campaign", f"campaign:{copy.id}", now=desk().now())
    except FieldError as error:
        flash(f"复制不了：{problems.sentence(error)}")
        return redirect(url_for("console.campaign", campaign_id=campaign_id))
    flash("已复制成草稿，改好后再开启")
    return redirect(url_for("console.edit_campaign", campaign_id=copy.id))


@needs("supervisor")
def campaign_reach() -> ResponseReturnValue:
    """Whom the form as it stands would reach: nothing is saved."""
    kind = request.form.get("kind", "")
    if kind not in kinds.every():
        abort(422)
    number = request.form.get("of", 0, type=int)
    before = _found(number).body if number else None
    try:
        body, _ = forms.document(request.form, kind, before)
        with desk().store.reading() as session:
            shown = reach.shown(session, body)
    except FieldError as error:
        shown = {"glance": None, "looks": (), "problem": problems.sentence(error)}
    return render_template("campaigns/_reach.html", **shown, words=words)


def _post(kind: str, found: CampaignView | None) -> ResponseReturnValue:
    form: Form = request.form
    places: list[int] = []
    try:
        form = pictures.received(form)
        body, places = forms.document(form, kind, found.body if found else None)
        if (asked := form.get("do", "save")) != "save":
            return _test(kind, form, body, found) if asked == "test" else _typed(kind, form, found)
        with desk().store.session() as session:
            campaign = _save(session, body, found)
            subject = f"campaign:{campaign.id}"
            audit.write(session, me().id, "campaign", subject, now=desk().now())
    except FieldError as error:
        if form.get("do", "save") not in {"save", "test"}:
            return _typed(kind, form, found)
        return _typed(kind, form, found, forms.at_its_place(error, form, places)), 422
    except ChangedError:
        said = "刚才有人改过这个活动，请刷新后看过新的内容再改。"
        return _typed(kind, form, found, said=said), 409
    except StateError:
        return _typed(kind, form, found, said="活动已经结束，不能再改。"), 409
    flash("已保存" if found else "已保存草稿，开启后才会发送")
    return redirect(url_for("console.campaign", campaign_id=campaign.id))


def _save(session: Session, body: Mapping[str, Any], found: CampaignView | None) -> CampaignView:
    if found is None:
        key = f"{body['kind']}-{secrets.token_hex(4)}"
        return service.create(session, key, body, actor=actor(), now=desk().now())
    seen = request.form.get("seen", 0, type=int)
    return service.save(session, found.id, body, seen=seen, actor=actor(), now=desk().now())


def _test(
    kind: str, form: Form, body: Mapping[str, Any], found: CampaignView | None
) -> ResponseReturnValue:
    """Send the steps to one's own chat; nothing is saved."""
    with desk().store.session() as session:
        own = chats.bound(session, me().id)
        if own is None:
            said = "先在「我的账号」里绑定自己的微信，才能发给自己看。"
            return _typed(kind, form, found, said=said), 409
        try:
            for step in range(len(body["steps"])):
                trials.send(
                    session, body, step, contact_id=own[0], actor=actor(), now=desk().now()
                )
        except FieldError as error:
            if error.field != "contact":
                raise
            said = "48 小时内没有给公众号发过消息，先发一句再试。"
            return _typed(kind, form, found, said=said), 409
    return _typed(kind, form, found, told="已发到您的微信，还没有保存")


def _written(body: Mapping[str, Any], found: CampaignView | None) -> str:
    """The form with what a document says."""
    inputs = _inputs(body["kind"], len(body["steps"]), found)
    with desk().store.reading() as session:
        shown = reach.read_out(session, body)
    return _page(inputs, forms.values(body), forms.builder(body), found, **shown)


def _typed(
    kind: str,
    form: Form,
    found: CampaignView | None,
    error: FieldError | None = None,
    said: str = "",
    told: str = "",
) -> str:
    """The form as it was sent, with what is wrong."""
    inputs = _inputs(kind, _step_count(form), found)
    values = rule_forms.typed([rule_forms.Section("", inputs.all)], form)
    wrong = None
    if error is not None:
        said = problems.sentence(error)
        wrong = rule_forms.nearest(error.field, [one.name for one in inputs.all])
    builder = segments_form.read(form)
    return _page(inputs, values, builder, found, error=error, wrong=wrong, said=said, told=told)


def _page(
    inputs: campaigns_inputs.Inputs,
    values: Mapping[str, Any],
    builder: segments_form.Builder,
    found: CampaignView | None,
    *,
    error: FieldError | None = None,
    **more: Any,
) -> str:
    kind = found.kind if found else request.values["kind"]
    own = builder if values.get("audience.segment") == campaigns_inputs.OWN else None
    nothing: dict[str, Any] = {"glance": None, "looks": (), "problem": "", "wrong": None}
    return render_template(
        "campaigns/edit.html",
        kind=kind,
        introduction=kinds.every()[kind].introduction,
        found=found,
        seen=request.form.get("seen") or (found.version if found else 0),
        inputs=inputs,
        values=values,
        built=built(own or segments_form.Builder(), error if own else None),
        shown=rule_forms.shown,
        variables=campaigns_inputs.variables_of(kind),
        words=words,
        tab="campaigns",
        **{**nothing, "said": "", "told": "", **more},
    )


def _inputs(kind: str, steps: int, found: CampaignView | None) -> campaigns_inputs.Inputs:
    with desk().store.reading() as session:
        kept = ""
        if found and forms.own_audience(found.body) and not forms.builder(found.body).plain:
            own = service.read(found.body).audience.own
            kept = segments_wording.sentence(own, named_by_staff(session))
        choices = Choices(
            kept=kept,
            segments={str(one.id): one.name for one in segments.saved(session)},
            coupons={one.key: one.name for one in coupon_templates.every(session) if one.enabled},
        )
    return campaigns_inputs.of_kind(kind, steps, choices)


def _found(campaign_id: int) -> CampaignView:
    with desk().store.reading() as session:
        try:
            return service.get(session, campaign_id)
        except NotFoundError:
            abort(404)


def _step_count(form: Form) -> int:
    """Steps that are filled in, those to be taken out with them."""
    at = 0
    while any(key.startswith(f"{campaigns_inputs.STEPS}[{at}].") for key in form):
        at += 1
    last = f"{campaigns_inputs.STEPS}[{at - 1}].text"
    return max(0, at - (not form.get(last, "").strip()))


def _sent(session: Session, campaign_id: int) -> tuple[int, int]:
    """How many have left, and how many are on their way."""
    steps = progress.progress(session, campaign_id)
    return sum(one.sent for one in steps), sum(one.on_its_way for one in steps)
