"""The sentences of an import, for whoever keeps the shop's spreadsheets."""

from datetime import date, datetime

from membership.errors import FieldError
from membership.imports.sheets import LONGEST_FIELD, Unreadable

_PROBLEMS = {
    "missing": "不能为空",
    "wrong_type": "格式不对，应当是{limit}",
    "malformed": "格式不对（{limit}）",
    "too_long": "太长了，最多 {limit}",
    "too_small": "太小了，不能小于 {limit}",
    "too_large": "太大了，不能大于 {limit}",
    "too_early": "太早了，不能早于 {limit}",
    "too_late": "太晚了，不能晚于 {limit}",
    "not_an_option": "不在可选范围内：{limit}",
    "unknown": "不认识；可以用：{limit}",
    "taken": "已经属于别的会员",
    "no_customer": "找不到编号为 {limit} 的顾客，请先导入顾客",
    "other_customer": "不对，这张订单是另一位顾客的",
    "no_account": "要绑定公众号，请先配置 WECHAT_APP_ID",
    "changed": "与已经登记的不一致（原为 {limit}）",
}
_WHAT = {
    "phone number": "手机号",
    "date": "日期",
    "text": "文字",
    "whole number": "整数",
    "control characters": "含有不可见字符",
}
_FEN_FIELDS = ("amount", "refunded_amount")


def reason(number: int, column: str, error: FieldError) -> str:
    """Say in one sentence which row and column is wrong, and how."""
    problem = _PROBLEMS.get(error.problem, "不正确").format(limit=_limit(error))
    return f"第 {number} 行「{column}」{problem}。"


def sentence(number: int, column: str, text: str) -> str:
    return f"第 {number} 行「{column}」{text}。"


def unreadable(number: int, column: str, row: Unreadable) -> str:
    """Say which cell could not be read, and where it stands in the file."""
    where = f"（文件第 {row.first_line} 至 {row.last_line} 行）"
    long = f"太长了，一格最多 {LONGEST_FIELD} 字"
    if not column:
        return f"第 {number} 行{where}太长，读不出来。"
    if row.problem == "quote":
        return sentence(number, column, f"的引号没有成对{where}，请补上后一个引号")
    if row.problem == "long":
        return sentence(number, column, f"{long}{where}")
    return sentence(number, column, f"的引号没有成对，或者{long}{where}")


def shortened(text: str, most: int = 60) -> str:
    """A value as it may be quoted in a sentence."""
    return text if len(text) <= most else f"{text[:most]}…"


def _limit(error: FieldError) -> str:
    limit = error.limit
    if error.field in _FEN_FIELDS and isinstance(limit, int):
        return f"{limit // 100}.{limit % 100:02d} 元"
    if isinstance(limit, datetime | date):
        return limit.isoformat()[:10]
    return _WHAT.get(str(limit), "更合理的值" if limit is None else str(limit))
