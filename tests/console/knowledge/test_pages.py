"""The knowledge pages: written by supervisors, tried and corrected by everybody."""

import io
import re

import pytest

from bot.understanding.intents import INTENTS
from bot.understanding.served import MODEL_FILE
from console.knowledge.forms import INTENT_NAMES
from knowledge import learning, repository, trainings, unanswered
from knowledge.pictures import lending, shelf
from knowledge.values import Faq, Keyword, Saying
from store.clock import ManualClock
from store.transactions import Store
from tests.console.conftest import Browser
from tests.knowledge.pictures.samples import png
from tests.tickets.people import NOON

ENTRY = {
    "question": "你们几点营业",
    "variants": "周日开门吗\n几点关门",
    "answer": "每天 9:00–21:00，{{name}}随时来",
    "intent": "store_info",
    "active": "on",
    "link": "https://example.com/map",
}
PAGES = ("", "/keywords", "/sayings", "/gaps", "/learning")


def entries(store: Store) -> list[Faq]:
    with store.reading() as session:
        return repository.everything(session, Faq)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_an_agent(agent: Browser, page: str) -> None:
    answer = agent.get(f"/knowledge{page}")
    assert answer.status_code == 200
    assert "知识库" in answer.text


def test_an_entry_is_written_tried_changed_and_dropped(boss: Browser, store: Store) -> None:
    assert boss.post("/knowledge", "/knowledge", **ENTRY).status_code == 302
    (entry,) = entries(store)
    assert entry.variants == ("周日开门吗", "几点关门")
    assert entry.extras[0]["url"] == "https://example.com/map"
    assert "你们几点营业" in boss.get("/knowledge?try=请问星期天几点开门").text
    changed = {**ENTRY, "id": entry.id, "answer": "10 点"}
    boss.post("/knowledge", f"/knowledge?edit={entry.id}", **changed)
    assert [one.answer for one in entries(store)] == ["10 点"]
    boss.post(f"/knowledge/{entry.id}/drop", "/knowledge")
    assert entries(store) == []


def test_a_picture_is_uploaded_shown_tried_and_taken_off(boss: Browser, store: Store) -> None:
    file = (io.BytesIO(png()), "route.exe")
    assert boss.post("/knowledge", "/knowledge", **ENTRY, picture=file).status_code == 302
    (entry,) = entries(store)
    (digest,) = shelf.named(entry.extras)
    shown = boss.get(f"/knowledge/pictures/{digest}")
    assert (shown.data, shown.headers["Content-Type"]) == (png(), "image/png")
    assert digest in boss.get("/knowledge?try=请问星期天几点开门").text
    page = boss.get(f"/knowledge?edit={entry.id}").text
    assert f'value="picture:{digest}"' in page
    form = {**ENTRY, "id": entry.id, "image": f"picture:{digest}"}
    boss.post("/knowledge", "/knowledge", **form)
    assert shelf.named(entries(store)[0].extras) == [digest]
    boss.post("/knowledge", "/knowledge", **form, no_picture="on")
    assert shelf.named(entries(store)[0].extras) == []


def test_a_file_that_is_no_picture_is_refused_in_words(boss: Browser, store: Store) -> None:
    file = (io.BytesIO(b"<script>alert(1)</script>"), "a.png")
    answer = boss.post("/knowledge", "/knowledge", **ENTRY, picture=file)
    assert answer.status_code == 422
    assert "JPG、PNG 或 GIF" in answer.text
    assert entries(store) == []


def test_a_picture_is_not_lost_to_a_mistake_elsewhere(boss: Browser) -> None:
    file = (io.BytesIO(png()), "a.png")
    answer = boss.post("/knowledge", "/knowledge", **{**ENTRY, "answer": ""}, picture=file)
    assert answer.status_code == 422
    assert 'name="image" value="picture:' in answer.text


def test_agents_may_look_and_not_write(agent: Browser, store: Store) -> None:
    assert agent.post("/knowledge", "/knowledge", **ENTRY).status_code == 403
    assert agent.get("/knowledge/export").status_code == 403
    assert entries(store) == []


