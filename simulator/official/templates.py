"""Templates of both kinds: template messages (模板消息) and subscription notices (订阅通知)."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.official import limits
from simulator.official.errors import ApiError

_FIELD = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")
_ROW = re.compile(r"^\s*(?P<label>[^{}]*?)[：:]?\s*\{\{\s*(?P<field>\w+)\.DATA\s*\}\}\s*$")
# Stripped from every message since 2023-05-04, whatever the template says.
_DROPPED = ("first", "remark")


def template_id_of(title: str) -> str:
    digest = hashlib.sha256(title.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:43]


@dataclass(frozen=True)
class Template:
    """One template; `content` has a row for each field: `订单号：{{character_string1.DATA}}`."""

    id: str
    title: str
    content: str

    @property
    def fields(self) -> list[str]:
        return [name for name in _FIELD.findall(self.content) if name not in _DROPPED]

    def rows(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        rows = []
        for line in self.content.splitlines():
            found = _ROW.match(line)
            if found and found["field"] in values and found["field"] not in _DROPPED:
                rows.append({"label": found["label"], "value": values[found["field"]]})
        return rows


class Templates:
    """The account's own templates, by id. The caller holds the account's lock."""

    def __init__(self, initial: Mapping[str, str]) -> None:
        self._by_id: dict[str, Template] = {}
        for title, content in initial.items():
            self.add(title, content)

    def add(self, title: str, content: str, template_id: str = "") -> Template:
        """45026 when the account already has as many as it may."""
        if len(self._by_id) >= limits.TEMPLATES:
            raise ApiError(45026)
        template = Template(template_id or template_id_of(title), title, content)
        self._by_id[template.id] = template
        return template

    def all(self) -> list[Template]:
        return list(self._by_id.values())

    def require(self, template_id: object) -> Template:
        found = self._by_id.get(template_id) if isinstance(template_id, str) else None
        if found is None:
            raise ApiError(40037)
        return found

    def delete(self, template_id: object) -> None:
        del self._by_id[self.require(template_id).id]


def _is_emoji(character: str) -> bool:
    return ord(character) > 0xFFFF or unicodedata.category(character) in {"So", "Cs", "Cn"}


def shown(value: str) -> str:
    """What is left of a template field: no newline, no emoji, at most 20 characters."""
    plain = "".join(c for c in value if not _is_emoji(c) and c not in "\r\n\ufe0f\u200d")
    return plain[: limits.TEMPLATE_FIELD]


def values_of(data: object) -> dict[str, str]:
    """The `data` of a call as plain texts; 47001 when it is of another shape."""
    if not isinstance(data, dict):
        raise ApiError(47001, "data")
    values = {}
    for name, part in data.items():
        if not isinstance(part, dict) or not isinstance(part.get("value"), str | int | float):
            raise ApiError(47003, f"data.{name}.value is empty")
        values[str(name)] = str(part["value"])
    return values


# 订阅通知 says what each kind of field takes, and refuses what does not fit.
_NOTICE_FIELDS: dict[str, re.Pattern[str]] = {
    "thing": re.compile(r"(?s).{1,20}"),
    "number": re.compile(r"-?\d{1,32}(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
    "time": re.compile(r".*\d{1,2}[:：]\d{2}.*|.*\d{4}.*"),
    "date": re.compile(r".*\d{4}.*\d{1,2}.*\d{1,2}.*"),
    "amount": re.compile(r"[¥$€￥]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[\d+\- ]{1,17}"),
    "car_number": re.compile(r".{1,8}"),
    "name": re.compile(r"[\u4e00-\u9fff·]{1,10}|[A-Za-z ·.]{1,20}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
}
_NUMBERED = re.compile(r"([a-z_]+?)_?\d+")


def check_notice(template: Template, data: Mapping[str, Any]) -> dict[str, str]:
    """Values that a subscription notice accepts; 47003 names the first that does not fit."""
    values = values_of(data)
    for name in template.fields:
        if name not in values:
            raise ApiError(47003, f"data.{name}.value is empty")
        kind = _NUMBERED.fullmatch(name)
        pattern = _NOTICE_FIELDS.get(kind[1]) if kind else None
        if pattern is not None and not pattern.fullmatch(values[name]):
            raise ApiError(47003, f"data.{name}.value invalid")
    return {name: values[name] for name in template.fields}


TEMPLATE_MESSAGES = {
    "工单处理进度提醒": "工单编号：{{character_string1.DATA}}\n处理状态：{{phrase2.DATA}}\n"
    "处理说明：{{thing3.DATA}}\n更新时间：{{time4.DATA}}",
    "积分变动提醒": "变动原因：{{thing1.DATA}}\n变动积分：{{number2.DATA}}\n"
    "当前积分：{{number3.DATA}}\n变动时间：{{time4.DATA}}",
    "订单发货通知": "订单编号：{{character_string1.DATA}}\n快递公司：{{thing2.DATA}}\n"
    "快递单号：{{character_string3.DATA}}\n发货时间：{{time4.DATA}}",
    "优惠券到期提醒": "券名称：{{thing1.DATA}}\n到期时间：{{time2.DATA}}\n"
    "温馨提示：{{thing3.DATA}}",
}

SUBSCRIPTION_NOTICES = {
    "会员生日提醒": "会员姓名：{{name1.DATA}}\n生日日期：{{date2.DATA}}\n"
    "温馨提示：{{thing3.DATA}}",
    "服务进度通知": "服务单号：{{character_string1.DATA}}\n当前进度：{{thing2.DATA}}\n"
    "更新时间：{{time3.DATA}}",
    "活动开始提醒": "活动名称：{{thing1.DATA}}\n开始时间：{{time2.DATA}}\n备注：{{thing3.DATA}}",
    "积分到期提醒": "到期积分：{{number1.DATA}}\n到期时间：{{date2.DATA}}\n"
    "温馨提示：{{thing3.DATA}}",
}
