"""Charts of scores: intervals drawn, zero where it matters, words escaped."""

import re

import pytest

from console.surveys import charts as survey_charts
from console.surveys.charts import Point

SURE = Point("3 月", 40.0, 28.0, 52.0, 120, "+40")
FEW = Point("4 月", None, None, None, 12, "—")
BAD = Point("<b>店", -20.0, -35.0, -5.0, 90, "-20")


def test_a_trend_draws_what_is_known() -> None:
    drawn = survey_charts.trend("nps", [SURE, FEW, BAD], "趋势")

    assert drawn.count('class="estimate"') == 2
    assert drawn.count('class="spread"') == 2
    assert drawn.count('class="zero"') == 1
    assert 'class="line"' not in drawn
    assert "12 个" in drawn
    assert "&lt;b&gt;店" in drawn


def test_an_interval_reaches_as_far_as_it_says() -> None:
    """The axis runs from −40 to 60 over the height between the margins."""
    drawn = str(survey_charts.trend("nps", [SURE, BAD], "趋势"))
    room = survey_charts.HEIGHT - survey_charts.TOP - survey_charts.BOTTOM
    ends = re.findall(r'class="spread" x1="[\d.]+" x2="[\d.]+" y1="([\d.]+)" y2="([\d.]+)"', drawn)

    low, high = (float(end) for end in ends[0])
    assert low - high == pytest.approx(room * 24 / 100, abs=0.15)


def test_groups_say_what_is_too_few() -> None:
    drawn = survey_charts.groups("nps", [SURE, FEW], "分组")

    assert "12 个回答，太少" in drawn
    assert drawn.count('class="estimate"') == 1


def test_effort_is_drawn_on_its_own_scale() -> None:
    drawn = survey_charts.trend("ces", [Point("a", 5.6, 5.4, 5.8, 80, "5.6")], "CES")

    assert ">5</text>" in drawn
    assert ">0</text>" not in drawn


def test_scores_have_the_colour_of_their_band() -> None:
    drawn = survey_charts.scores({1: 3}, {1: "detractor", 2: "promoter"}, "分数")

    assert 'class="bar detractor"' in drawn
    assert drawn.count("<rect") == 2
