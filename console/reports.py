"""Reports: how fast, how much, how well, and as a table to take away."""

from datetime import date, timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from console import charts, dates, sheets, wording
from console.access import me, needs
from console.desk import desk
from console.surveys import summary
from console.surveys import wording as survey_wording
from tickets import audit, figures, staff, teams
from tickets.report_values import Span
from tickets.values import NUMBER_BASE

MOST_DAYS = 366
PRESETS = (("7", "近 7 天"), ("30", "近 30 天"), ("90", "近 90 天"))


def register(console: Blueprint) -> None:
    console.add_url_rule("/reports", view_func=reports)
    console.add_url_rule("/reports/tickets.<form>", view_func=export_tickets)


@needs("agent")
def reports() -> ResponseReturnValue:
    """The figures of a span of days."""
    span = _span()
    with desk().store.reading() as session:
        found = figures.report(session, span)
        names = staff.names(session, [line.staff_id for line in found.agents])
        team_names = teams.names(session)
        briefs = summary.briefs(session, span.first, span.last)
    labels = [f"{day.month}-{day.day}" for day in span.days]
    return render_template(
        "reports.html",
        report=found,
        briefs=briefs,
        survey_words=survey_wording,
        names=names,
        team_names=team_names,
        number_base=NUMBER_BASE,
        presets=PRESETS,
        days=request.args.get("days", "" if request.args.get("from") else "30"),
        volume=charts.lines(
            labels,
            [("新工单", list(found.opened.values())), ("已解决", list(found.resolved.values()))],
            "每天的新工单和已解决工单",
        ),
        kinds=charts.bars(
            [(wording.KINDS.get(kind, kind), count) for kind, count in found.kinds],
            "按类别的新工单",
            " 张",
        ),
        causes=charts.bars(
            [(wording.CAUSES.get(cause, cause), count) for cause, count in found.causes],
            "已解决工单的原因",
            " 张",
        ),
    )


@needs("supervisor")
def export_tickets(form: str) -> ResponseReturnValue:
    """The span's tickets as CSV or XLSX; who exported how much is audited."""
    if form not in sheets.FORMATS:
        abort(404)
    span = _span()
    with desk().store.session() as session:
        found = figures.within(session, span)
        minutes = figures.minutes(session)
        names = staff.names(session, [row.owner_id for row in found if row.owner_id])
        lines = [
            [
                row.id + NUMBER_BASE,
                wording.KINDS.get(row.kind, row.kind),
                wording.STATES.get(row.state, row.state),
                wording.PRIORITIES.get(row.priority, row.priority),
                row.subject,
                names.get(row.owner_id, ""),
                dates.full(row.opened_at),
                dates.full(row.first_response_at) if row.first_response_at else "",
                minutes(row, row.first_response_at) if row.first_response_at else "",
                dates.full(row.resolved_at) if row.resolved_at else "",
                minutes(row, row.resolved_at) if row.resolved_at else "",
                wording.CAUSES.get(row.cause, row.cause or ""),
                wording.OUTCOMES.get(row.outcome, row.outcome or ""),
                row.rating or "",
            ]
            for row in found
        ]
        audit.write(
            session,
            me().id,
            "export_report",
            "report:tickets",
            detail={"rows": len(lines), "from": str(span.first), "to": str(span.last)},
            address=request.remote_addr,
            now=desk().now(),
        )
    name = f"tickets-{span.first}-{span.last}"
    return sheets.sheet(form, wording.EXPORT_COLUMNS, lines, name)


def _span() -> Span:
    """The days asked for; the last 30 by default, a year at most."""
    today = desk().now().astimezone(desk().timezone).date()
    first = _date(request.args.get("from", ""))
    last = _date(request.args.get("to", "")) or today
    if first is None:
        days = min(MOST_DAYS, max(1, request.args.get("days", 30, type=int)))
        last, first = today, today - timedelta(days=days - 1)
    if first > last:
        first, last = last, first
    return Span(max(first, last - timedelta(days=MOST_DAYS - 1)), last, desk().timezone)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
