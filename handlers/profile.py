"""The member's own data: name, gender, birthday."""

import re
from datetime import datetime
from typing import Any

from bot.forms import Data, Form, Slot, mount
from bot.router import Router, chosen, intent, is_member
from bot.turn import Answer, Turn
from handlers.invitation import BIND, invite, member_id
from handlers.ticket_followups import says
from membership import birthdays, customers, profiles
from membership.birthday_words import read, written
from membership.birthdays import Birthday
from membership.customer_values import Profile
from membership.errors import FieldError
from messaging.messages import Menu, Option, Text

router = Router(priority=48)
GENDERS = {"male": "先生", "female": "女士", "other": "不透露"}
NAME_LENGTH = 20
NAMED = re.compile(r"我叫|叫我")
NAMES_MAY_SOUND_LIKE = frozenset(
    ["greeting", "thanks_bye", "praise", "out_of_scope", "product_question", "profile_birthday"]
) | {""}

ON_BIRTHDAY = re.compile(
    r"(改|填|设置|登记|录入|更新|补).{0,4}生日|生日.{0,4}(改|填错|不对|登记|录入)"
)
ON_NAME = re.compile(r"(改|换|设置).{0,4}(名字|称呼|姓名|昵称)")
ON_PHONE = re.compile(
    r"(换|改|更换|修改|变更)了?.{0,3}(手机|电话)(号码?)?|(手机|电话)号?码?(换|变)了"
)
CALL_ME = re.compile(
    r"^(?:你|您|以后|就|可以|都|请|直接)*(?:叫我|称呼我(?:为)?|喊我)(?P<name>[^\s,，。!！?？]{1,8}?)"
    r"(?:就行|就好|吧|哈|啦|呀|好了)*[。!！~～]*$"
)
YEAR = re.compile(r"(?:我?是|出生)*((?:19|20)\d\d)\s*年?(?:的|出?生的?)*[。.]?")
LUNAR_DAY = re.compile(
    r"^(?:我|是|[农阴]历的?)*[农阴]历的?[\d一二三四五六七八九十正腊冬初廿月年号日]+(?:的|生的)?[。.!！~～]*$"
)
ON_GENDER = re.compile(r"(改|设置).{0,4}性别")

wants_birthday = chosen("profile:birthday") | says(ON_BIRTHDAY, "change of birthday")
is_lunar_day = says(LUNAR_DAY, "a lunar day and nothing else")
wants_name = chosen("profile:name") | says(ON_NAME, "change of name")
wants_gender = chosen("profile:gender") | says(ON_GENDER, "change of gender")


def _read_birthday(turn: Turn) -> dict[str, Any] | None:
    """A day as the dialogue keeps it; a year alone goes with the day that was said before."""
    said = (turn.dialogue or {}).get("data", {}).get("birthday")
    if said and (year := YEAR.fullmatch(turn.text.strip())):
        return {**said, "year": int(year[1])}
    found = read(turn.text)
    if found is None:
        return None
    return {
        "calendar": found.calendar,
        "month": found.month,
        "day": found.day,
        "year": found.year,
    }


def _no_such_day(turn: Turn, said: Data) -> str:
    """Why that is nobody's birthday, "" where it may be."""
    day = Birthday(**said)
    try:
        birthdays.checked(day, now=turn.now, timezone=turn.around.timezone)
    except FieldError as error:
        if error.problem == "too_late":
            return f"{written(day)} 还没到呢，再看一眼年份？"
        return "日历上好像没有这一天，再看一眼？"
    return ""


def _confirm_birthday(_turn: Turn, data: Data) -> str:
    day = written(Birthday(**data["birthday"]))
    return f"您的生日是 {day}，对吗？生日一年只能改一次，确认好再提交哦。"


def _keep_birthday(turn: Turn, data: Data) -> Answer:
    birthday = Birthday(**data["birthday"])
    refused = _keep(turn, birthday=birthday)
    if refused is not None:
        return refused
    return Text(f"记下啦，{written(birthday)}。到那天有一份小心意等您。")


def _keep(turn: Turn, **changes: object) -> Text | None:
    """Change the profile; return what to say when it may not be."""
    try:
        customers.update(
            turn.session,
            member_id(turn),
            changes,
            now=turn.now,
            privacy=turn.around.services["privacy"],
            actor=f"contact:{turn.contact.id}",
            timezone=turn.around.timezone,
        )
    except FieldError as error:
        if error.problem == "changed_too_soon":
            return Text(_too_soon(turn, error.limit))
        return Text("这个我没法保存，换个写法再发一次？")
    return None


def _too_soon(turn: Turn, until: object) -> str:
    assert isinstance(until, datetime)
    day = until.astimezone(turn.around.timezone)
    return (
        f"生日一年只能改一次，{day.year} 年 {day.month} 月 {day.day} 日之后可以再改。"
        "如果是登记错了，回复「人工」请店员帮您。"
    )


