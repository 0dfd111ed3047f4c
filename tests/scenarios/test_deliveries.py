"""Redelivery in every form the platform knows, and distinct things that look alike."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from messaging.models import Inbox
from store.transactions import Store
from tests.faults.processes import Processes
from tests.scenarios import house
from tests.scenarios.posting import MODES, Account, Door, event, message
from tickets.models import Ticket

pytestmark = pytest.mark.races

COMPLAINT = "昨天买的蛋糕坏了，里面有头发，太恶心了，我要投诉你们！！"
ACCOUNT = Account()


@pytest.fixture
def door(store_url: str) -> Iterator[Door]:
    built = house.build(store_url, ACCOUNT)
    yield house.door(built, ACCOUNT)
    built.store.close()


def inbox(store: Store) -> list[Any]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Inbox).order_by(Inbox.id)).all())


def count(store: Store, model: Any) -> int:
    with store.reading() as session:
        return session.scalars(sa.select(sa.func.count()).select_from(model)).one()


@pytest.mark.parametrize("stranger", [True, False], ids=["stranger", "known"])
def test_twelve_deliveries_over_four_processes_are_one_message(
    store: Store, processes: Processes, stranger: bool
) -> None:
    if not stranger:
        processes.serve(ACCOUNT.post(event("subscribe").encode()))
    said = message(Content=COMPLAINT).encode()
    lives = processes.serve_at_once([[ACCOUNT.post(said) for _ in range(3)] for _ in range(4)])
    answers = [answer for life in lives for answer in life.answers]
    assert len(answers) == 12
    assert {answer.status for answer in answers} == {200}
    assert len({tuple(answer.fields.items()) for answer in answers}) == 1
    assert "#" in answers[0].text
    assert [row.text for row in inbox(store)].count(COMPLAINT) == 1
    assert count(store, Ticket) == 1


def test_different_customers_at_once_in_four_processes_each_count(
    store: Store, processes: Processes
) -> None:
    said = [
        [
            ACCOUNT.post(message(f"o_{process}_{customer}", Content=COMPLAINT).encode())
            for customer in range(3)
        ]
        for process in range(4)
    ]
    lives = processes.serve_at_once(said)
    texts = [answer.text for life in lives for answer in life.answers]
    assert count(store, Ticket) == 12
    assert len(set(texts)) == 12, "each has a number of its own"


def test_messages_of_one_customer_at_once_are_taken_one_after_another(
    store: Store, processes: Processes
) -> None:
    said = [[ACCOUNT.post(message(Content="多谢啦").encode()) for _ in range(3)] for _ in range(4)]
    lives = processes.serve_at_once(said)
    assert {answer.status for life in lives for answer in life.answers} == {200}
    theirs = [row for row in inbox(store) if row.text == "多谢啦"]
    assert len(theirs) == 12
    assert len({row.contact_id for row in theirs}) == 1


@pytest.mark.parametrize("mode", MODES)
def test_a_redelivery_gets_the_same_reply(store: Store, door: Door, mode: str) -> None:
    said = message(Content=COMPLAINT)
    answers = [door.delivers(said, mode) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        answers += pool.map(lambda _: door.delivers(said, mode), range(6))
    assert len({tuple(answer.fields.items()) for answer in answers}) == 1
    assert len(inbox(store)) == 1
    assert count(store, Ticket) == 1


def test_a_redelivery_in_another_mode_is_the_same_message(store: Store, door: Door) -> None:
    said = message(Content="谢谢")
    assert len({door.delivers(said, mode).text for mode in MODES}) == 1
    assert len(inbox(store)) == 1


def test_a_voice_that_is_recognised_later_is_the_same_message(store: Store, door: Door) -> None:
    voice: dict[str, Any] = {"kind": "voice", "MsgId": 5, "MediaId": "m", "Format": "amr"}
    door.delivers(message(**voice, Recognition="", CreateTime=1))
    door.delivers(message(**voice, Recognition="你好", CreateTime=1))
    assert len(inbox(store)) == 1


def test_events_of_the_same_second_all_count(store: Store, door: Door) -> None:
    """Keyed on sender and time alone, all but the first would be lost."""
    second: dict[str, Any] = {"CreateTime": 1_500_000_000}
    distinct = [
        event("CLICK", EventKey="a", **second),
        event("CLICK", EventKey="b", **second),
        event("VIEW", EventKey="a", **second),
        event("SCAN", EventKey="a", Ticket="t", **second),
        event("SCAN", EventKey="a", Ticket="u", **second),
        event("LOCATION", Latitude="23.1", Longitude="113.3", **second),
        event("LOCATION", Latitude="23.2", Longitude="113.3", **second),
        event("CLICK", openid="o_two", EventKey="a", **second),
        event("TEMPLATESENDJOBFINISH", MsgID=1, **second),
        event("TEMPLATESENDJOBFINISH", MsgID=2, **second),
    ]
    for _ in range(2):
        for one in distinct:
            assert door.delivers(one).status == 200
    assert len(inbox(store)) == len(distinct)


def test_the_same_event_a_second_later_is_another(store: Store, door: Door) -> None:
    for second in (1, 2):
        door.delivers(event("CLICK", EventKey="a", CreateTime=second))
    assert len(inbox(store)) == 2


def test_an_id_that_comes_twice_does_not_hide_a_message(store: Store, door: Door) -> None:
    """The platform's MsgId has collided; what differs otherwise is another message."""
    for openid, text in (("o_one", "甲"), ("o_two", "甲"), ("o_one", "乙")):
        door.delivers(message(openid, MsgId=42, Content=text))
    assert [row.text for row in inbox(store)] == ["甲", "甲", "乙"]


MEDIA: list[tuple[dict[str, Any], str, str | None, str | None]] = [
    ({"PicUrl": "http://p", "MediaId": "m-1"}, "image", "m-1", None),
    ({"MediaId": "m-2", "Format": "amr", "Recognition": "我要退货"}, "voice", "m-2", "我要退货"),
    ({"MediaId": "m-3", "Format": "amr"}, "voice", "m-3", None),
    ({"MediaId": "m-4", "ThumbMediaId": "t"}, "video", "m-4", None),
    ({"MediaId": "m-5", "ThumbMediaId": "t"}, "shortvideo", "m-5", None),
    (
        {"Location_X": "23.134521", "Location_Y": "113.358803", "Scale": 20, "Label": "天河路"},
        "location",
        None,
        "天河路",
    ),
    ({"Title": "公告", "Description": "说明", "Url": "http://u"}, "link", None, "公告"),
    ({"Title": "发票.pdf", "FileMd5": "x", "FileTotalLen": 100}, "file", None, "发票.pdf"),
    ({"Title": "小程序", "AppId": "wx", "PagePath": "p"}, "miniprogrampage", None, "小程序"),
    ({"Whatever": "x", "MediaId": "m-6"}, "hologram", "m-6", None),
]


@pytest.mark.parametrize(("fields", "kind", "media_id", "text"), MEDIA)
def test_what_is_no_text_is_kept_whole(
    store: Store,
    door: Door,
    fields: dict[str, Any],
    kind: str,
    media_id: str | None,
    text: str | None,
) -> None:
    assert door.delivers(message(kind=kind, **fields)).status == 200
    (row,) = inbox(store)
    assert (row.kind, row.media_id, row.text) == (kind, media_id, text)
    assert fields.items() <= {**row.content, **_numbers(fields)}.items()
    assert row.state == "handled"


def _numbers(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if isinstance(value, int)}
