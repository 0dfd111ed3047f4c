"""Documents: what is wrong is named by its path; versions and states move as they may."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns import kinds, service
from campaigns.errors import ChangedError, StateError
from campaigns.values import DRAFT, ENDED, ON, PAUSED
from membership.errors import FieldError
from tests.campaigns.people import MORNING, document

STEP = {"text": "{{name}}，您好"}


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"name": ""}, "name", "wrong_type"),
        ({"kind": "birthdays"}, "kind", "not_an_option"),
        ({"extra": 1}, "extra", "unknown"),
        ({"audience": {"conditions": [{"field": "mood"}]}}, "audience.conditions[0].field",
         "not_an_option"),
        ({"audience": {"segment": 99}}, "audience.segment", "unknown"),
        ({"occasion": {"at": "9 Uhr"}}, "occasion.at", "malformed"),
        ({"occasion": {"hour": 9}}, "occasion.hour", "unknown"),
        ({"kind": "winback", "occasion": {"to": ["gone"]}}, "occasion.to[0]", "not_an_option"),
        ({"kind": "festival", "occasion": {"dates": ["5/1"]}}, "occasion.dates[0]", "malformed"),
        ({"kind": "regular", "occasion": {"cron": "* * 9"}}, "occasion.cron", "malformed"),
        ({"kind": "regular"}, "occasion.cron", "missing"),
        ({"steps": []}, "steps", "missing"),
        ({"steps": [{"text": "{{nmae}}"}]}, "steps[0].text", "unknown"),
        ({"steps": [{"text": "{{gift}}"}]}, "steps[0].text", "unknown"),
        ({"steps": [{"text": "{{name"}]}, "steps[0].text", "malformed"),
        ({"steps": [STEP, STEP]}, "steps[1].after_days", "too_early"),
        ({"steps": [{**STEP, "gift": {"point": 1}}]}, "steps[0].gift.point", "unknown"),
        ({"steps": [{**STEP, "gift": {"coupon": "none"}}]}, "steps[0].gift.coupon", "unknown"),
        ({"kind": "welcome", "steps": [{**STEP, "gift": {"birthday": True}}]},
         "steps[0].gift.birthday", "not_an_option"),
        ({"steps": [{**STEP, "link": {"title": "看看", "url": "javascript:1"}}]},
         "steps[0].link.url", "malformed"),
        ({"steps": [{**STEP, "channels": ["template"]}]}, "steps[0].channels[0]",
         "not_an_option"),
        ({"steps": [{**STEP, "notice": {"template": "t"}}]}, "steps[0].notice.fields", "missing"),
        ({"steps": [{**STEP, "to_all": "{{name}}"}]}, "steps[0].to_all", "malformed"),
        ({"limits": {"holdout_percent": 60}}, "limits.holdout_percent", "too_large"),
        ({"limits": {"once": True, "again_after_days": 9}}, "limits.again_after_days", "unknown"),
        ({"goal": {"days": 0}}, "goal.days", "too_small"),
        ({"channels": ["pigeon"]}, "channels[0]", "not_an_option"),
        ({"period": {"from": "1 December"}}, "period.from", "malformed"),
        ({"period": {"from": "2026-12-02", "to": "2026-12-01"}}, "period.to", "too_small"),
        ({"period": {"to": "9999-12-31"}}, "period.to", "too_large"),
        ({"period": {"until": "2026-12-01"}}, "period.until", "unknown"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    session: Session, changes: dict[str, Any], field: str, problem: str
) -> None:
    with pytest.raises(FieldError) as error:
        service.create(session, "x", document(**changes), actor="staff:1", now=MORNING)

    assert (error.value.field, error.value.problem) == (field, problem)


def test_notices_may_use_templates() -> None:
    body = document("points_expiring", channels=["template"])

    assert service.read(body).channels == ("template",)


def test_the_two_campaigns_of_the_house_read_and_are_on(session: Session) -> None:
    found = {view.key: view for view in service.every(session)}

    assert {key: view.state for key, view in found.items()} == {"birthday": ON, "winback": ON}
    assert service.read(found["winback"].body).goal.stops
    assert [view.key for view in service.running(session, ("birthday",))] == ["birthday"]


def test_every_kind_reads_its_own_variables() -> None:
    required = {"regular": {"cron": "* * 1"}}
    for name, kind in kinds.every().items():
        text = "".join(f"{{{{{variable}}}}}" for variable in kind.grammar.variables) or "您好"
        body = document(name, steps=[{"text": text}], occasion=required.get(name, {}))
        assert service.read(body).kind == name


def test_versions_are_kept_and_the_second_of_two_editors_is_told(session: Session) -> None:
    made = service.create(session, "x", document(), actor="staff:1", now=MORNING)
    second = document(name="改过")

    saved = service.save(session, made.id, second, seen=1, actor="staff:2", now=MORNING)
    with pytest.raises(ChangedError):
        service.save(session, made.id, document(), seen=1, actor="staff:3", now=MORNING)
    with pytest.raises(FieldError) as error:
        service.save(session, made.id, document("welcome"), seen=2, actor="s", now=MORNING)

    assert (saved.version, saved.name) == (2, "改过")
    assert error.value.field == "kind"
    kept = [(one.version, one.created_by) for one in service.versions(session, made.id)]
    assert kept == [(2, "staff:2"), (1, "staff:1")]


def test_states_move_only_as_they_may(session: Session) -> None:
    made = service.create(session, "x", document(), actor="staff:1", now=MORNING)
    assert made.state == DRAFT
    with pytest.raises(StateError):
        service.set_state(session, made.id, PAUSED, now=MORNING)

    for state in (ON, PAUSED, ON, ENDED):
        assert service.set_state(session, made.id, state, now=MORNING).state == state
    with pytest.raises(StateError):
        service.set_state(session, made.id, ON, now=MORNING)
    with pytest.raises(StateError):
        service.save(session, made.id, document(), seen=1, actor="staff:1", now=MORNING)


def test_a_key_is_taken_once(session: Session) -> None:
    with pytest.raises(FieldError):
        service.create(session, "birthday", document(), actor="staff:1", now=MORNING)
