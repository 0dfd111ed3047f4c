"""Every reason that the house can give for a message that did not arrive has Chinese words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from campaigns import rules
from console.campaigns import wording as campaigns_wording
from console.wording import send_reason
from messaging.errors import FailureKind
from messaging.reach import values

ROOT = Path(__file__).resolve().parents[2]
SENDERS = ("announcements", "channels", "knowledge/pictures", "messaging")
NOT_SHOWN = frozenset({"", "method", "body too large"})
"""What is no reason of a sending: a log line of the webhook, or none at all."""
LATIN_SENTENCE = re.compile(r"[a-z]+ [a-z]+")


def _written() -> set[str]:
    """The reasons that stand in the code as literals, wherever a failure is raised or kept."""
    found: set[str] = set()
    for folder in SENDERS:
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                found.update(_reasons(node))
    return found - NOT_SHOWN


def _reasons(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in {"SendError", "AwayError"}:
            at = 2 if name == "SendError" else 0
            yield from _literals(*node.args[at : at + 1])
        for given in node.keywords:
            if given.arg == "reason" or (given.arg == "detail" and name == "SendError"):
                yield from _literals(given.value)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "reason":
                yield from _literals(value)


def _literals(*nodes: ast.expr) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _literals(node.body, node.orelse)


def test_the_code_is_read_for_reasons() -> None:
    assert {"no such robot", "the sender died", "unforeseen", "late", "too large"} <= _written()


@pytest.mark.parametrize(
    "reason",
    sorted(_written() | {*get_args(FailureKind), "away", "stale", *values.RULES, *rules.RULES}),
)
def test_each_reason_is_said_in_chinese(reason: str) -> None:
    for said in (send_reason(reason, None), campaigns_wording.rule(reason)):
        assert said
        assert reason not in said
        assert not LATIN_SENTENCE.search(said)


def test_what_the_platform_says_is_quoted_as_its_own_words() -> None:
    assert send_reason("HTTP 413", 0) == "平台没有接受（HTTP 413）"
    assert send_reason("FailedOperation.X 签名不对", None).startswith("平台没有接受，它说「")
    assert send_reason("no template for 生日", None) == "没有配置短信模板「生日」"
    assert send_reason("err(20006)", None) == "微信认为涉嫌违法犯罪"
    assert send_reason("send fail", None).startswith("微信没有发成")
    assert send_reason("", 45015) == "平台没有接受这条消息（错误码 45015）"
    assert campaigns_wording.rule(None) == ""
