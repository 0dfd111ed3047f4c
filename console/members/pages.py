"""Members: the list, one member, and the audited look at a phone."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.access import actor, me, needs
from console.desk import desk
from console.members import form, wording
from console.paging import asked_page
from membership import (
    aggregates,
    birthday_words,
    consents,
    coupons,
    custom_fields,
    levels,
    merge_preview,
    orders,
    rfm,
    rfm_classes,
    stages,
    tag_rules,
)
from membership import customers as members
from membership.customer_values import Profile
from membership.errors import MembershipError
from membership.points import earning, reading
from tickets import audit, customers, service
from tickets.errors import Missing, NotFound


def register(console: Blueprint) -> None:
    console.add_url_rule("/members", view_func=member_list, endpoint="members")
    console.add_url_rule("/members/<int:member_id>", view_func=member)
    console.add_url_rule("/members/<int:member_id>/reveal", view_func=reveal, methods=["POST"])
    console.add_url_rule("/members/<int:member_id>/points", view_func=adjust, methods=["POST"])


@needs("agent")
def member_list() -> ResponseReturnValue:
    """One page of the members' list."""
    text = request.args.get("q", "").strip()[:60]
    page = asked_page()
    level_id = request.args.get("level", type=int)
    stage = request.args.get("stage", "")
    stage = stage if stage in stages.NAMES else ""
    with desk().store.reading() as session:
        lines, more = customers.search(session, text, level_id=level_id, stage=stage, page=page)
        level_names = dict(customers.levels(session))
    return render_template(
        "members/list.html",
        lines=lines,
        more=more,
        page_number=page,
        search=text,
        level_id=level_id,
        levels=level_names,
        stage=stage,
        stages=stages.NAMES,
    )


@needs("agent")
def member(member_id: int) -> ResponseReturnValue:
    """One member with all that is known."""
    return _page(member_id)


def _page(member_id: int, phone: str = "", problem: str = "") -> str:
    now = desk().now()
    with desk().store.reading() as session:
        person = customers.person(session, member_id)
        profile = members.get(session, member_id)
        figures = aggregates.summary(session, member_id)
        contact_ids = customers.contact_ids(session, member_id)
        return render_template(
            "members/show.html",
            person=person,
            profile=profile,
            birthday=birthday_words.written(profile.birthday) if profile.birthday else "",
            custom=_custom(session, profile),
            rule_tags=tag_rules.tags_of(session, member_id),
            refusals=wording.refusals(consents.answers(session, member_id=member_id)),
            merges={one.id for one in merge_preview.open_merges(session, member_id)},
            phone=phone,
            problem=problem,
            figures=figures,
            stage=stages.NAMES.get(figures.stage, figures.stage),
            rfm=rfm.CLASSES.get(rfm_classes.class_of(session, member_id, now=now) or "", ""),
            points=reading.summary(session, member_id, now=now),
            entries=customers.points_entries(session, member_id),
            orders=orders.of_member(session, member_id, limit=10),
            coupons=coupons.usable(session, member_id, now=now),
            story=customers.story(session, member_id),
            level_names={level.code: level.name for level in levels.load(session).every},
            said=wording,
            tickets=[
                ticket
                for contact_id in contact_ids
                for ticket in service.everything_about(session, contact_id, 10)
            ],
            client_id=secrets.token_hex(8),
        )


def _custom(session: Session, profile: Profile) -> list[tuple[str, str]]:
    """The filled custom fields by their labels."""
    return [
        (field.label, form.in_words(field, value))
        for field in custom_fields.all_fields(session, archived=True)
        if (value := profile.custom.get(field.key)) is not None
    ]


@needs("agent")
def reveal(member_id: int) -> ResponseReturnValue:
    """Show the whole phone once; who looked is written down before it is shown."""
    with desk().store.session() as session:
        sealed = customers.sealed_phone(session, member_id)
        if sealed is None:
            raise NotFound("phone", member_id)
        audit.write(
            session,
            me().id,
            "reveal_phone",
            f"member:{member_id}",
            address=request.remote_addr,
            now=desk().now(),
        )
    return _page(member_id, phone=desk().privacy.unseal(sealed))


@needs("supervisor")
def adjust(member_id: int) -> ResponseReturnValue:
    """Correct a balance by hand, with a reason; written into the ledger and the audit."""
    points = request.form.get("points", 0, type=int)
    reason = request.form.get("reason", "").strip()[:200]
    if not points or not reason:
        raise Missing("reason")
    try:
        with desk().store.session() as session:
            earning.adjust(
                session,
                member_id,
                points,
                key=f"console:{request.form.get('client_id', '')[:40]}",
                reason=reason,
                actor=actor(),
                now=desk().now(),
                timezone=desk().timezone,
            )
            audit.write(
                session,
                me().id,
                "change_points",
                f"member:{member_id}",
                detail={"points": points, "reason": reason},
                address=request.remote_addr,
                now=desk().now(),
            )
    except MembershipError:
        return _page(member_id, problem="积分不够扣，或数目不对，没有改动。"), 409
    flash("积分已调整")
    return redirect(url_for("console.member", member_id=member_id))