def test_what_is_wrong_is_said_and_what_was_typed_stays(boss: Browser) -> None:
    answer = boss.post("/knowledge", "/knowledge", **{**ENTRY, "answer": "{{secret}}"})
    assert answer.status_code == 422
    assert "不认识" in answer.text
    assert "你们几点营业" in answer.text


def test_a_slow_pattern_is_refused_and_a_keyword_has_hours(boss: Browser, store: Store) -> None:
    form = {"kind": "regex", "pattern": "(a+)+$", "answer": "x", "active": "on"}
    answer = boss.post("/knowledge/keywords", "/knowledge/keywords", **form)
    assert answer.status_code == 422
    assert "太复杂" in answer.text
    form = {
        **form,
        "kind": "exact",
        "pattern": "暗号",
        "from_minute": "09:00",
        "to_minute": "21:30",
    }
    boss.post("/knowledge/keywords", "/knowledge/keywords", **form)
    with store.reading() as session:
        (keyword,) = repository.everything(session, Keyword)
    assert (keyword.from_minute, keyword.to_minute) == (540, 1290)


def test_a_greeting_by_source_with_choices(boss: Browser, store: Store) -> None:
    form = {
        "place": "welcome",
        "source": "store",
        "text": "欢迎",
        "options": "查积分=points_balance\n找人=找人工\n门店在哪",
    }
    boss.post("/knowledge/sayings", "/knowledge/sayings", **form)
    with store.reading() as session:
        (saying,) = repository.everything(session, Saying)
    assert saying.name == "welcome:store"
    assert saying.options == (
        ("ask:points_balance", "查积分"),
        ("ask:human_agent", "找人"),
        ("say:门店在哪", "门店在哪"),
    )
    shown = boss.get(f"/knowledge/sayings?edit={saying.id}").text
    assert "查积分=查积分\n找人=找人工\n门店在哪</textarea>" in shown
    assert "points_balance" not in shown


def test_a_greeting_shows_a_picture_and_a_card(boss: Browser, store: Store) -> None:
    form = {"place": "welcome", "text": "欢迎", "link": "https://example.com/new"}
    page = "/knowledge/sayings"
    boss.post(page, page, **form, picture=(io.BytesIO(png()), "hello.png"))
    with store.reading() as session:
        (saying,) = repository.everything(session, Saying)
        assert lending.in_use(session) == set(shelf.named(saying.extras))
    assert [one["type"] for one in saying.extras] == ["image", "article"]
    opened = boss.get(f"{page}?edit={saying.id}").text
    assert "answer-picture" in opened
    form |= {"seen": _seen(opened), "no_picture": "on"}
    assert boss.post(page, f"{page}?edit={saying.id}", **form).status_code == 302
    with store.reading() as session:
        assert [one["type"] for one in repository.everything(session, Saying)[0].extras] == [
            "article"
        ]


KEYWORD = {"kind": "exact", "pattern": "暗号", "answer": "芝麻", "active": "on"}
GREETING = {"place": "welcome", "text": "欢迎"}


@pytest.mark.dialect
@pytest.mark.parametrize(
    ("page", "form", "field"),
    [
        ("/knowledge", ENTRY, "answer"),
        ("/knowledge/keywords", KEYWORD, "answer"),
        ("/knowledge/sayings", GREETING, "text"),
    ],
)
def test_the_second_of_two_editors_is_told(
    boss: Browser, clock: ManualClock, page: str, form: dict[str, str], field: str
) -> None:
    assert boss.post(page, page, **form).status_code == 302
    opened = boss.get(f"{page}?edit=1").text
    mine = {**form, "id": "1", "seen": _seen(opened)}
    clock.advance(seconds=5)
    assert boss.post(page, page, **{**mine, field: "甲写的"}).status_code == 302
    clock.advance(seconds=5)
    told = boss.post(page, page, **{**mine, field: "乙写的"})
    assert told.status_code == 409
    for said in ("同事改过", "甲写的", "乙写的"):
        assert said in told.text
    again = {**mine, "seen": _seen(told.text), field: "乙写的"}
    assert boss.post(page, page, **again).status_code == 302
    assert "甲写的" not in boss.get(page).text


