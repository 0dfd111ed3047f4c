"""What happened to a member, and what they allow, in the staff's words."""

from collections.abc import Iterable, Mapping
from typing import Any

from membership.consents import ALL, CHANNELS, Answer

CHANNEL_NAMES = {"wechat": "微信", "wecom": "企业微信", "sms": "短信", ALL: "全部渠道"}
KIND_NAMES = {"marketing": "营销", "survey": "调查", "notice": "通知", ALL: "所有消息"}
FIELDS = {
    "name": "姓名",
    "phone": "手机",
    "gender": "性别",
    "birthday": "生日",
    "joined_at": "入会时间",
    "preferences": "偏好",
    "custom": "自定义资料",
    "tags": "标签",
}
_EVENTS = {
    "joined": "成为会员",
    "bound": "绑定了微信",
    "unbound": "解绑了微信",
    "level_up": "升级为{to}",
    "level_down": "等级变为{to}",
    "level_kept": "保级成功，继续是{to}",
    "level_notice": "提醒了保级，还差 {missing} 成长值",
    "profile": "资料有变：{fields}",
    "tags": "标签有变",
    "consent": "{said}{kind}（{channel}）",
    "merged": "与另一份会员资料合并（保留 {kept}，并入 {gone}）",
    "parted": "撤销了合并（{kept} 与 {gone} 分开）",
}
_ACTORS = {"contact": "本人", "staff": "店员", "api": "接口", "import": "导入"}


def event(kind: str, detail: Mapping[str, Any], levels: Mapping[str, str]) -> str:
    """One line of a timeline; `levels` names them by code."""
    said = dict(detail)
    if "to" in said:
        said["to"] = levels.get(said["to"], said["to"])
    if "fields" in said:
        said["fields"] = fields(said["fields"])
    if kind == "consent":
        said |= {
            "said": "愿意再收" if detail.get("allowed") else "不再收",
            "kind": KIND_NAMES.get(said.get("kind", ""), "消息"),
            "channel": CHANNEL_NAMES.get(said.get("channel", ""), "全部渠道"),
        }
    sentence = _EVENTS.get(kind)
    return sentence.format_map(_Known(said)) if sentence else kind.replace("_", " ")


def known_events() -> frozenset[str]:
    """The kinds that have words."""
    return frozenset(_EVENTS)


def fields(names: Iterable[str]) -> str:
    """Fields of a profile as staff call them."""
    return "、".join(FIELDS.get(name, name) for name in names)


def by(actor: str) -> str:
    """Who did it, as far as it was not the system."""
    return _ACTORS.get(actor.partition(":")[0], "")


def refusals(answers: Iterable[Answer]) -> list[str]:
    """What a member does not want, widest channel first."""
    refused = [one for one in answers if not one.allowed]
    order = {channel: -at for at, channel in enumerate(CHANNELS)}
    refused.sort(key=lambda one: (one.kind, order.get(one.channel, 0)))
    return [
        f"{KIND_NAMES.get(one.kind, one.kind)}（{CHANNEL_NAMES.get(one.channel, one.channel)}）"
        for one in refused
    ]


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
