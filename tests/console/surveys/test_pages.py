"""Surveys in the console: list, results, answers, tables, editor, sending by hand, why not."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from campaigns import segments
from membership.models import Member
from store.statements import insert, table
from store.transactions import Store
from surveys import definitions
from surveys.defaults import NPS
from surveys.repository.rows import invitation, response
from surveys.values import Definition
from tests.console.conftest import Browser
from tests.surveys.results.asked import Asked, survey
from tests.tickets.people import NOON, Desk
from tickets.models import AuditEntry

DAY = timedelta(days=1)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """SQLite alone: the pages ask services that are tried on every database."""
    return sqlite_store


@pytest.fixture
def nps(store: Store) -> int:
    """An NPS that forty people answered, half of them with a word, and twenty did not."""
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        for at in range(40):
            said = "快递太慢了" if at % 4 == 0 else None
            score = 2 if said else 10
            asked.one(score, said, at=NOON - at % 9 * DAY, store="天河店", case_id=7)
        asked.many({}, silent=20, at=NOON - DAY)
        asked.one(state="blocked", shown_at=None, rule="open complaint", at=NOON - DAY)
        return number


def _members(store: Store, count: int) -> list[int]:
    with store.session() as session:
        times = {"joined_at": NOON, "created_at": NOON, "updated_at": NOON}
        blank = {"tags": [], "preferences": {}, "custom": {}, **times}
        return [
            insert(session, table(Member), {"external_id": f"M{n}", "name": f"客{n}", **blank})
            for n in range(count)
        ]


def test_the_list_shows_scores_and_switches(boss: Browser, agent: Browser, nps: int) -> None:
    page = boss.get("/surveys").text
    assert "+50" in page
    assert "67%" in page
    assert "每天随机抽 1% 的会员" in page
    assert "新建问卷" not in agent.get("/surveys").text

    assert "还没开启" not in page
    boss.post(f"/surveys/{nps}/switch", on="0")
    off = boss.get("/surveys").text
    assert "已停用" in off
    assert "有 1 份问卷还没开启" in off
    assert "还没开启，现在不会发给" not in agent.get("/surveys").text
    assert agent.post(f"/surveys/{nps}/switch", on="1").status_code == 403


def test_results_tell_how_sure_they_are(agent: Browser, nps: int) -> None:
    page = agent.get(f"/surveys/{nps}").text

    assert "+50" in page
    assert "95% 区间 +23 至 +77" in page
    assert "问到 60 人" in page
    assert "天河店" in page
    assert "投诉还没处理完" in page
    assert "「快递太慢了」" in page
    assert page.count("<svg") >= 4
    assert "style=" not in page


def test_a_short_span_only_counts(agent: Browser, nps: int) -> None:
    page = agent.get(f"/surveys/{nps}?days=2&step=day").text

    assert "不足 30 个回答" in page


def test_nobody_was_asked_yet(agent: Browser, store: Store) -> None:
    with store.session() as session:
        number = survey(session, "ces", "easy")

    assert "还没有人收到这份问卷" in agent.get(f"/surveys/{number}").text
    assert agent.get("/surveys/999").status_code == 404


def test_answers_lead_to_the_member_and_the_case(agent: Browser, nps: int) -> None:
    page = agent.get(f"/surveys/{nps}/answers?said=快递&band=detractor").text

    assert page.count("快递太慢了") == 10
    assert "/console/members/1/surveys" in page
    assert "/console/tickets/1007" in page
    assert "没有找到" in agent.get(f"/surveys/{nps}/answers?said=包装").text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["scores", "answers"])
def test_tables_to_take_away_are_audited(
    boss: Browser, agent: Browser, nps: int, store: Store, form: str, what: str
) -> None:
    answer = boss.get(f"/surveys/{nps}/{what}.{form}")
    assert answer.status_code == 200
    assert f"ours-{what}-" in answer.headers["Content-Disposition"]
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    else:
        sheet = load_workbook(io.BytesIO(answer.data)).active
        assert sheet is not None
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]

    assert len({len(row) for row in rows}) == 1
    assert (rows[1][0] == "总计") if what == "scores" else len(rows) == 41
    with store.reading() as session:
        entry = session.execute(sa.select(AuditEntry.action)).scalars().all()
    assert "export_report" in entry
    assert agent.get(f"/surveys/{nps}/{what}.{form}").status_code == 403


@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_the_sheet_has_the_trend_that_the_page_shows(boss: Browser, nps: int, step: str) -> None:
    page = boss.get(f"/surveys/{nps}?from=2026-02-01&to=2026-03-31&step={step}")
    link = re.search(rf'href="[^"]*(/surveys/{nps}/scores\.csv[^"]*)"', page.text)
    assert link is not None
    sheet = boss.get(link[1].replace("&amp;", "&")).text
    rows = [row for row in csv.reader(io.StringIO(sheet)) if row[0] == "趋势"]

    assert len(rows) == {"day": 59, "week": 10, "month": 2}[step]


def test_what_customers_write_is_no_formula_in_a_sheet(boss: Browser, store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        Asked(session, number).one(3, "=HYPERLINK(1)", at=NOON)

    rows = list(csv.reader(io.StringIO(boss.get(f"/surveys/{number}/answers.csv").text)))
    assert rows[1][3] == "'=HYPERLINK(1)"


def test_a_survey_is_written_and_saved_in_versions(boss: Browser, store: Store) -> None:
    document = json.dumps({**NPS, "name": "春季 NPS"}, ensure_ascii=False)
    assert "会员推荐意愿" in boss.get("/surveys/new").text
    made = boss.post("/surveys/new", "/surveys/new", key="spring", document=document, go="save")
    assert made.status_code == 302
    with store.reading() as session:
        found = definitions.by_key(session, "spring")
    assert (found.active, found.definition.name) == (False, "春季 NPS")

    path = f"/surveys/{found.id}/edit"
    shorter = document.replace("72", "48")
    saved = boss.post(path, path, document=shorter, version="1", go="save")
    assert saved.status_code == 302
    assert "第 2 版" in boss.get(path).text
    late = boss.post(path, path, document=document, version="1", go="save")
    assert late.status_code == 422
    assert "别人刚保存了新的一版" in late.text


def test_words_and_times_are_changed_in_fields(boss: Browser, nps: int, store: Store) -> None:
    path = f"/surveys/{nps}/edit"
    assert "每天抽多少会员" in boss.get(path).text
    with store.reading() as session:
        before = definitions.get(session, nps).document
    form = {"as": "fields", "document": json.dumps(before), "version": "1", "go": "save"}
    changes = {
        "questions[0].text.zh": "会推荐吗？",
        "trigger.daily_share": "0.05",
        "open_cases": "",
    }
    assert boss.post(path, path, **form, **changes).status_code == 302

    with store.reading() as session:
        after = definitions.get(session, nps).definition
    assert after.questions[0].text.say() == "会推荐吗？"
    assert after.questions[1:] == definitions_before(store, nps).questions[1:]
    assert (after.trigger.daily_share, after.open_cases) == (0.05, False)
    wrong = boss.post(path, path, **form, **{"trigger.daily_share": "一半"})
    assert wrong.status_code == 422
    assert "trigger.daily_share：应为数字" in wrong.text
    assert 'value="一半"' in wrong.text


def definitions_before(store: Store, survey_id: int) -> Definition:
    with store.reading() as session:
        return definitions.at_version(session, survey_id, 1)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "第 1 行第 2 个字附近的格式不对"),
        ("[" * 30_000, "括号套得太深了"),
        ("[]", "整份定义：应为一组 { }"),
        (json.dumps({**NPS, "kind": "stars"}), "kind：只能是"),
        (json.dumps({**NPS, "questions": []}), "questions"),
    ],
)
def test_what_is_wrong_is_named_while_typing(boss: Browser, document: str, words: str) -> None:
    page = boss.post("/surveys/check", "/surveys/new", document=document)
    assert page.status_code == 200
    assert words in page.text

    refused = boss.post("/surveys/new", "/surveys/new", key="x", document=document, go="save")
    assert refused.status_code == 422
    assert words in refused.text


def test_a_preview_shows_every_question_and_when_it_comes(boss: Browser) -> None:
    page = boss.post("/surveys/check", "/surveys/new", document=json.dumps(NPS)).text

    assert "第 1 题打 0–6 分 时问" in page
    assert "How likely are you to recommend us?" in page


def test_a_survey_goes_out_by_hand_to_members(boss: Browser, nps: int, store: Store) -> None:
    _members(store, 3)
    path = f"/surveys/{nps}/send"
    typed = "M0, M1 M404"
    counted = boss.post(path, path, wave="五月", members=typed, go="count")
    assert "向 2 人发送" in counted.text
    assert "没有找到：M404" in counted.text

    boss.post(path, path, wave="五月", members=typed, go="send")
    with store.reading() as session:
        planned = session.execute(
            sa.select(invitation.c.state, invitation.c.origin).where(invitation.c.wave == "五月")
        ).all()
    assert [tuple(one) for one in planned] == [("blocked", "hand")] * 2
    page = boss.get(f"/surveys/{nps}").text
    assert "已安排问 0 人；2 人按规则不问" in page


def test_a_large_segment_is_planned_in_parts(
    boss: Browser, nps: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.surveys.hand.AT_ONCE", 2)
    _members(store, 5)
    with store.session() as session:
        everybody = {"match": "all", "conditions": []}
        segment = segments.save(session, "全部会员", everybody, actor="test", now=NOON)
    path = f"/surveys/{nps}/send"
    form = {"wave": "全员", "segment": str(segment.id), "go": "send"}
    first = boss.post(path, path, **form)
    assert "已处理 2 / 5 人" in first.text
    second = boss.post(path, path, **form, after="2", held="2")
    assert "已处理 4 / 5 人" in second.text
    last = boss.post(path, path, **form, after="4", held="4")

    assert last.status_code == 302
    with store.reading() as session:
        count = sa.select(sa.func.count()).where(invitation.c.wave == "全员")
        assert session.execute(count).scalar_one() == 5


@pytest.mark.parametrize(
    ("form", "words"),
    [({"members": "M0"}, "取个名字"), ({"wave": "x"}, "还没有选人")],
)
def test_a_batch_needs_a_name_and_people(
    boss: Browser, nps: int, store: Store, form: dict[str, str], words: str
) -> None:
    _members(store, 1)
    path = f"/surveys/{nps}/send"
    answer = boss.post(path, path, go="send", **form)

    assert answer.status_code == 422
    assert words in answer.text


def test_why_somebody_is_not_asked(agent: Browser, nps: int, store: Store) -> None:
    member = _members(store, 1)[0]
    page = agent.get(f"/members/{member}/surveys").text

    assert "现在不会问：" in page
    assert "不在这份问卷要问的范围内" in page
    assert "没有退订问卷" in page


def test_the_last_score_stands_beside_the_thread(agent: Browser, desk: Desk, store: Store) -> None:
    contact = desk.customer()
    ticket = desk.ticket(contact)
    member = _members(store, 1)[0]
    with store.session() as session:
        number = survey(session)
        Asked(session, number).one(3, "太慢", member_id=member, at=NOON)
        session.execute(sa.text("UPDATE contact SET member_id = :m"), {"m": member})

    assert "NPS 3 分" in agent.get(f"/tickets/{ticket.number}").text
    assert "「太慢」" in agent.get("/reports").text
    with store.reading() as session:
        assert session.execute(sa.select(response.c.score)).scalar_one() == 3