@pytest.mark.dialect
def test_a_new_greeting_does_not_replace_one_unseen(boss: Browser) -> None:
    page = "/knowledge/sayings"
    boss.post(page, page, **GREETING)
    told = boss.post(page, page, **{**GREETING, "text": "另一句"})
    assert (told.status_code, "欢迎" in told.text, "另一句" in told.text) == (409, True, True)


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_out_as_a_workbook_and_in_again(boss: Browser, store: Store) -> None:
    boss.post("/knowledge", "/knowledge", **ENTRY)
    content = boss.get("/knowledge/export").data
    file = (io.BytesIO(content), "k.xlsx")
    assert boss.post("/knowledge/import", "/knowledge", file=file).status_code == 302
    assert len(entries(store)) == 1
    torn = (io.BytesIO(b"torn"), "k.xlsx")
    assert boss.post("/knowledge/import", "/knowledge", file=torn).status_code == 422


def test_one_answer_settles_a_group_of_lines(boss: Browser, store: Store) -> None:
    with store.session() as session:
        for inbox, text in enumerate(["有宠物零食吗", "宠物零食有吗"], 1):
            unanswered.note(
                session,
                text,
                account="a",
                contact_id=1,
                inbox_id=inbox,
                reason="no_answer",
                now=NOON,
            )
    assert "宠物零食" in boss.get("/knowledge/gaps").text
    boss.post("/knowledge", "/knowledge?lines=1,2", **ENTRY, lines="1,2")
    with store.reading() as session:
        assert unanswered.count(session) == 0


def test_a_model_is_put_back(boss: Browser, agent: Browser, store: Store) -> None:
    figures = {"accuracy": 0.9, "macro_f1": 0.9, "certain_precision": 1.0, "corrected": 0.5}
    with store.session() as session:
        key = learning.keep_model(
            session,
            b"x",
            report={"before": figures, "after": figures, "accepted": True},
            corrections=3,
            actor="staff:1",
            now=NOON,
        )
        learning.activate(session, key)
    assert "第 1 次训练" in agent.get("/knowledge/learning").text
    assert (
        agent.post("/knowledge/learning/use", "/knowledge/learning", model="").status_code == 403
    )
    boss.post("/knowledge/learning/use", "/knowledge/learning", model="")
    with store.reading() as session:
        assert learning.active_model(session) is None


def test_a_training_is_asked_for_and_its_model_decided_on(boss: Browser, store: Store) -> None:
    page = "/knowledge/learning"
    boss.post(f"{page}/train", page)
    assert "已排队" in boss.get(page).text
    assert boss.post(f"{page}/train", page).status_code == 302
    with store.session() as session:
        run = trainings.take(session, now=NOON)
        assert run is not None
        trainings.failed(session, run, "no_trainer", now=NOON)
    assert "pip install" in boss.get(page).text
    figures = {"accuracy": 0.9, "macro_f1": 0.9, "certain_precision": 1.0, "corrected": 0.5}
    report = {"before": figures, "after": figures, "accepted": False, "broken": ["转人工"]}
    with store.session() as session:
        model = learning.keep_model(
            session, MODEL_FILE.read_bytes(), report=report, corrections=3, actor="a", now=NOON
        )
    shown = boss.get(page).text
    assert "待决定" in shown
    assert "反而错了：转人工" in shown
    boss.post(f"{page}/decide", page, model=model, decision="rejected")
    assert "已放弃" in boss.get(page).text
    boss.post(f"{page}/decide", page, model=model, decision="adopted")
    with store.reading() as session:
        assert learning.versions(session)[0].active
    assert boss.post(f"{page}/decide", page, model=99, decision="adopted").status_code == 422


def test_agents_do_not_train(agent: Browser) -> None:
    assert agent.post("/knowledge/learning/train", "/knowledge/learning").status_code == 403
    assert agent.post("/knowledge/learning/decide", "/knowledge/learning").status_code == 403


@pytest.mark.dialect
def test_a_line_that_is_not_there(agent: Browser) -> None:
    assert agent.get("/knowledge/lines/99").status_code == 422


def test_every_intent_has_a_name_for_staff() -> None:
    assert set(INTENT_NAMES) == set(INTENTS)
