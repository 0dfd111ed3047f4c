"""The knowledge pages in a real browser: readable by anybody, on a phone too."""

from typing import Any

import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bot.understanding.served import MODEL_FILE
from knowledge import editing, learning, trainings, unanswered
from knowledge.editing import EntryDraft, KeywordDraft
from knowledge.pictures import shelf
from tests.console.test_in_browser import address, page, pytestmark
from tests.knowledge.pictures.samples import png
from tests.tickets.people import Desk
from tickets.models import Staff

__all__ = ["address", "page", "pytestmark"]
FIGURES = {"accuracy": 0.97, "macro_f1": 0.96, "certain_precision": 0.99, "corrected": 0.5}


def _write(desk: Desk) -> None:
    """Something of everything that these pages show."""
    with desk.session() as session:
        session.execute(sa.update(Staff).values(role="supervisor"))
        digest = shelf.put(session, png(), name="map.png", actor="a", now=desk.now)
        picture = (shelf.extra(digest),)
        who: Any = {"actor": "staff:1", "now": desk.now}
        variants = ("周日开门吗", "几点关门")
        entry = EntryDraft("你们几点营业", "9 点到 21 点", variants, extras=picture)
        editing.save_entry(session, entry, **who)
        editing.save_keyword(session, KeywordDraft("regex", "暗号[0-9]+", "芝麻开门"), **who)
        choices = [("ask:coupon", "看优惠券")]
        editing.save_saying(session, "welcome:store", "欢迎", choices, extras=picture, **who)
        for number, text in enumerate(["有宠物零食吗", "宠物零食有吗"], 1):
            unanswered.note(
                session,
                text,
                account="a",
                contact_id=1,
                inbox_id=number,
                reason="no_answer",
                now=desk.now,
            )
        learning.correct(session, "那个啥", "redeem", staff_id=1, now=desk.now)
        trainings.want(session, actor="staff:1", now=desk.now)
        run = trainings.take(session, now=desk.now)
        assert run is not None
        report = {"before": FIGURES, "after": FIGURES, "accepted": True, "broken": ["转人工"]}
        model = learning.keep_model(
            session, MODEL_FILE.read_bytes(), report=report, corrections=1, **who
        )
        trainings.done(session, run, model, now=desk.now)


def test_the_knowledge_pages_can_be_read_by_anybody(page: Page, address: str, desk: Desk) -> None:
    _write(desk)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        for path in (
            "knowledge",
            "knowledge?edit=1",
            "knowledge?try=周日几点开门",
            "knowledge/keywords?edit=1",
            "knowledge/sayings?edit=1",
            "knowledge/menu",
            "knowledge/gaps",
            "knowledge/learning",
        ):
            page.goto(f"{address}/{path}")
            found = [
                (violation["id"], violation["nodes"][0]["html"][:120])
                for violation in Axe().run(page).response["violations"]
            ]
            assert found == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_what_asks_once_more_is_not_cut_off_by_its_table(
    page: Page, address: str, desk: Desk
) -> None:
    _write(desk)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{address}/knowledge")
        page.locator(".table details.menu > summary").last.click()
        button = page.locator(".table details[open] .menu-body button")
        page.wait_for_function(
            "button => { const { x, y, width, height } = button.getBoundingClientRect();"
            " return document.elementFromPoint(x + width / 2, y + height / 2) === button }",
            arg=button.element_handle(),
        )
