"""群机器人: which groups can be written to. Keys are shown to nobody again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from announcements import robots
from console.access import me, needs
from console.announcements import wording as words
from console.desk import desk
from console.rules import wording as rule_wording
from membership.errors import FieldError
from tickets import audit

PATH = "/announcements/robots"


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, view_func=group_robots)
    console.add_url_rule(PATH, endpoint="add_group_robot", view_func=add, methods=["POST"])
    console.add_url_rule(
        f"{PATH}/<int:robot_id>/drop",
        endpoint="drop_group_robot",
        view_func=drop,
        methods=["POST"],
    )


@needs("admin")
def group_robots() -> ResponseReturnValue:
    return _page()


@needs("admin")
def add() -> ResponseReturnValue:
    """Add a robot by its key or its whole webhook address."""
    form = request.form
    try:
        with desk().store.session() as session:
            robot_id = robots.add(
                session,
                form.get("name", ""),
                form.get("key", ""),
                seal=desk().privacy.seal,
                is_test="is_test" in form,
            )
            subject = f"robot:{robot_id}"
            audit.write(session, me().id, "announcement", subject, now=desk().now())
    except FieldError as error:
        name = words.FIELDS.get(error.field, error.field)
        return _page(f"{name}：{rule_wording.sentence(error, money=False)}"), 422
    flash("已添加")
    return redirect(url_for("console.group_robots"))


@needs("admin")
def drop(robot_id: int) -> ResponseReturnValue:
    with desk().store.session() as session:
        robots.archive(session, robot_id, now=desk().now())
        audit.write(session, me().id, "announcement", f"robot:{robot_id}", now=desk().now())
    flash("已停用")
    return redirect(url_for("console.group_robots"))


def _page(problem: str = "") -> str:
    with desk().store.reading() as session:
        rows = robots.every(session)
    return render_template(
        "announcements/robots.html", rows=rows, problem=problem, form=request.form
    )
