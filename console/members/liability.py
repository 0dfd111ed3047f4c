"""积分负债: what the shop owes in points, by the month of their last day."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from console import charts, sheets
from console.access import me, needs
from console.desk import desk
from membership import points
from membership.points import Liability, MonthDue
from tickets import audit

MOST_BARS = 18
COLUMNS = ("到期月份", "未用积分", "预计不会用掉")


def register(console: Blueprint) -> None:
    console.add_url_rule("/reports/points", view_func=points_report)
    console.add_url_rule("/reports/points.<form>", view_func=export_points)


@needs("supervisor")
def points_report() -> ResponseReturnValue:
    """All points outstanding now; a view of the store, so nothing of it is kept."""
    found = _found()
    bars = [(month_name(due), due.points) for due in found.months[:MOST_BARS]]
    return render_template(
        "members/liability.html",
        found=found,
        first=next((due for due in found.months if due.month), None),
        estimated=found.breakage_rate < 1,
        month_name=month_name,
        chart=charts.bars(bars, "按到期月份的未用积分", " 分"),
    )


@needs("supervisor")
def export_points(form: str) -> ResponseReturnValue:
    """The same months as CSV or XLSX; who exported them is audited."""
    if form not in sheets.FORMATS:
        abort(404)
    lines = [(month_name(due), due.points, due.expected_breakage) for due in _found().months]
    now = desk().now()
    with desk().store.session() as session:
        audit.write(
            session,
            me().id,
            "export_report",
            "report:points",
            detail={"rows": len(lines)},
            address=request.remote_addr,
            now=now,
        )
    return sheets.sheet(form, COLUMNS, lines, f"points-{now.astimezone(desk().timezone):%Y-%m-%d}")


def _found() -> Liability:
    with desk().store.reading() as session:
        return points.liability(session, now=desk().now(), timezone=desk().timezone)


def month_name(due: MonthDue) -> str:
    return f"{due.month:%Y-%m}" if due.month else "长期有效"
