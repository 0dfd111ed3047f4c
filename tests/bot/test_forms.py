"""A form by itself: asked, read, skipped, turned back, confirmed, left, resumed."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.forms import Data, Form, Slot, mount
from bot.router import Dispatcher, Filter, Router
from bot.turn import DIALOGUE_MINUTES, Answer, Surroundings, Turn
from bot.understanding import Understanding, load
from messaging.inbound import Inbound
from messaging.messages import Menu, Message, Text
from messaging.values import Contact
from store.clock import ManualClock
from store.transactions import Store
from tests.chat import NOON, SHANGHAI

WHEN = ("早上", "晚上")


def finish(_turn: Turn, data: Data) -> Text:
    return Text(f"订好了：{data['who']}，{data['when']}，{data.get('note') or '无备注'}")


FORM: Form = Form(
    name="table",
    slots=(
        Slot(
            "who",
            Text("几位？"),
            lambda t: t.text if t.text.isdecimal() else None,
            hint="没看懂。",
        ),
        Slot(
            "when",
            lambda _turn, _data: Menu("什么时候？", tuple(FORM.option(w, w) for w in WHEN)),
            lambda t: t.text if t.text in WHEN else None,
        ),
        Slot("note", Text("有什么要求？"), lambda t: t.text or None, optional=True, free=True),
    ),
    finish=finish,
    confirm=lambda _turn, data: f"{data['who']} 位，{data['when']}，对吗？",
    cancelled=lambda _turn, _data: Text("那不订了"),
    pictures="图收到了。",
)


class Table:
    """Somebody who books a table, turn by turn."""

    def __init__(self, connection: Connection, understanding: Understanding) -> None:
        self.clock = ManualClock(NOON)
        self._connection = connection
        self._around = Surroundings(understanding, SHANGHAI)
        self._contact = Contact(1, "a", "o")
        router = Router(priority=50)
        mount(router, FORM)
        router.on(_says("订位"))(lambda turn: FORM.start(turn))
        router.on(_says("几点关门"))(lambda _turn: Text("九点"))
        router.on(Filter("else", lambda _turn: True), priority=100)(lambda _turn: Text("?"))
        self._dispatcher = Dispatcher([router])

    def says(self, text: str, kind: str = "text") -> str:
        self.clock.advance(seconds=1)
        now = self.clock.now()
        inbound = Inbound("a", "o", "k", kind, now, text=text)
        turn = Turn(self._connection, inbound, 1, self._contact, now, self._around)
        if text in {"几点关门", "订位"}:
            turn.__dict__["intent"] = "store_info"
        _, answer = self._dispatcher.dispatch(turn)
        messages = _list(answer)
        for message in messages:
            if isinstance(message, Menu):
                turn.remember(message)
        return "|".join(_words(message) for message in messages)


def _says(text: str) -> Filter:
    return Filter(text, lambda turn: turn.text == text)


def _list(answer: Answer) -> list[Message]:
    return answer if isinstance(answer, list) else [answer] if answer else []


def _words(message: Any) -> str:
    return str(message.head if isinstance(message, Menu) else message.text)


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return load()


@pytest.fixture
def table(store: Store, understanding: Understanding) -> Iterator[Table]:
    with store.engine.begin() as connection:
        yield Table(connection, understanding)


def test_from_the_first_question_to_the_confirmation(table: Table) -> None:
    assert table.says("订位") == "几位？"
    assert table.says("4") == "什么时候？"
    assert table.says("2") == "有什么要求？"
    assert table.says("靠窗") == "4 位，晚上，对吗？"
    assert table.says("1") == "订好了：4，晚上，靠窗"
    assert table.says("1") == "?"


def test_an_unreadable_answer_is_asked_again_and_then_helped(table: Table) -> None:
    table.says("订位")
    assert table.says("嘟嘟噜") == "没看懂。\n几位？"
    assert table.says("嘟嘟噜") == "没看懂。\n几位？"
    assert "请店员" in table.says("嘟嘟噜")
    assert table.says("4") == "什么时候？", "the question stays open"


def test_back_through_the_steps(table: Table) -> None:
    table.says("订位")
    assert "第一步" in table.says("上一步")
    table.says("4")
    assert table.says("返回") == "几位？"
    assert table.says("6") == "什么时候？"
    table.says("早上")
    assert table.says("没有") == "6 位，早上，对吗？"
    assert table.says("改一下") == "有什么要求？"


@pytest.mark.parametrize("words", ["算了", "算了吧", "不用了！", "取消", "那算了，谢谢"])
def test_left_in_any_words(table: Table, words: str) -> None:
    table.says("订位")
    assert table.says(words) == "那不订了"
    assert table.says("4") == "?"


def test_something_else_in_between(table: Table) -> None:
    table.says("订位")
    assert table.says("几点关门") == "九点\n\n咱们接着刚才的：\n几位？"
    assert table.says("4") == "什么时候？"


def test_a_form_that_begins_again_asks_once(table: Table) -> None:
    table.says("订位")
    assert table.says("订位") == "几位？"


def test_the_question_comes_back_twice_and_then_waits(table: Table) -> None:
    table.says("订位")
    for _ in range(2):
        assert table.says("几点关门") == "九点\n\n咱们接着刚才的：\n几位？"
    assert table.says("几点关门") == "九点"
    assert table.says("4") == "什么时候？", "an answer still counts"
    assert "什么时候？" in table.says("几点关门"), "each question comes back anew"


def test_a_picture_in_between(table: Table) -> None:
    table.says("订位")
    assert table.says("", kind="image") == "图收到了。\n几位？"


def test_only_a_clear_yes_confirms(table: Table) -> None:
    for words in ("订位", "4", "晚上", "跳过"):
        table.says(words)
    assert "4 位，晚上，对吗？" in table.says("嗯我看看先")
    assert table.says("好的") == "订好了：4，晚上，无备注"


def test_a_yes_is_no_answer_to_an_open_question(table: Table) -> None:
    """「嗯」 is neither thanked for nor taken for what the question asks."""
    table.says("订位")
    assert table.says("嗯") == "好的～\n几位？"
    table.says("4")
    table.says("晚上")
    assert table.says("好的") == "好的～\n有什么要求？"


def test_whoever_wants_to_think_is_left_in_peace(table: Table) -> None:
    table.says("订位")
    for _ in range(4):
        assert table.says("我在打字") == "不急，您慢慢来，想好了直接发给我～"
    assert table.says("4") == "什么时候？"


@pytest.mark.parametrize("words", ["嗯 还是不订了吧 算了", "不办了", "先不提交"])
def test_a_no_to_the_confirmation_in_more_words(table: Table, words: str) -> None:
    for said in ("订位", "4", "晚上", "跳过"):
        table.says(said)
    assert table.says(words) == "那不订了"


def test_a_confirmation_that_is_never_answered_names_a_person(table: Table) -> None:
    for said in ("订位", "4", "晚上", "跳过", "嘟嘟噜", "嘟嘟噜"):
        table.says(said)
    assert "回复「人工」" in table.says("嘟嘟噜")
    assert table.says("好的") == "订好了：4，晚上，无备注"


def test_time_runs_out_and_the_question_comes_back_for_a_day(table: Table) -> None:
    table.says("订位")
    table.says("4")
    table.clock.advance(minutes=DIALOGUE_MINUTES + 1)
    assert "什么时候？" in table.says("嘟嘟噜")
    assert table.says("晚上") == "有什么要求？"
    table.clock.advance(hours=30)
    assert table.says("嘟嘟噜") == "?"
