"""How many points an order earns, when they start and when they end."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, RuleForm, Section
from membership import levels, rule_repository, rules
from membership.errors import FieldError

EARNING = "earning"
DAYS = dict(zip("1234567", ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True))
BASE = (
    Input("points_per_yuan", "每消费 1 元得几积分", "whole"),
    Input("growth_per_yuan", "每消费 1 元得几成长值", "whole"),
    Input("available_after_days", "付款几天后积分可用", "whole", hint="0 是马上可用"),
)
EXPIRY = (
    Input(
        "expiry.policy",
        "积分什么时候过期",
        "choice",
        options={
            "end_of_next_year": "次年年底",
            "months": "获得后几个月",
            "days": "获得后几天",
            "never": "不过期",
        },
    ),
    Input("expiry.count", "几个月或几天", "whole", hint="选了月或天才要填"),
)
DEBT = (
    Input(
        "debt.policy",
        "退款时积分已用掉",
        "choice",
        options={"allow": "记为欠积分，以后获得时先还", "forgive": "不再追回"},
    ),
    Input("debt.limit", "最多欠几积分", "whole", hint="留空是不限"),
)


def form(session: Session, _edit: str | None, now: datetime) -> RuleForm:
    """The rules in force, with an empty earning rule to add."""
    document = _in_force(session, now)
    known = {level.code: level.name for level in levels.load(session).active}
    earning = document.get(EARNING, [])
    return RuleForm(
        title="积分规则",
        sections=[
            Section("", (*BASE, *EXPIRY, *DEBT)),
            *forms.row_sections(EARNING, "多倍积分", _rule(known), len(earning)),
        ],
        values=forms.flat(document),
    )


def save(session: Session, form: Form, actor: str, now: datetime) -> str:
    document: dict[str, Any] = forms.read(BASE, form)
    for name, inputs in (("expiry", EXPIRY), ("debt", DEBT)):
        given = forms.read(inputs, form)
        document[name] = {key.partition(".")[2]: value for key, value in given.items()}
    rows, places = forms.read_rows(EARNING, _rule({}), form)
    for row, place in zip(rows, places, strict=True):
        row["weekdays"] = [
            forms.whole(f"{EARNING}[{place}].weekdays", day) for day in row["weekdays"]
        ]
    document[EARNING] = rows
    try:
        saved = rules.save(session, document, actor=actor, now=now)
    except FieldError as error:
        raise forms.at_its_place(error, EARNING, places) from None
    return str(saved.version)


def _rule(known: dict[str, str]) -> tuple[Input, ...]:
    return (
        Input("name", "名称", hint="例如「周三双倍」"),
        Input("percent", "按百分之几给", "whole", hint="200 就是双倍"),
        Input("levels", "哪些等级", "choices", options=known, hint="不选是全部"),
        Input("categories", "哪些品类", "words", hint="用顿号隔开，留空是全部"),
        Input("weekdays", "星期几", "choices", options=DAYS, hint="不选是每天"),
    )


def _in_force(session: Session, now: datetime) -> dict[str, Any]:
    saved = rule_repository.current(session, "points", now=now)
    document: dict[str, Any] = {
        "points_per_yuan": rules.DEFAULT.points_per_yuan,
        "growth_per_yuan": rules.DEFAULT.growth_per_yuan,
        "available_after_days": rules.DEFAULT.available_after_days,
        "expiry": {"policy": rules.DEFAULT.expiry.policy},
        "debt": {"policy": rules.DEFAULT.debt.policy},
        **(saved.document if saved else {}),
    }
    document[EARNING] = [
        {**rule, "weekdays": [str(day) for day in rule.get("weekdays", ())]}
        for rule in document.get(EARNING, ())
    ]
    return document
