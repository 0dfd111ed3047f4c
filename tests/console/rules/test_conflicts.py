"""Two administrators with the same list open: the second is told, and nothing is lost."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from html import unescape

import pytest

from membership import custom_fields, levels, rule_repository, rules
from membership.custom_fields import CustomField
from tests.console.conftest import Browser
from tests.console.rules.test_pages import POINTS, _send
from tests.tickets.people import NOON, Desk

pytestmark = pytest.mark.races


def _seen(admin: Browser, path: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', admin.get(f"/settings/{path}").text)
    assert found is not None
    return unescape(found[1])


def _levels(names: list[str]) -> dict[str, object]:
    return {
        f"levels[{at}].{key}": value
        for at, name in enumerate(names)
        for key, value in (("code", f"l{at}"), ("name", name), ("line", str(at * 100)))
    }


@pytest.mark.dialect
def test_the_second_to_save_the_levels_sees_what_the_first_did(admin: Browser, desk: Desk) -> None:
    opened = _seen(admin, "levels")
    assert _send(admin, "levels", {**_levels(["普通", "银卡", "钻石"]), "seen": opened})[0] == 302
    status, page = _send(admin, "levels", {**_levels(["普通", "铂金"]), "seen": opened})

    assert status == 409
    for said in ("别人改过", "钻石", "铂金"):
        assert said in page
    with desk.store.reading() as session:
        assert [level.name for level in levels.load(session).active] == ["普通", "银卡", "钻石"]
    again = {**_levels(["普通", "铂金"]), "seen": _seen(admin, "levels")}
    assert _send(admin, "levels", again)[0] == 302


def test_what_nobody_else_touched_is_saved(admin: Browser, desk: Desk) -> None:
    assert _send(admin, "points", {**POINTS, "seen": _seen(admin, "points")})[0] == 302
    with desk.store.reading() as session:
        assert rules.in_force(session, now=NOON).points_per_yuan == 2


@pytest.mark.dialect
def test_one_of_a_list_is_guarded_and_a_new_one_is_free(admin: Browser) -> None:
    field = {"label": "肤质", "key": "skin", "kind": "text", "position": "1"}
    new = _seen(admin, "fields")
    assert _send(admin, "fields", {**field, "seen": new})[0] == 302
    assert _send(admin, "fields", {**field, "key": "hair", "seen": new})[0] == 302

    opened = _seen(admin, "fields?edit=skin")
    edited = {**field, "edit": "skin", "seen": opened}
    assert _send(admin, "fields", {**edited, "label": "皮肤"})[0] == 302
    status, page = _send(admin, "fields", {**edited, "label": "肤色"})
    assert (status, "皮肤" in page, "肤色" in page) == (409, True, True)


def test_who_saves_at_the_same_instant_is_told_too(admin: Browser, desk: Desk) -> None:
    field = {"label": "肤质", "key": "skin", "kind": "text", "position": "1"}
    _send(admin, "fields", {**field, "seen": _seen(admin, "fields")})
    edited = {**field, "edit": "skin", "label": "肤色", "seen": _seen(admin, "fields?edit=skin")}
    with ThreadPoolExecutor(1) as pool:
        with desk.store.session() as session:
            rule_repository.lock(session, now=NOON)
            second = pool.submit(_send, admin, "fields", edited)
            assert not wait([second], timeout=0.3).done
            custom_fields.save(session, CustomField("skin", "皮肤", "text"), now=NOON)
        assert second.result(timeout=10)[0] == 409
    with desk.store.reading() as session:
        assert [one.label for one in custom_fields.all_fields(session)] == ["皮肤"]
