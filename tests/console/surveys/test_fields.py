"""A survey's words and times as fields."""

from collections.abc import Mapping
from typing import Any

import pytest

from console.surveys import fields as survey_fields
from console.surveys.editor import STARTS
from surveys.definition import parse


def _typed(document: Mapping[str, Any]) -> dict[str, str]:
    """What a browser sends of the fields when nothing is changed."""
    fields = [field for section in survey_fields.sections(document) for field in section.fields]
    return {
        field.name: str(field.value)
        for field in fields
        if field.kind != "flag" or field.value is True
    }


@pytest.mark.parametrize("start", STARTS)
def test_saving_what_was_shown_changes_nothing(start: str) -> None:
    document = STARTS[start]
    saved = survey_fields.filled(document, _typed(document))

    assert parse(saved) == parse(document)


def test_wordings_by_channel_have_a_field_each() -> None:
    document = {**STARTS["nps"], "thanks": {"zh": {"": "谢谢您～", "sms": "谢谢"}, "en": "Thanks"}}
    names = [field.name for field in survey_fields.sections(document)[-1].fields]
    labels = [field.label for field in survey_fields.sections(document)[-1].fields]

    assert names == ["thanks.zh.", "thanks.zh.sms", "thanks.en"]
    assert labels == ["感谢的话，中文，其他渠道", "感谢的话，中文，短信", "感谢的话，英文"]


def test_what_is_no_number_is_kept_to_be_refused() -> None:
    saved = survey_fields.filled(STARTS["nps"], {"answer_within_hours": "三天"})

    assert saved["answer_within_hours"] == "三天"
