"""菜单: the bottom menu of the official account, written here and published by the clock."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from console.knowledge import forms as knowledge_forms
from console.knowledge import menu_form
from knowledge.errors import ChangedMeanwhileError, InvalidError
from knowledge.menus import publishing, saving
from knowledge.menus.publishing import Publication
from knowledge.menus.values import MOST_COLUMNS, MOST_LINES, Menu, check
from tickets import audit, staff

WISHES = frozenset(knowledge_forms.INTENT_NAMES)
CHANGED = (
    "您打开以后，同事保存过菜单，您的还没有保存。"
    "先看一下「历次保存」里最新的一版；再点一次保存，就以您写的为准。"
)
REFUSALS = {
    40018: "名称太长或者是空的",
    40020: "链接不合法",
    40054: "链接的域名不合法",
    40055: "链接的域名不合法",
    48001: "这个公众号没有自定义菜单的权限，要先认证",
}
"""Errcodes in words. Source: 全局返回码."""


def register(console: Blueprint) -> None:
    page = "/knowledge/menu"
    console.add_url_rule(page, view_func=bottom_menu)
    console.add_url_rule(page, view_func=save_menu, methods=["POST"])
    console.add_url_rule(f"{page}/check", view_func=check_menu, methods=["POST"])
    console.add_url_rule(f"{page}/publish", view_func=publish_menu, methods=["POST"])


@needs("agent")
def bottom_menu() -> ResponseReturnValue:
    """The newest menu, or an older version to start from."""
    version = request.args.get("version", type=int)
    with desk().store.reading() as session:
        opened = saving.current(session) if version is None else saving.get(session, version)
    return _page(opened.menu, opened=opened.number)


@needs("supervisor")
def save_menu() -> ResponseReturnValue:
    """Save the next version; followers keep the one they see until it is published."""
    menu, seen = menu_form.read(request.form), request.form.get("seen", -1, type=int)
    if request.form.get("go") == "check":
        wrong = _wrong(menu)
        return _page(menu, seen=seen, wrong=wrong), 422 if wrong else 200
    try:
        with desk().store.session() as session:
            number = saving.save(
                session, menu, seen=seen, wishes=WISHES, actor=actor(), now=desk().now()
            )
            audit.write(session, me().id, "change_knowledge", f"menu:{number}", now=desk().now())
    except InvalidError as error:
        return _page(menu, seen=seen, wrong=error), 422
    except ChangedMeanwhileError as error:
        return _page(menu, seen=error.key, problem=CHANGED), 409
    flash(f"已保存为第 {number} 版，还没有发布")
    return redirect(url("console.bottom_menu"))


@needs("supervisor")
def check_menu() -> ResponseReturnValue:
    """How what is typed would look on a phone, and what is wrong with it."""
    menu = menu_form.read(request.form)
    wrong = _wrong(menu)
    return render_template(
        "knowledge/_menu_preview.html",
        menu=menu,
        problem=menu_form.sentence(wrong) if wrong else "",
    )


@needs("supervisor")
def publish_menu() -> ResponseReturnValue:
    """Ask the clock to publish the newest version."""
    with desk().store.session() as session:
        wish = publishing.want(session, actor=actor(), now=desk().now(), anew=True)
        about = f"menu:{wish.number}:publish"
        audit.write(session, me().id, "change_knowledge", about, now=desk().now())
    flash("已交给后台发布，几秒后刷新看结果")
    return redirect(url("console.bottom_menu"))


def _wrong(menu: Menu) -> InvalidError | None:
    try:
        check(menu, WISHES)
    except InvalidError as error:
        return error
    return None


def _page(
    menu: Menu,
    *,
    opened: int | None = None,
    seen: int | None = None,
    wrong: InvalidError | None = None,
    problem: str = "",
) -> str:
    with desk().store.reading() as session:
        newest = saving.current(session).number
        latest, shown = publishing.latest(session), publishing.shown(session)
        versions = saving.versions(session)
        people = staff.actors(session)
    return render_template(
        "knowledge/menu.html",
        menu=menu,
        opened=newest if opened is None else opened,
        seen=newest if seen is None else seen,
        newest=newest,
        latest=latest,
        shown=shown,
        standing=standing(latest, newest),
        versions=versions,
        people=people,
        problem=menu_form.sentence(wrong) if wrong else problem,
        wrong=menu_form.field(wrong) if wrong else "",
        forms=menu_form,
        columns=range(MOST_COLUMNS),
        rows=range(MOST_LINES),
        tab="menu",
    )


def standing(latest: Publication | None, newest: int) -> tuple[str, str, str]:
    """How the newest menu stands to the platform: a word, its tone and what to do next."""
    if latest is None or latest.number != newest:
        return "还没有发布", "amber", "顾客看到的是以前的菜单，点「发布」换成这一版。"
    if latest.state == publishing.PUBLISHED:
        return "已发布", "green", "顾客的手机上最多几分钟后更新，重新关注可以马上看到。"
    if latest.state == publishing.WANTED:
        return "等待发布", "blue", _waits(latest)
    if latest.account is None:
        return "没有发布", "red", "还没有接上公众号，请管理员先配置。"
    reason = REFUSALS.get(latest.code or 0, "改好后再发布")
    code = "" if latest.code is None else f"（{latest.code}）"
    return f"平台没有收下{code}", "red", f"{reason}。"


def _waits(latest: Publication) -> str:
    if latest.tried_at is None:
        return "几秒内交给微信，刷新看结果。"
    code = "" if latest.code is None else f"（{latest.code}）"
    return f"刚才没有连上微信{code}，一分钟后自动再试。"
