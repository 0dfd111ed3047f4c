"""Announcements into WeCom: robots' groups, and customers through the staff who confirm."""

from datetime import timedelta

from announcements import editing, results, robots, withdrawing
from tests.scenarios.test_announcements import (
    WRITER,
    approve,
    carry_out,
    picture,
    write,
)
from tests.scenarios.town import Town

STAFF = "ZhangWei"
LATER = timedelta(minutes=11).total_seconds()


def robot(town: Town, name: str = "小助手") -> int:
    group = town.platform.wecom.add_group("会员一群", STAFF, robots=(name,))
    with town.built.store.session() as session:
        key = group.robots[0].key
        return robots.add(session, name, key, seal=town.built.privacy.seal)


def written(town: Town) -> list[str]:
    [group] = town.platform.wecom.groups.values()
    return [one.text for one in group.bubbles]


def ask_again(town: Town) -> None:
    town.platform.clock.advance(LATER)
    carry_out(town)


def statuses(town: Town, announcement_id: int) -> dict[str, str]:
    with town.built.store.reading() as session:
        [part, *_] = results.parts_of(session, announcement_id)
        return {one.receiver: one.status for one in results.outcomes(session, part.id)}


def test_long_text_reaches_a_group_in_pieces_and_in_order(town: Town) -> None:
    number = robot(town)
    text = "\n\n".join(f"第 {n} 条：" + "这个周末全场八折，" * 30 for n in range(1, 9))
    approve(town, write(town, {"kind": "text", "text": text}, _to(number)))
    for _ in range(12):
        carry_out(town)

    pieces = written(town)
    assert len(pieces) > 1
    assert all(len(piece.encode()) <= 2048 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_robot_writes_pictures_and_links(town: Town) -> None:
    number = robot(town)
    article = {"kind": "article", "title": "试吃会", "url": "https://example.com/a"}
    for content in ({"kind": "image", "picture": picture(town)}, article):
        approve(town, write(town, content, _to(number)))
        carry_out(town)

    [group] = town.platform.wecom.groups.values()
    assert [one.kind for one in group.bubbles] == ["image", "news"]


def test_a_robot_that_is_too_fast_for_the_platform_goes_on_a_minute_later(town: Town) -> None:
    number = robot(town)
    town.platform.faults.add("errcode", path="webhook/send", code=45009)
    approve(town, write(town, {"kind": "text", "text": "慢慢来"}, _to(number)))
    carry_out(town)
    assert written(town) == []

    town.platform.clock.advance(61)
    carry_out(town)
    assert written(town) == ["慢慢来"]


def test_nothing_is_sent_to_customers_before_the_staff_confirms(town: Town) -> None:
    kept, lost, full = (town.platform.friend(name, STAFF) for name in ("小林", "陈晨", "王芳"))
    full.person.mass_received = [town.platform.clock.now()] * 4
    target = {"by": "customers", "senders": [STAFF]}
    said = write(town, {"kind": "text", "text": "会员日双倍积分"}, target)
    approve(town, said)
    carry_out(town)
    town.platform.wecom.friends[lost.external_userid].friends.clear()

    phone = town.platform.employee(STAFF)
    [send] = phone.asked
    ask_again(town)
    assert kept.received == []
    assert set(statuses(town, said).values()) == {"unsent"}

    phone.confirms(send)
    ask_again(town)
    assert kept.hears("会员日双倍积分").origin == "customer send"
    assert statuses(town, said) == {
        kept.external_userid: "sent",
        lost.external_userid: "not_friend",
        full.external_userid: "received_other",
    }
    with town.built.store.reading() as session:
        [part] = results.parts_of(session, said)
    assert (part.state, part.meant, part.reached) == ("accepted", 3, 1)


def test_a_send_into_the_staffs_groups_is_confirmed_too(town: Town) -> None:
    group = town.platform.wecom.add_group("会员一群", STAFF)
    target = {"by": "customers", "senders": [STAFF], "groups": True}
    content = {
        "kind": "article",
        "title": "试吃会",
        "url": "https://example.com/a",
        "text": "来坐坐",
    }
    said = write(town, content, target)
    approve(town, said)
    carry_out(town)
    phone = town.platform.employee(STAFF)
    phone.confirms(phone.asked[0])
    ask_again(town)

    assert [one.text for one in group.bubbles] == ["来坐坐", "试吃会"]
    assert statuses(town, said) == {group.chat_id: "sent"}


def test_what_is_not_confirmed_can_be_taken_back(town: Town) -> None:
    town.platform.friend("小林", STAFF)
    target = {"by": "customers", "senders": [STAFF]}
    said = write(town, {"kind": "text", "text": "写错了"}, target)
    approve(town, said)
    carry_out(town)
    assert town.platform.employee(STAFF).asked

    with town.built.store.session() as session:
        withdrawing.ask_for(session, said, actor=WRITER, now=town.built.clock.now())
    carry_out(town)
    assert not town.platform.employee(STAFF).asked
    with town.built.store.reading() as session:
        assert editing.get(session, said).state == "withdrawn"


def test_an_old_token_is_renewed_once(town: Town) -> None:
    town.platform.friend("小林", STAFF)
    target = {"by": "customers", "senders": [STAFF]}
    for text in ("第一条", "第二条"):
        said = write(town, {"kind": "text", "text": text}, target)
        approve(town, said)
        carry_out(town)
        town.platform.wecom.expire_tokens()

    assert len(town.platform.employee(STAFF).asked) == 2
    codes = [call.code for call in town.platform.transcript.calls("add_msg_template")]
    assert codes == [0, 42001, 0]


def _to(number: int) -> dict[str, object]:
    return {"by": "robots", "robots": [number]}