BIRTHDAY = Form(
    name="birthday",
    slots=(
        Slot(
            "birthday",
            Text("您的生日是哪天？比如「1990-08-15」，农历就写「农历八月十五」。"),
            _read_birthday,
            exact=True,
            hint="这个日期我没认出来。",
            refuse=_no_such_day,
        ),
    ),
    finish=_keep_birthday,
    cancelled=lambda _turn, _data: Text("好的，先不填。想填的时候跟我说「填生日」就行。"),
    confirm=_confirm_birthday,
    owns=frozenset({"profile_birthday"}),
)


def _read_name(turn: Turn) -> str | None:
    """A name as it was said; words that surely want something else are none."""
    if turn.intent not in NAMES_MAY_SOUND_LIKE and not NAMED.match(turn.text):
        return None
    said = turn.text.strip().removeprefix("我叫").removeprefix("叫我").strip()
    return said if 0 < len(said) <= NAME_LENGTH and "\n" not in said else None


def _keep_name(turn: Turn, data: Data) -> Answer:
    return _keep(turn, name=data["name"]) or Text(f"好的，{data['name']}，以后就这么称呼您。")


NAME = Form(
    name="member_name",
    slots=(
        Slot(
            "name",
            Text("怎么称呼您？"),
            _read_name,
            hint=f"称呼请在 {NAME_LENGTH} 个字以内。",
        ),
    ),
    finish=_keep_name,
    cancelled=lambda _turn, _data: Text("好的，称呼不变。"),
)
mount(router, BIRTHDAY)
mount(router, NAME)


@router.on(wants_birthday & is_member, priority=45)
def change_birthday(turn: Turn) -> Answer:
    return _ask_birthday(turn, _read_birthday(turn))


def _ask_birthday(turn: Turn, known: dict[str, Any] | None) -> Answer:
    """Ask for the day and confirm it; nobody confirms what could not be kept."""
    kept = customers.get(turn.session, member_id(turn))
    until = profiles.birthday_rests_until(kept.birthday_changed_at, now=turn.now)
    same = known is not None and Birthday(**known) == kept.birthday
    if until is not None and kept.birthday is not None and not same:
        return Text(f"您登记的生日是 {written(kept.birthday)}。{_too_soon(turn, until)}")
    return BIRTHDAY.start(turn, birthday=known) if known else BIRTHDAY.start(turn)


@router.on(is_lunar_day & is_member, priority=45)
def take_lunar_birthday(turn: Turn) -> Answer:
    """A lunar day by itself is nothing else; it is confirmed before it is kept."""
    return _ask_birthday(turn, _read_birthday(turn))


@router.on(wants_name & is_member, priority=45)
def change_name(turn: Turn) -> Answer:
    return NAME.start(turn)


@router.on(says(CALL_ME, "says how to be called") & is_member, priority=45)
def call_so(turn: Turn) -> Answer:
    said = CALL_ME.match(turn.text)
    return _keep_name(turn, {"name": said["name"]}) if said else None


@router.on(chosen("gender:") & is_member, priority=45)
def change_gender(turn: Turn) -> Answer:
    gender = turn.option.partition(":")[2]
    return _keep(turn, gender=gender) or Text("好的，改好了。")


@router.on(wants_gender & is_member, priority=45)
def ask_gender(_turn: Turn) -> Menu:
    options = tuple(Option(f"gender:{key}", label) for key, label in GENDERS.items())
    return Menu("怎么称呼比较合适？", options)


@router.on(says(ON_PHONE, "change of phone") & is_member, priority=45)
def change_phone(turn: Turn) -> Answer:
    """A number opens the account, so a person looks first; without one it is bound here."""
    if customers.get(turn.session, member_id(turn)).phone_hint is None:
        return Menu("您还没绑定手机号，现在绑上就行～", (Option(BIND, "绑定手机号"),))
    return Menu(
        "手机号关系到您的积分安全，要店员核对一下才能换。",
        (Option("ask:human_agent", "请店员帮我换"),),
    )


@router.on(intent("profile_birthday") & is_member)
def show_profile(turn: Turn) -> Answer:
    """Take a birthday that was said at once, else show what is known and what may be changed."""
    known = _read_birthday(turn)
    if known is not None:
        return _ask_birthday(turn, known)
    profile = customers.get(turn.session, member_id(turn))
    options = (
        Option("profile:birthday", "改生日" if profile.birthday else "填生日"),
        Option("profile:name", "改称呼"),
        Option("profile:gender", "改性别"),
    )
    return Menu(_profile(profile), options)


@router.on((intent("profile_birthday") | wants_birthday | wants_name | wants_gender) & ~is_member)
def invite_to_profile(_turn: Turn) -> Answer:
    return invite("会员生日那天有小惊喜。")


def _profile(profile: Profile) -> str:
    lines = [
        f"称呼：{profile.name or '还没填'}",
        f"手机：{profile.phone_hint or '还没绑定，回复「绑定」就能绑'}",
        f"性别：{GENDERS.get(profile.gender or '', '还没填')}",
        f"生日：{written(profile.birthday) if profile.birthday else '还没填'}",
    ]
    return "您的会员资料：\n" + "\n".join(lines)
