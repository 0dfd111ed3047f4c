"""What is wrong with a campaign's form, in one sentence beside its field."""

from collections.abc import Mapping

from console.rules import wording as rule_wording
from membership.errors import FieldError

_CARD = "卡片要有标题和网址，缺一不可；不做卡片就都清空。"
_DAYS = "选了每周或每月，就要说是哪几天。"
_DATE = "日期写成 2026-12-31 这样。"
_SAID: Mapping[tuple[str, str], str] = {
    ("picture", "gone"): "这张图片找不到了，请重新选一张。",
    ("picture", "one of two"): "图片和图文卡片只能选一种：去掉图片，或把卡片标题清空。",
    ("picture", "kind"): "要 JPG、PNG 或 GIF 图片。",
    ("picture", "empty"): "这个文件是空的，请重新选一张。",
    ("picture", "large"): "图片太大了，要 2 MB、8192 像素以内。",
    ("text", "unknown"): "没有 {limit} 这个变量，右边列着能用的。",
    ("text", "malformed"): "大括号不成对，变量要写成 {{{{name}}}} 这样。",
    ("text", "too_long"): "太长了，最多 {limit} 字。",
    ("gift.coupon", "unknown"): "这种优惠券没有了，请换一种。",
    ("gift.birthday", "not_an_option"): "只有生日祝福能送生日礼。",
    ("audience.segment", "unknown"): "这个人群没有了，请换一个。",
    ("limits.again_after_days", "unknown"): "每人只参加一次时，这里要空着。",
    ("after_days", "too_early"): "要比上一步晚。",
    ("occasion.cron", "malformed"): "写法不对：日 月 星期三段，空格隔开，例如「* * 5」是每周五。",
    ("occasion.weekdays", "missing"): _DAYS,
    ("occasion.monthdays", "missing"): _DAYS,
    ("notice.fields", "missing"): "选了订阅通知的模板，就要写字段，一行一个：thing1=生日快乐。",
    ("notice.template", "missing"): "写了订阅通知的字段，就要填模板。",
    ("sms.template", "missing"): "写了短信的变量，就要填模板。",
    ("link.url", "missing"): _CARD,
    ("link.title", "missing"): _CARD,
    ("steps", "missing"): "至少要写一步。",
    ("period.to", "too_small"): "结束要在开始之后，不早于 {limit}。",
    ("period.to", "too_large"): "太远了，不晚于 {limit} 年。",
    ("period.from", "malformed"): _DATE,
    ("period.to", "malformed"): _DATE,
}


def sentence(error: FieldError) -> str:
    """Say what is wrong, and what to do."""
    field = error.field.rpartition("].")[2]
    if (field, error.limit) == ("text", "{{gift}}"):
        return "这一步没有送礼物：选一样礼物，或去掉 {{gift}}。"
    said = _SAID.get((field, error.problem))
    return said.format(limit=error.limit) if said else rule_wording.sentence(error, money=False)
