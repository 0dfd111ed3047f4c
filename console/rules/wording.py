"""What is wrong with a rule that staff wrote, in one sentence beside its field."""

from console.rules.forms import yuan
from membership.errors import FieldError

_PROBLEMS = {
    "missing": "这一项要填。",
    "wrong_type": "这里要填{limit}。",
    "malformed": "写法不对，要用{limit}。",
    "too_long": "太长了，最多 {limit}。",
    "too_small": "太小了，至少 {limit}。",
    "too_large": "太大了，最多 {limit}。",
    "too_early": "时间太早了。",
    "too_late": "时间太晚了。",
    "not_an_option": "请从列出的选项里选一个。",
    "unknown": "这里不用填，请清空。",
    "taken": "已经用过了，请换一个。",
    "changed": "已有资料在用，不能再改。",
}
_WHAT = {
    "whole number": "整数",
    "yuan": "金额，例如 20 或 9.90",
    "number": "数字",
    "text": "文字",
    "a-z, 0-9, _": "小写字母开头的字母、数字、下划线",
    "date": "日期，例如 1990-08-15",
    "pairs": "一行一条的 名称：内容",
    "phone": "手机号",
    "control characters": "看得见的文字",
}


def sentence(error: FieldError, *, money: bool) -> str:
    """Say what is wrong; `money` when the field's limit is in fen."""
    limit = error.limit
    if money and isinstance(limit, int) and error.problem in {"too_small", "too_large"}:
        said = f"{yuan(limit)} 元"
    else:
        said = _WHAT.get(str(limit), str(limit))
    return _PROBLEMS.get(error.problem, "这里不对，请检查。").format(limit=said)
