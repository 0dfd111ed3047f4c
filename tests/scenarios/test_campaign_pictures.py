"""Pictures of campaigns and announcements: on the phone, and on the shelf until their day."""

from datetime import timedelta
from typing import Any

from announcements import editing
from campaigns import service
from campaigns.values import ENDED, ON
from knowledge.pictures import shelf
from scheduler.jobs import birthday, forget_pictures, pictures
from tests.announcements.house import EVERYBODY
from tests.knowledge.pictures.samples import png
from tests.scenarios.test_campaigns import EVENING, GREETING, MORNING, at, heard, joins
from tests.scenarios.town import Town


def put(town: Town, size: int) -> str:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        return shelf.put(session, png(size, size), name="海报.png", actor="staff:1", now=now)


def poster(town: Town, digest: str) -> None:
    """The birthday campaign says it by a picture."""
    steps: list[dict[str, Any]] = [{"text": GREETING, "picture": digest, "lasts_days": 9}]
    occasion = {"at": "09:00"}
    body = {"name": "生日海报", "kind": "birthday", "occasion": occasion, "steps": steps}
    with town.built.store.session() as session:
        service.set_state(session, 1, ENDED, now=EVENING)
        view = service.create(session, "poster", body, actor="staff:1", now=EVENING)
        service.set_state(session, view.id, ON, now=EVENING)


def kept(town: Town, digest: str) -> bool:
    with town.built.store.reading() as session:
        return shelf.get(session, digest) is not None


def test_a_greeting_by_picture_arrives_also_when_the_loan_has_ended(town: Town) -> None:
    town.platform.clock.set(EVENING - timedelta(days=4))
    digest = put(town, 24)
    poster(town, digest)
    pictures.JOB.run(town.worker, EVENING - timedelta(days=4))
    town.platform.clock.set(EVENING)
    phone = town.phone()
    phone.says("你好")
    joins(town, phone)

    at(town, MORNING, birthday)

    assert [bubble.kind for bubble in phone.received].count("image") == 1
    assert heard(phone, GREETING) == 0


def test_pictures_of_what_is_far_ahead_stay(town: Town) -> None:
    town.platform.clock.set(EVENING)
    announced, pushed, unused = (put(town, size) for size in (20, 30, 40))
    poster(town, pushed)
    later = EVENING + timedelta(days=50)
    article = {"kind": "article", "title": "上新", "text": "三款蛋糕", "picture": announced}
    with town.built.store.session() as session:
        editing.create(
            session,
            name="上新",
            content=article,
            target={**EVERYBODY, "account": f"wechat:{town.platform.settings.app_id}"},
            send_at=later + timedelta(days=20),
            actor="staff:1",
            now=EVENING,
        )

    assert forget_pictures.JOB.run(town.worker, later) == {"forgotten": 1}

    assert [kept(town, one) for one in (announced, pushed, unused)] == [True, True, False]
