"""Announcements to followers, from the writing to the withdrawal, over the simulated WeChat."""

import urllib.request
from collections.abc import Mapping
from typing import Any

from announcements import editing, previewing, results, withdrawing
from campaigns import segments
from knowledge.pictures import shelf
from membership import customers, points, registration
from messaging import contacts
from scheduler.jobs import announcements as job
from scheduler.jobs import mass as mass_job
from tests import patience
from tests.knowledge.pictures.samples import png
from tests.scenarios.town import Town

WRITER, SECOND = "staff:1", "staff:2"


def account(town: Town) -> str:
    assert town.built.settings.wechat is not None
    return f"wechat:{town.built.settings.wechat.app_id}"


def write(town: Town, content: Mapping[str, Any], target: Mapping[str, Any]) -> int:
    with town.built.store.session() as session:
        return editing.create(
            session,
            name="上新",
            content=content,
            target=target,
            send_at=None,
            actor=WRITER,
            now=town.built.clock.now(),
        )


def approve(town: Town, announcement_id: int) -> None:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        editing.submit(session, announcement_id, seen=1, actor=WRITER, now=now)
        editing.approve(session, announcement_id, seen=1, actor=SECOND, now=now)


def picture(town: Town) -> str:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        return shelf.put(session, png(40, 20), name="cake.png", actor=WRITER, now=now)


def carry_out(town: Town) -> None:
    """What the clock does in a minute."""
    for _ in range(3):
        job.run(town.worker, town.built.clock.now())
        mass_job.run(town.worker, town.built.clock.now())
        assert town.platform.settle()


def article(town: Town) -> dict[str, Any]:
    return {
        "kind": "article",
        "title": "三款蛋糕上新",
        "description": "本周末到店试吃",
        "text": "抹茶 <千层>\n海盐卷",
        "picture": picture(town),
    }


def test_an_article_is_shown_sent_and_taken_back(town: Town) -> None:
    first, second = town.phone("小林"), town.phone("陈晨")
    said = write(
        town, article(town), {"by": "official", "account": account(town), "audience": "all"}
    )
    with town.built.store.session() as session:
        now = town.built.clock.now()
        previewing.ask_for(session, said, openid=first.openid, robot=0, actor=WRITER, now=now)
    carry_out(town)

    shown = first.hears("三款蛋糕上新")
    assert shown.origin == "preview"
    assert shown.content["description"] == "本周末到店试吃"
    assert "/sim/media/" in shown.content["picture"]
    assert not [one for one in second.received if one.kind == "mpnews"]

    approve(town, said)
    carry_out(town)
    assert second.hears("三款蛋糕上新").origin == "mass"
    with town.built.store.reading() as session:
        [_, part] = results.parts_of(session, said)
        assert (part.state, part.meant, part.reached) == ("accepted", 2, 2)
        assert editing.get(session, said).state == "done"

    with town.built.store.session() as session:
        withdrawing.ask_for(session, said, actor=WRITER, now=town.built.clock.now())
    carry_out(town)
    [sent] = [one for one in second.received if one.kind == "mpnews"]
    assert sent.withdrawn


def test_a_send_whose_answer_was_lost_is_made_once(town: Town) -> None:
    phones = [town.phone(name) for name in ("小林", "陈晨")]
    town.platform.faults.add("reset_after", path="mass/sendall")
    said = write(
        town,
        {"kind": "text", "text": "周末全场八折"},
        {"by": "official", "account": account(town), "audience": "all"},
    )
    approve(town, said)
    carry_out(town)
    town.platform.clock.advance(60)
    carry_out(town)

    calls = town.platform.transcript.calls("mass/sendall")
    assert [call.code for call in calls] == [None, 45065]
    assert all([one.text for one in phone.received].count("周末全场八折") == 1 for phone in phones)
    with town.built.store.reading() as session:
        [part] = results.parts_of(session, said)
    assert (part.state, part.reached) == ("accepted", 2)


def test_a_segment_gets_it_once_and_hears_of_who_was_left_out(town: Town) -> None:
    now = town.built.clock.now()
    phones = [town.phone(name) for name in ("小林", "陈晨", "王芳")]
    with town.built.store.session() as session:
        for number, phone in enumerate(phones):
            member = registration.create(session, now=now, actor="test")
            assert member is not None
            contact = contacts.ensure(session, account(town), phone.openid, now=now)
            customers.attach(session, member, contact.id, now=now, actor="test")
            if number < 2:
                points.earn(session, member, 120, source="test", key=f"{number}", now=now)
        rich = {"conditions": [{"field": "points", "is": ">=", "value": 100}]}
        segment = segments.save(session, "积分多的", rich, actor=WRITER, now=now)
    town.platform.faults.add("reset_after", path="mass/send")
    target = {
        "by": "official",
        "account": account(town),
        "audience": "segment",
        "segment": segment.id,
    }
    said = write(town, {"kind": "text", "text": "新酥皮出炉"}, target)
    approve(town, said)
    carry_out(town)
    town.platform.clock.advance(60)
    carry_out(town)

    calls = town.platform.transcript.calls("mass/send?")
    assert [call.code for call in calls] == [None, 45065]
    got = [[one.text for one in phone.received].count("新酥皮出炉") for phone in phones]
    assert got == [1, 1, 0]
    with town.built.store.reading() as session:
        [part] = results.parts_of(session, said)
    assert (part.state, part.meant, part.reached) == ("accepted", 2, 2)


def test_a_picture_goes_to_those_with_a_tag(town: Town) -> None:
    tagged, other = town.phone("小林"), town.phone("陈晨")
    with town.platform.official.lock:
        tag = town.platform.official.tags.create("爱吃酥皮")
        tagged.person.tags.append(tag)
    target = {"by": "official", "account": account(town), "audience": "tag", "tag": tag}
    approve(town, write(town, {"kind": "image", "picture": picture(town)}, target))
    carry_out(town)

    assert [one.kind for one in tagged.received if one.origin == "mass"] == ["image"]
    assert not [one for one in other.received if one.origin == "mass"]


def test_the_article_can_be_opened(town: Town) -> None:
    phone = town.phone("小林")
    target = {"by": "official", "account": account(town), "audience": "all"}
    approve(town, write(town, article(town), target))
    carry_out(town)

    with urllib.request.urlopen(
        phone.hears("三款").content["url"], timeout=patience.SECONDS
    ) as page:
        text = page.read().decode()
    assert "抹茶 &lt;千层&gt;" in text
    assert "海盐卷" in text
