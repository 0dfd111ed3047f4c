"""Counting a campaign's dry run to the end while the page shows how far it has come."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from campaigns import counting, service
from campaigns.values import CampaignView
from console.access import actor, needs
from console.campaigns import reach
from console.campaigns import wording as words
from console.desk import desk
from membership.errors import NotFoundError
from tickets import staff

ONE = "/campaigns/<int:campaign_id>"


def register(console: Blueprint) -> None:
    console.add_url_rule(f"{ONE}/dry-run", view_func=campaign_dry_run)
    console.add_url_rule(f"{ONE}/count", view_func=campaign_count)
    console.add_url_rule(
        f"{ONE}/count", endpoint="begin_campaign_count", view_func=begin, methods=["POST"]
    )
    console.add_url_rule(
        f"{ONE}/count/stop", endpoint="stop_campaign_count", view_func=stop, methods=["POST"]
    )


@needs("supervisor")
def campaign_dry_run(campaign_id: int) -> ResponseReturnValue:
    """Whom it would reach: the first of them at once, all of them when they have been counted."""
    with desk().store.reading() as session:
        view = _found(session, campaign_id)
        shown = reach.shown(session, view.body, campaign_id)
        values = {**shown, **_counted(session, view), "looks": ()}
    is_part = bool(request.headers.get("HX-Request"))
    part = "campaigns/_dry_run.html" if is_part else "campaigns/reach.html"
    return render_template(part, **values, is_part=is_part, words=words, tab="campaigns")


@needs("supervisor")
def campaign_count(campaign_id: int) -> ResponseReturnValue:
    """How far the count has come, for a page that stays open."""
    with desk().store.reading() as session:
        values = _counted(session, _found(session, campaign_id))
    if not request.headers.get("HX-Request"):
        return redirect(url_for("console.campaign_dry_run", campaign_id=campaign_id))
    return render_template("campaigns/_count.html", **values, words=words)


@needs("supervisor")
def begin(campaign_id: int) -> ResponseReturnValue:
    """Let everybody be counted, anew."""
    now = desk().now()
    with desk().store.session() as session:
        _found(session, campaign_id)
        counting.begin(session, campaign_id, actor=actor(), now=now, timezone=desk().timezone)
    return campaign_count(campaign_id)


@needs("supervisor")
def stop(campaign_id: int) -> ResponseReturnValue:
    """Count no further; what was counted stays on the page."""
    with desk().store.session() as session:
        _found(session, campaign_id)
        counting.stop(session, campaign_id, now=desk().now())
    return campaign_count(campaign_id)


def _counted(session: Session, view: CampaignView) -> dict[str, Any]:
    count = counting.latest(session, view.id)
    is_idle = counting.is_idle(session, now=desk().now())
    return {
        "view": view,
        "count": count,
        "counted_names": reach.names(session, count.result) if count else {},
        "is_idle": is_idle,
        "people": staff.actors(session),
    }


def _found(session: Session, campaign_id: int) -> CampaignView:
    try:
        return service.get(session, campaign_id)
    except NotFoundError:
        abort(404)
