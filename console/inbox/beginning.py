"""What a new shop still has to do, as an administrator sees it before the first ticket is open."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from knowledge import repository as knowledge
from knowledge.values import Faq
from messaging.reach import accounts
from tickets import customers, hours, staff


@dataclass(frozen=True, slots=True)
class Step:
    """`endpoint` is where it is done; none for what is done outside the console."""

    title: str
    about: str
    endpoint: str
    values: dict[str, str]
    done: bool


def steps(session: Session) -> tuple[Step, ...]:
    """All of them with what is done already; nothing once all are."""
    colleagues = [one for one in staff.everyone(session) if one.active]
    members, _ = customers.search(session, "")
    found = (
        Step(
            "接入公众号",
            "在服务器的配置里写上 WECHAT_APP_ID 等三项，再重启。步骤在《运维手册》。",
            "",
            {},
            any(one.startswith("wechat:") for one in accounts.read(session).known),
        ),
        Step(
            "添加同事",
            "每人一个账号，谁回复的、谁改的都记得清。",
            "console.settings_tab",
            {"tab": "staff"},
            len(colleagues) > 1,
        ),
        Step(
            "填营业时间",
            "回复时限按营业时间算；没填时按每天 9:00 到 21:00。",
            "console.settings_tab",
            {"tab": "hours"},
            bool(hours.all_hours(session)),
        ),
        Step(
            "导入会员",
            "在服务器上运行 flask import customers，或让门店系统通过接口送来。",
            "console.members",
            {},
            bool(members),
        ),
        Step(
            "写几条常见问答",
            "营业时间、地址、怎么停车：机器人会照着答，答不上的才转给人。",
            "console.knowledge",
            {},
            bool(knowledge.everything(session, Faq)),
        ),
    )
    return () if all(one.done for one in found) else found
