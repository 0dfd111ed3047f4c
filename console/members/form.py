"""The form of one member's profile, custom fields and consents."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from console.members.wording import CHANNEL_NAMES, KIND_NAMES
from console.rules import forms as rule_forms
from console.rules.forms import Form, Input, RuleForm, Section
from membership import birthday_words, consents, custom_fields, customers
from membership.consents import ALL, CHANNELS
from membership.custom_fields import CustomField
from membership.customer_values import Profile
from membership.errors import FieldError

GENDERS = {"": "未填", "female": "女", "male": "男", "other": "其他"}
YES_NO = {"": "未填", "yes": "是", "no": "否"}
KINDS = tuple(kind for kind in KIND_NAMES if kind != ALL)
CUSTOM = "custom"
REFUSED = "refused"
_INPUT_KINDS = {
    "text": "text",
    "number": "number",
    "date": "date",
    "choice": "choice",
    "yes_no": "choice",
}
PLAIN = (
    Input("name", "姓名"),
    Input("gender", "性别", "choice", options=GENDERS),
    Input("birthday", "生日", hint="公历写 1990-08-15 或 8 月 15 日，农历写 农历八月十五"),
    Input("tags", "标签", "words", hint="用顿号隔开；按规则得到的标签不在这里改"),
    Input(
        "preferences",
        "偏好",
        "lines",
        hint="一行一条，写成「名称：内容」，例如「口味：少糖」；写「语言：英文」，问卷就用英文问",
    ),
)
PHONE = Input("phone", "换一个手机号", hint="留空不变；绑定的验证码会发到这个号码")


def form(session: Session, member_id: int, *, with_phone: bool) -> RuleForm:
    """What is known of a member, to be edited; raises `NotFoundError`."""
    profile = customers.get(session, member_id)
    fields = custom_fields.all_fields(session)
    plain = [*PLAIN, PHONE] if with_phone else PLAIN
    sections = [Section("", plain)]
    if fields:
        sections.append(Section("自定义资料", [_input(field) for field in fields]))
    sections.append(Section("不想收到的消息", _refused_inputs()))
    answers = consents.answers(session, member_id=member_id)
    values = {
        **_values(profile),
        **{f"{CUSTOM}.{field.key}": _shown(field, profile.custom) for field in fields},
        **{
            f"{REFUSED}.{kind}": [
                one.channel for one in answers if one.kind == kind and not one.allowed
            ]
            for kind in KINDS
        },
    }
    return RuleForm(title="会员资料", sections=sections, values=values)


def changes(session: Session, profile: Profile, form: Form, *, with_phone: bool) -> dict[str, Any]:
    """Return what was entered as `customers.update` takes it; blanks empty a field."""
    given = rule_forms.read(PLAIN, form)
    found: dict[str, Any] = {
        "name": given.get("name"),
        "gender": given.get("gender"),
        "birthday": _birthday(given.get("birthday", "")),
        "tags": given["tags"],
        "preferences": dict.fromkeys(profile.preferences) | _pairs(given.get("preferences", "")),
        CUSTOM: _custom(custom_fields.all_fields(session), form),
    }
    if with_phone and form.get("phone", "").strip():
        found["phone"] = form["phone"].strip()
    return found


def refusals(form: Form) -> dict[tuple[str, str], bool]:
    """Return for each channel and kind whether it was marked as refused."""
    return {
        (channel, kind): channel in form.getlist(f"{REFUSED}.{kind}")
        for kind in KINDS
        for channel in CHANNELS
    }


def in_words(field: CustomField, value: object) -> str:
    """What a custom field holds, to be read."""
    return YES_NO["yes" if value else "no"] if field.kind == "yes_no" else str(value)


def _values(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "gender": profile.gender or "",
        "birthday": birthday_words.written(profile.birthday) if profile.birthday else "",
        "tags": "、".join(profile.tags),
        "preferences": "\n".join(f"{key}：{said}" for key, said in profile.preferences.items()),
    }


def _input(field: CustomField) -> Input:
    options: Mapping[str, str] = {}
    if field.kind == "choice":
        options = {"": "未填"} | {option: option for option in field.options}
    elif field.kind == "yes_no":
        options = YES_NO
    return Input(f"{CUSTOM}.{field.key}", field.label, _INPUT_KINDS[field.kind], options=options)


def _refused_inputs() -> list[Input]:
    options = {channel: CHANNEL_NAMES[channel] for channel in reversed(CHANNELS)}
    return [
        Input(f"{REFUSED}.{kind}", KIND_NAMES[kind], "choices", options=options) for kind in KINDS
    ]


def _shown(field: CustomField, custom: Mapping[str, Any]) -> Any:
    value = custom.get(field.key)
    if value is None:
        return ""
    return ("yes" if value else "no") if field.kind == "yes_no" else value


def _birthday(text: str) -> Any:
    if not text:
        return None
    read = birthday_words.read(text)
    if read is None:
        raise FieldError("birthday", "malformed", "date")
    return read


def _pairs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, said = line.replace("：", ":", 1).partition(":")
        if not colon or not name.strip() or not said.strip():
            raise FieldError("preferences", "malformed", "pairs")
        found[name.strip()] = said.strip()
    return found


def _custom(fields: Sequence[CustomField], form: Form) -> dict[str, Any]:
    inputs = {field.key: _input(field) for field in fields}
    given = rule_forms.read(inputs.values(), form)
    return {field.key: _typed(field, given.get(inputs[field.key].name)) for field in fields}


def _typed(field: CustomField, value: Any) -> Any:
    if field.kind == "yes_no" and value is not None:
        return value == "yes"
    return value
