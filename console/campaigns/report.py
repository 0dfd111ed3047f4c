"""One campaign: how far it has come, what it has achieved, and why a member gets it or not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from campaigns import explain, progress, segments, service
from campaigns.document import Document
from campaigns.effect.report import report
from campaigns.effect.values import Report, Span
from campaigns.errors import StateError
from campaigns.values import ON, CampaignView
from console.access import me, needs
from console.campaigns import charts
from console.campaigns import wording as words
from console.desk import desk
from console.segments import wording as segments_wording
from console.segments.built import named_by_staff
from membership import coupon_templates, customers
from membership.errors import NotFoundError
from store.columns import EPOCH
from tickets import audit, staff
from tickets import customers as desk_customers

ONE = "/campaigns/<int:campaign_id>"
SPANS = {"30": "最近 30 天", "90": "最近 90 天", "365": "最近一年", "0": "全部"}
SAID = {"on": "已开启", "paused": "已暂停，排队的消息先不发", "ended": "已结束，排队的消息已取消"}
OVER = "活动的日期已经过了，先在「修改」里改日期，再开启。"


def register(console: Blueprint) -> None:
    console.add_url_rule(ONE, view_func=campaign)
    console.add_url_rule(f"{ONE}/state", view_func=set_campaign_state, methods=["POST"])
    console.add_url_rule(f"{ONE}/progress", view_func=campaign_progress)
    console.add_url_rule(f"{ONE}/explain", view_func=explain_campaign)


@needs("supervisor")
def campaign(campaign_id: int) -> ResponseReturnValue:
    """Progress and effect."""
    return _page(campaign_id)


@needs("supervisor")
def set_campaign_state(campaign_id: int) -> ResponseReturnValue:
    """Switch on, pause or end."""
    state = request.form.get("to", "")
    if state not in SAID:
        abort(422)
    if state == ON and _reading(lambda session: _is_over(service.get(session, campaign_id))):
        return _page(campaign_id, OVER), 409
    try:
        with desk().store.session() as session:
            service.set_state(session, campaign_id, state, now=desk().now())
            audit.write(
                session,
                me().id,
                "campaign",
                f"campaign:{campaign_id}",
                detail={"to": words.STATES[state]},
                address=request.remote_addr,
                now=desk().now(),
            )
    except StateError as error:
        said = f"活动现在是「{words.STATES[error.state]}」，不能这样操作。"
        return _page(campaign_id, said), 409
    except NotFoundError:
        abort(404)
    flash(SAID[state])
    return redirect(url_for("console.campaign", campaign_id=campaign_id))


def _is_over(view: CampaignView) -> bool:
    return service.read(view.body).period.is_over(desk().now(), desk().timezone)


@needs("supervisor")
def campaign_progress(campaign_id: int) -> ResponseReturnValue:
    """How far it has come, for a page that stays open."""

    def read(session: Session) -> dict[str, Any]:
        return {"view": service.get(session, campaign_id), **_progress(session, campaign_id)}

    return render_template("campaigns/_progress.html", **_reading(read), words=words)


@needs("supervisor")
def explain_campaign(campaign_id: int) -> ResponseReturnValue:
    """Why one member gets it or not, rule by rule; of several with that name, one is chosen."""
    if "member" not in request.args:
        return _found_members(campaign_id, request.args.get("q", "").strip()[:60])
    member_id = request.args.get("member", 0, type=int)

    def explained(session: Session) -> dict[str, Any]:
        found = explain.explain(
            session, campaign_id, member_id, now=desk().now(), timezone=desk().timezone
        )
        profile = customers.get(session, member_id)
        return {"found": found, "member": profile, "view": service.get(session, campaign_id)}

    values = _reading(explained)
    return render_template("campaigns/explain.html", **values, words=words, tab="campaigns")


def _found_members(campaign_id: int, text: str) -> ResponseReturnValue:
    def find(session: Session) -> dict[str, Any]:
        view = service.get(session, campaign_id)
        lines, more = desk_customers.search(session, text) if text else ([], False)
        return {"view": view, "lines": lines, "more": more}

    found = _reading(find)
    if len(found["lines"]) == 1:
        only = found["lines"][0].id
        return redirect(
            url_for("console.explain_campaign", campaign_id=campaign_id, member=only, q=text)
        )
    return render_template("campaigns/explain_whom.html", **found, search=text, tab="campaigns")


def _reading(work: Callable[[Session], Any]) -> Any:
    with desk().store.reading() as session:
        try:
            return work(session)
        except NotFoundError:
            abort(404)


def _page(campaign_id: int, problem: str = "") -> str:
    days = request.args.get("days", "90")
    days = days if days in SPANS else "90"
    values = _reading(lambda session: _values(session, campaign_id, int(days)))
    return render_template(
        "campaigns/show.html",
        **values,
        problem=problem,
        days=days,
        spans=SPANS,
        words=words,
        tab="campaigns",
    )


def _values(session: Session, campaign_id: int, days: int) -> dict[str, Any]:
    view = service.get(session, campaign_id)
    document = service.read(view.body)
    now = desk().now()
    span = Span(now - timedelta(days=days) if days else EPOCH, now)
    found = report(session, campaign_id, span, now=now)
    people = staff.actors(session)
    return {
        "view": view,
        "document": document,
        "coupons": {one.key: one.name for one in coupon_templates.every(session)},
        "audience": _audience(session, document),
        **_progress(session, campaign_id),
        "report": found,
        "effects": _effects(found),
        "versions": service.versions(session, campaign_id),
        "people": {"system": "系统", **people},
    }


def _progress(session: Session, campaign_id: int) -> dict[str, Any]:
    steps = progress.progress(session, campaign_id)
    return {"steps": steps, "moving": any(one.on_its_way for one in steps)}


def _audience(session: Session, document: Document) -> str:
    if document.audience.saved_id is not None:
        return segments.get(session, document.audience.saved_id).name
    return segments_wording.sentence(document.audience.own, named_by_staff(session))


def _effects(found: Report) -> Any:
    """Each measure as a row of the chart; none without a control group."""
    return charts.effects(found) if found.control else None
