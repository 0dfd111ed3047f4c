"""Real webhook bodies, our own and third parties', in all three modes."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from channels.xml import parse
from messaging.models import Inbox
from store.transactions import Store
from tests.scenarios import house
from tests.scenarios.posting import MODES, Account, Door

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
HEAD = "<ToUserName>gh_1</ToUserName><FromUserName>o_1</FromUserName><CreateTime>1700000000"
HEAD += "</CreateTime><MsgType>{}</MsgType>"
EVENT = HEAD.format("event") + "<Event>{}</Event>"
OURS = {
    "text": HEAD.format("text") + "<Content><![CDATA[在吗]]></Content><MsgId>1</MsgId>",
    "menu choice": HEAD.format("text")
    + "<Content>满意</Content><MsgId>2</MsgId><bizmsgmenuid>101</bizmsgmenuid>",
    "voice": HEAD.format("voice")
    + "<MediaId>m</MediaId><Format>amr</Format><Recognition>查积分</Recognition><MsgId>3</MsgId>",
    "location": HEAD.format("location")
    + "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale>"
    "<Label><![CDATA[广州市]]></Label><MsgId>4</MsgId>",
    "subscribe": EVENT.format("subscribe") + "<EventKey></EventKey>",
    "subscribe by code": EVENT.format("subscribe")
    + "<EventKey>qrscene_store-1</EventKey><Ticket>TICKET</Ticket>",
    "unsubscribe": EVENT.format("unsubscribe") + "<EventKey></EventKey>",
    "scan": EVENT.format("SCAN") + "<EventKey>store-1</EventKey><Ticket>TICKET</Ticket>",
    "location report": EVENT.format("LOCATION")
    + "<Latitude>23.1</Latitude><Longitude>113.3</Longitude><Precision>119</Precision>",
    "menu tap": EVENT.format("CLICK") + "<EventKey>points_balance</EventKey>",
    "scanned code": EVENT.format("scancode_waitmsg")
    + "<EventKey>6</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType>"
    "<ScanResult>http://x?a=1&amp;b=2</ScanResult></ScanCodeInfo>",
    "photos": EVENT.format("pic_photo_or_album")
    + "<EventKey>6</EventKey><SendPicsInfo><Count>2</Count><PicList><item><PicMd5Sum>a</PicMd5Sum>"
    "</item><item><PicMd5Sum>b</PicMd5Sum></item></PicList></SendPicsInfo>",
    "template sent": EVENT.format("TEMPLATESENDJOBFINISH")
    + "<MsgID>200163836</MsgID><Status>failed:user block</Status>",
    "mass sent": EVENT.format("MASSSENDJOBFINISH")
    + "<MsgID>1</MsgID><Status>send success</Status><TotalCount>100</TotalCount>"
    "<CopyrightCheckResult><Count>2</Count><ResultList><item><ArticleIdx>1</ArticleIdx></item>"
    "<item><ArticleIdx>2</ArticleIdx></item></ResultList></CopyrightCheckResult>",
    "consents": EVENT.format("subscribe_msg_popup_event")
    + "<SubscribeMsgPopupEvent><List><TemplateId>T1</TemplateId><SubscribeStatusString>accept"
    "</SubscribeStatusString></List><List><TemplateId>T2</TemplateId></List>"
    "</SubscribeMsgPopupEvent>",
    "no customer": "<ToUserName>gh_1</ToUserName><CreateTime>1700000000</CreateTime>"
    "<MsgType>event</MsgType><Event>wxa_nickname_audit</Event><ret>2</ret>",
    "a type of tomorrow": HEAD.format("hologram") + "<Depth>3</Depth><MsgId>9</MsgId>",
    "an event of tomorrow": EVENT.format("teleported") + "<From><City>广州</City></From>",
    "an info type": "<AppId>wx</AppId><CreateTime>1700000000</CreateTime>"
    "<InfoType>component_verify_ticket</InfoType>",
}


@cache
def third_parties() -> dict[str, str]:
    """Bodies collected by others; the file is no part of this repository."""
    file = SHARED / "webhook_payloads.jsonl"
    if not file.exists():
        return {}
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {
        f"{number} {line['event'] or line['msgtype']}": line["xml"]
        for number, line in enumerate(lines)
        if line["kind"] == "mp"
    }


BODIES = {name: f"<xml>{inside}</xml>" for name, inside in OURS.items()}


@pytest.fixture
def door(store_url: str) -> Iterator[Door]:
    account = Account()
    built = house.build(store_url, account)
    yield house.door(built, account)
    built.store.close()


def arrived(store: Store) -> list[Any]:
    with store.reading() as session:
        statement = sa.select(Inbox.kind, Inbox.event, Inbox.content, Inbox.state)
        return list(session.execute(statement.order_by(Inbox.id)).all())


def deliver_all(store: Store, door: Door, bodies: dict[str, str], mode: str) -> None:
    """Each is answered validly, kept once with all its fields, and redelivered with one answer."""
    for name, xml in bodies.items():
        before = len(arrived(store))
        first = door.delivers(xml, mode)
        assert first.status == 200, name
        assert door.delivers(xml, mode).fields == first.fields, name
        kept = arrived(store)
        assert len(kept) == before + 1, name
        assert kept[-1].content == parse(xml.encode()), name
        assert kept[-1].state == "handled", name


@pytest.mark.parametrize("mode", MODES)
def test_every_body_is_answered_and_kept_once(store: Store, door: Door, mode: str) -> None:
    deliver_all(store, door, BODIES, mode)


@pytest.mark.parametrize("mode", MODES)
def test_every_body_of_third_parties_is_answered_and_kept_once(
    store: Store, door: Door, mode: str
) -> None:
    bodies = third_parties()
    if not bodies:
        pytest.skip("there is no webhook_payloads.jsonl (SHARED_DATA names its folder)")
    assert len(bodies) >= 70
    deliver_all(store, door, bodies, mode)


def test_what_is_unknown_is_kept_and_answered_with_success(store: Store, door: Door) -> None:
    for name in ("no customer", "an event of tomorrow", "an info type"):
        assert door.delivers(BODIES[name]).body == b"success", name
    assert [(row.kind, row.event) for row in arrived(store)] == [
        ("event", "wxa_nickname_audit"),
        ("event", "teleported"),
        ("event", "component_verify_ticket"),
    ]
