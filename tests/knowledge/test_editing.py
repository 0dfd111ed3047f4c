"""What staff write is checked, kept, counted, and passes through a workbook unchanged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge import editing, feedback, learning, repository, unanswered, workbook
from knowledge.editing import EntryDraft, KeywordDraft
from knowledge.errors import InvalidError, MissingError
from knowledge.values import Faq
from store.transactions import Store

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
DRAFT = EntryDraft(
    "几点开门",
    "9 点，{{name|您}}随时来",
    ("营业时间",),
    ({"type": "article", "title": "地图", "url": "https://example.com/map"},),
    category="门店",
    intent="store_info",
)


def save(store: Store, draft: EntryDraft = DRAFT) -> int:
    with store.session() as session:
        return editing.save_entry(session, draft, actor="staff:1", now=NOW)


def test_every_edit_grows_the_version(store: Store) -> None:
    save(store)
    key = save(store, EntryDraft("停车", "有"))
    with store.session() as session:
        editing.remove(session, Faq, key)
    with store.reading() as session:
        assert repository.numbers(session)["knowledge"] == 3
        (entry,) = repository.everything(session, Faq)
    assert entry.variants == ("营业时间",)
    assert entry.extras[0]["url"] == "https://example.com/map"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (EntryDraft("", "答"), "question"),
        (EntryDraft("问", "  "), "answer"),
        (EntryDraft("问", "{{secret}}"), "answer"),
        (EntryDraft("问", "{{name"), ""),
        (EntryDraft("问", "答", extras=({"type": "text", "text": "x"},)), "extras"),
        (
            EntryDraft(
                "问", "答", extras=({"type": "article", "title": "x", "url": "javascript:1"},)
            ),
            "extras",
        ),
        (EntryDraft("问", "答", starts_at=NOW, ends_at=NOW), "ends_at"),
    ],
)
def test_what_may_not_be_is_named(store: Store, draft: EntryDraft, field: str) -> None:
    if not field:
        assert save(store, draft)
        return
    with pytest.raises(InvalidError) as refused:
        save(store, draft)
    assert refused.value.field == field


def test_an_entry_that_is_gone_cannot_be_changed(store: Store) -> None:
    with pytest.raises(MissingError), store.session() as session:
        editing.save_entry(session, DRAFT, key=99, actor="staff:1", now=NOW)


def test_half_a_span_of_hours_is_refused(store: Store) -> None:
    draft = KeywordDraft("exact", "暗号", "好", from_minute=60)
    with pytest.raises(InvalidError), store.session() as session:
        editing.save_keyword(session, draft, actor="staff:1", now=NOW)


def test_a_workbook_out_and_in_changes_nothing_and_then_something(store: Store) -> None:
    save(store)
    save(store, EntryDraft("=1+1 等于几", "=2"))
    with store.session() as session:
        content = workbook.written(repository.everything(session, Faq), SHANGHAI)
        rows = workbook.rows(content)
        done = workbook.imported(session, rows, timezone=SHANGHAI, actor="staff:1", now=NOW)
        assert (done.added, done.changed, done.same, done.rejected) == (0, 0, 2, ())
        rows[0]["answer"] = "10 点"
        rows += [{"question": "新问题", "answer": "新答案"}, {"question": "坏", "answer": "{{x}}"}]
        done = workbook.imported(session, rows, timezone=SHANGHAI, actor="staff:1", now=NOW)
    assert (done.added, done.changed, done.same) == (1, 1, 1)
    assert done.rejected == ((5, "answer", "unknown"),)


def test_a_workbook_keeps_times_and_what_it_has_no_column_for(store: Store) -> None:
    begins, ends = NOW, NOW + timedelta(days=7)
    save(store, replace(DRAFT, starts_at=begins, ends_at=ends))
    with store.session() as session:
        rows = workbook.rows(workbook.written(repository.everything(session, Faq), SHANGHAI))
        assert (rows[0]["starts_at"], rows[0]["ends_at"]) == (
            "2026-06-10 12:00",
            "2026-06-17 12:00",
        )
        short = [{"question": DRAFT.question, "answer": "10 点"}]
        done = workbook.imported(session, short, timezone=SHANGHAI, actor="staff:1", now=NOW)
        (entry,) = repository.everything(session, Faq)
    assert (done.changed, entry.answer) == (1, "10 点")
    assert (entry.starts_at, entry.ends_at, entry.variants) == (begins, ends, DRAFT.variants)


def test_a_question_twice_in_a_workbook_is_told(store: Store) -> None:
    twice = [
        {"question": "几点开门", "answer": "9 点"},
        {"question": "几点开门？", "answer": "10 点"},
    ]
    with store.session() as session:
        done = workbook.imported(session, twice, timezone=SHANGHAI, actor="staff:1", now=NOW)
    assert (done.added, done.rejected) == (1, ((3, "question", "twice"),))


@pytest.mark.parametrize("text", ["=1+1", "'=cmd|'/C calc'!A0", "''-1", "+86 138", "@店员", "007"])
def test_hostile_cells_come_back_as_they_were(store: Store, text: str) -> None:
    save(store, EntryDraft(text, f"{text}\n第二行"))
    with store.session() as session:
        content = workbook.written(repository.everything(session, Faq), SHANGHAI)
        (row,) = workbook.rows(content)
    assert (row["question"], row["answer"]) == (text, f"{text}\n第二行")


def test_a_bad_time_in_a_workbook_is_told(store: Store) -> None:
    bad = [{"question": "问", "answer": "答", "starts_at": "下周一"}]
    with store.session() as session:
        done = workbook.imported(session, bad, timezone=SHANGHAI, actor="staff:1", now=NOW)
    assert done.rejected == ((2, "starts_at", "syntax"),)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 torn"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(workbook.NotAWorkbookError):
        workbook.rows(content)


def test_an_answer_nobody_found_useful_comes_to_the_list(store: Store) -> None:
    key = save(store)
    with store.session() as session:
        entry = repository.one(session, Faq, key)
        assert entry is not None
        for inbox in range(1, 6):
            feedback.note_shown(
                session, entry, contact_id=1, inbox_id=inbox, text="开门没", now=NOW
            )
            feedback.note_shown(
                session, entry, contact_id=1, inbox_id=inbox, text="开门没", now=NOW
            )
        judged = [
            feedback.judge(session, key, contact_id=1, account="a", useful=False, now=NOW)
            for _ in range(6)
        ]
    assert judged == [True] * 5 + [False]
    with store.reading() as session:
        (bad,) = feedback.neglected(session)
        (group,) = unanswered.groups(session, list)
    assert (bad.shown, bad.useful, bad.useless) == (5, 0, 5)
    assert len(group.lines) == 5


def test_a_correction_is_replaced_by_a_later_word(store: Store) -> None:
    with store.session() as session:
        learning.correct(session, "积分咋少了", "complaint", staff_id=1, now=NOW)
        learning.correct(session, "积分咋少了", "points_balance", staff_id=2, now=NOW)
        assert learning.corrections(session) == [("积分咋少了", "points_balance")]


def test_one_model_serves_at_most(store: Store) -> None:
    with store.session() as session:
        keys = [
            learning.keep_model(session, b"x", report={}, corrections=0, actor="a", now=NOW)
            for _ in range(2)
        ]
        for key in keys:
            learning.activate(session, key)
        assert [v.id for v in learning.versions(session) if v.active] == [keys[1]]
        learning.activate(session, None)
        assert learning.active_model(session) is None
        with pytest.raises(MissingError):
            learning.activate(session, 99)
