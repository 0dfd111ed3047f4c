"""The form of the bottom menu, read into a menu, and what is wrong with it in words."""

from collections.abc import Mapping
from typing import cast

from console.knowledge.forms import INTENT_NAMES
from knowledge.errors import InvalidError
from knowledge.menus.values import (
    LINK_BYTES,
    MOST_COLUMNS,
    MOST_LINES,
    Column,
    Kind,
    Line,
    Menu,
)

SAY, LINK = "say", "link"
DOES = {
    "替顾客办": {f"wish:{intent}": name for intent, name in INTENT_NAMES.items()},
    "其他": {SAY: "当作顾客说", LINK: "打开链接"},
}
"""What tapping a line may do, by groups, as the form names it."""
PARTS = {"name": "名称", "kind": "点了以后", "value": "说的话或链接", "lines": "菜单项"}


def read(form: Mapping[str, str]) -> Menu:
    """The columns and lines of which anything was filled in."""
    columns = (_column(form, number) for number in range(MOST_COLUMNS))
    return tuple(column for column in columns if column.name or column.lines)


def _column(form: Mapping[str, str], number: int) -> Column:
    lines = (_line(form, f"c{number}l{row}") for row in range(MOST_LINES))
    written = tuple(line for line in lines if line.name or line.kind or line.value)
    return Column(form.get(f"c{number}", "").strip(), written)


def _line(form: Mapping[str, str], place: str) -> Line:
    kind, _, intent = form.get(f"{place}does", "").partition(":")
    written = form.get(f"{place}value", "").strip()
    value = intent if kind == "wish" else written
    return Line(form.get(place, "").strip(), cast("Kind", kind), value)


def does(line: Line) -> str:
    """How the form names what a line does."""
    return f"wish:{line.value}" if line.kind == "wish" else line.kind


def meaning(line: Line) -> str:
    """What tapping a line does, for staff."""
    if line.kind == "wish":
        return INTENT_NAMES.get(line.value, line.value)
    return f"说「{line.value}」" if line.kind == SAY else line.value


def field(error: InvalidError) -> str:
    """The name of the form's field that is wrong."""
    place = error.field.split(".")
    if len(place) == 1:
        return "c0"
    if len(place) == 3:
        return f"c{place[1]}" if place[2] == "name" else f"c{place[1]}l0"
    ending = {"name": "", "kind": "does", "value": "value"}[place[4]]
    return f"c{place[1]}l{place[3]}{ending}"


def sentence(error: InvalidError) -> str:
    """第 1 栏第 3 行的「名称」最多 8 个汉字 …"""
    place = error.field.split(".")
    if len(place) == 1:
        return "菜单至少要有一栏。" if error.reason == "empty" else f"最多 {MOST_COLUMNS} 栏。"
    where = f"第 {int(place[1]) + 1} 栏"
    if len(place) > 3:
        where += f"第 {int(place[3]) + 1} 行"
    part = "栏名" if place[2:] == ["name"] else PARTS[place[-1]]
    return f"{where}的「{part}」{_wrong(place[-1], error)}。"


def _wrong(part: str, error: InvalidError) -> str:
    if error.reason == "empty":
        return "至少要有一行" if part == "lines" else "不能为空"
    if error.reason == "long":
        if part == "lines":
            return f"最多 {error.detail} 行"
        unit = "个字符" if error.detail == str(LINK_BYTES) else "个汉字，两个字母或数字算一个"
        return f"最多 {error.detail} {unit}"
    if error.reason == "unknown":
        return "没有选"
    return "要是 https:// 开头的完整网址" if part == "value" else "里有不能显示的字符"
