"""Staff show customers pictures from the composer and by canned replies."""

import io

import pytest

from messaging.models import Outbox
from tests.console.conftest import Browser
from tests.console.inbox.test_queue import form_of
from tests.knowledge.pictures.samples import png
from tests.tickets.people import Desk
from tickets import canned

PAGE = "/tickets/1001"


def file(content: bytes = b"", name: str = "单子.png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content or png()), name


def payloads(desk: Desk) -> list[dict[str, str]]:
    with desk.store.reading() as session:
        return [row.payload for row in session.query(Outbox).order_by(Outbox.id)]


@pytest.fixture(autouse=True)
def ticket(desk: Desk) -> None:
    desk.ticket(desk.customer(), "保温杯漏水")


def test_a_picture_goes_out_and_stands_in_the_thread(agent: Browser, desk: Desk) -> None:
    form = form_of(agent, PAGE)
    agent.post(f"{PAGE}/reply", PAGE, **form, text="这样装", picture=file())

    text, image = payloads(desk)
    assert text["text"] == "这样装"
    digest = image["media_id"].removeprefix("picture:")
    assert f"/console/knowledge/pictures/{digest}" in agent.get(PAGE).text
    assert agent.get(f"/knowledge/pictures/{digest}").data == png()


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"<svg onload=alert(1)>", "不是能发的图片"), (b"MZ", "不是能发")]
)
def test_what_is_no_picture_is_refused_and_the_words_stay(
    agent: Browser, desk: Desk, content: bytes, sentence: str
) -> None:
    form = form_of(agent, PAGE)
    answer = agent.post(f"{PAGE}/reply", PAGE, **form, text="这样装", picture=file(content))

    assert answer.status_code == 400
    assert sentence in answer.text
    assert "这样装</textarea>" in answer.text
    assert payloads(desk) == []
    assert "这样装</textarea>" in agent.get(PAGE).text, "as a draft, too"


def test_a_collision_keeps_words_and_picture(agent: Browser, desk: Desk) -> None:
    form = form_of(agent, PAGE)
    desk.attends(1, "等等，我找到了")
    answer = agent.post(f"{PAGE}/reply", PAGE, **form, text="这样装", picture=file())
    assert answer.status_code == 409
    image = answer.text.partition('name="image" id="image" value="')[2].partition('"')[0]
    assert image.startswith("picture:")

    agent.post(f"{PAGE}/reply", PAGE, **form, text="这样装", image=image, anyway="1")

    assert [one.get("media_id") for one in payloads(desk)] == [None, image]


def test_words_that_cannot_go_out_stay_in_the_box(agent: Browser, desk: Desk) -> None:
    form = form_of(agent, PAGE)
    answer = agent.post(f"{PAGE}/reply", PAGE, **form, text="长" * 601)

    assert answer.status_code == 400
    assert "分成两条" in answer.text
    assert "长" * 601 in answer.text
    assert "长" * 601 in agent.get(PAGE).text


def test_an_open_variable_is_refused_and_stays_in_the_box(agent: Browser, desk: Desk) -> None:
    form = form_of(agent, PAGE)
    answer = agent.post(f"{PAGE}/reply", PAGE, **form, text="{{name}}您好")

    assert answer.status_code == 400
    assert "还有没填的变量" in answer.text
    assert "{{name}}您好" in agent.get(PAGE).text
    assert payloads(desk) == []


@pytest.mark.dialect
def test_a_canned_reply_may_show_a_picture(boss: Browser, desk: Desk) -> None:
    boss.post("/canned", "/canned", shortcut="尺码", title="尺码表", text="", picture=file())
    with desk.store.reading() as session:
        (one,) = canned.everything(session)
    assert one.picture is not None
    assert f'data-picture="{one.picture}"' in boss.get(PAGE).text
    assert one.picture in boss.get("/canned").text

    kept = {"id": one.id, "shortcut": "尺码", "title": "尺码表", "text": "看图"}
    boss.post("/canned", "/canned", **kept, image=f"picture:{one.picture}")
    with desk.store.reading() as session:
        assert canned.everything(session)[0].picture == one.picture
    boss.post("/canned", "/canned", **kept, image=f"picture:{one.picture}", no_picture="1")
    with desk.store.reading() as session:
        assert canned.everything(session)[0].picture is None
