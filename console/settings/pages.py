"""Settings of the desk: accounts, teams, hours, deadlines, rules."""

from dataclasses import asdict, fields
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import wording
from console.access import me, needs
from console.desk import desk
from console.settings import audited
from console.settings import hours as hours_form
from tickets import audit, hours, second_factor, sla, staff, teams
from tickets import settings as rules
from tickets.calendar import known_until
from tickets.errors import DeskError, Missing
from tickets.hours import Target
from tickets.settings import DeskRules
from tickets.values import KINDS, PRIORITIES, ROLES


def register(console: Blueprint) -> None:
    console.add_url_rule("/settings", view_func=settings)
    console.add_url_rule("/settings/<tab>", view_func=settings_tab)
    for name, view in (
        ("staff", save_staff),
        ("teams", save_team),
        ("hours", save_hours),
        ("sla", save_sla),
        ("rules", save_rules),
        ("second-factor", save_second_factor),
        ("second-factor/reset", reset_second_factor),
    ):
        console.add_url_rule(f"/settings/{name}/save", view_func=view, methods=["POST"])
    console.add_url_rule("/audit", view_func=audit_page)


@needs("supervisor")
def settings() -> ResponseReturnValue:
    return redirect(url_for("console.settings_tab", tab="staff"))


@needs("supervisor")
def settings_tab(tab: str) -> ResponseReturnValue:
    """One tab of the settings."""
    if tab not in wording.SETTINGS:
        abort(404)
    return _page(tab)


def _page(tab: str, problem: str = "") -> str:
    with desk().store.reading() as session:
        return render_template(
            "settings/page.html",
            tab=tab,
            problem=problem,
            form=request.form,
            editing=request.args.get("edit", type=int),
            people=staff.everyone(session),
            teams=teams.everything(session),
            hours=hours.all_hours(session),
            shop_hours=hours.SHOP_HOURS,
            targets=_targets(session),
            rules=rules.get(session),
            days=hours_form.DAYS,
            spans=hours_form.spans_text,
            exceptions=hours_form.exceptions_text,
            known_until=known_until(),
            roles={name: wording.ROLES[name] for name in ROLES},
            strict_roles=second_factor.required_roles(session),
        )


@needs("admin")
def save_staff() -> ResponseReturnValue:
    """Make an account or change one."""
    form = request.form

    def save(session: Session) -> str:
        staff_id = form.get("id", type=int)
        if staff_id is None:
            made = staff.add(
                session,
                form.get("name", "").strip(),
                role=form.get("role", ""),
                password=form.get("password", ""),
                display_name=form.get("display_name", ""),
                now=desk().now(),
            )
            return f"staff:{made.id}"
        if staff_id == me().id and (form.get("role") != me().role or not form.get("active")):
            raise Missing("own_account")
        staff.change(
            session,
            staff_id,
            display_name=form.get("display_name", ""),
            role=form.get("role", ""),
            capacity=form.get("capacity", 8, type=int),
            active=bool(form.get("active")),
            password=form.get("password", ""),
        )
        return f"staff:{staff_id}"

    return _save("staff", "change_staff", save)


@needs("admin")
def save_second_factor() -> ResponseReturnValue:
    """Say which roles must have a second factor."""

    def save(session: Session) -> str:
        second_factor.require(session, request.form.getlist("roles"))
        return "rules:second_factor"

    return _save("staff", "require_second_factor", save)


@needs("admin")
def reset_second_factor() -> ResponseReturnValue:
    """Help somebody who lost their phone and their codes."""

    def save(session: Session) -> str:
        staff_id = request.form.get("id", 0, type=int)
        staff.get(session, staff_id)
        second_factor.reset(session, staff_id)
        return f"staff:{staff_id}"

    return _save("staff", "reset_second_factor", save)


@needs("supervisor")
def save_team() -> ResponseReturnValue:
    """Make a team or change one; its tickets' deadlines follow its hours."""
    form = request.form

    def save(session: Session) -> str:
        team_id = teams.save(
            session,
            form.get("id", type=int),
            form.get("name", "")[:64],
            vip=bool(form.get("vip")),
            calendar_id=form.get("calendar_id", type=int),
            kinds=[kind for kind in form.getlist("kinds") if kind in KINDS],
            members=[int(value) for value in form.getlist("members") if value.isdecimal()],
            queue_limit=max(0, form.get("queue_limit", 0, type=int)),
            active=bool(form.get("active")),
        )
        sla.recompute(session, now=desk().now(), team_id=team_id)
        return f"team:{team_id}"

    return _save("teams", "change_team", save)


@needs("supervisor")
def save_hours() -> ResponseReturnValue:
    """Write business hours; all running deadlines are set anew."""
    form = request.form

    def save(session: Session) -> str:
        calendar = hours_form.read(form, _timezone(form.get("timezone", "")))
        name = form.get("name", "").strip()[:64]
        if not name:
            raise Missing("name")
        hours_id = hours.save_hours(session, form.get("id", type=int), name, calendar)
        sla.recompute(session, now=desk().now())
        return f"hours:{hours_id}"

    return _save("hours", "change_hours", save)


@needs("supervisor")
def save_sla() -> ResponseReturnValue:
    """Write the targets that differ from what holds; running deadlines are set anew."""
    form = request.form

    def save(session: Session) -> str:
        for kind in KINDS:
            for priority in PRIORITIES:
                names = [f"{kind}-{priority}-{part}" for part in ("first", "next", "resolve")]
                given = [form.get(name, 0, type=int) for name in names]
                if min(given) < 1:
                    raise Missing("minutes")
                target = Target(*given)
                if target != hours.target_of(session, kind, priority):
                    hours.set_target(session, kind, priority, target)
        sla.recompute(session, now=desk().now())
        return "sla:targets"

    return _save("sla", "change_sla", save)


@needs("supervisor")
def save_rules() -> ResponseReturnValue:
    """Write the desk's rules."""
    form = request.form

    def save(session: Session) -> str:
        values: dict[str, Any] = asdict(DeskRules())
        for field in fields(DeskRules):
            if isinstance(field.default, bool):
                values[field.name] = bool(form.get(field.name))
            else:
                values[field.name] = max(0, form.get(field.name, type=int) or 0)
        rules.save(session, DeskRules(**values))
        return "rules:desk"

    return _save("rules", "change_rules", save)


@needs("supervisor")
def audit_page() -> ResponseReturnValue:
    """Who revealed, exported or changed what."""
    before = request.args.get("before", type=int)
    with desk().store.reading() as session:
        lines = audit.lines(session, before=before)
        titles = audited.titles(session, {one.subject for one in lines})
    return render_template("settings/audit.html", lines=lines, titles=titles, page_size=audit.PAGE)


def _save(tab: str, action: str, save: Any) -> ResponseReturnValue:
    try:
        with desk().store.session() as session:
            subject = save(session)
            audit.write(
                session, me().id, action, subject, address=request.remote_addr, now=desk().now()
            )
    except DeskError as error:
        code, sentence = wording.refusal(error)
        return _page(tab, sentence), 422 if code == 400 else code
    flash("已保存")
    return redirect(url_for("console.settings_tab", tab=tab))


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else desk().timezone
    except (KeyError, ValueError, OSError):
        raise Missing("timezone") from None


def _targets(session: Session) -> dict[tuple[str, int], Target]:
    return {
        (kind, priority): hours.target_of(session, kind, priority)
        for kind in KINDS
        for priority in PRIORITIES
    }
