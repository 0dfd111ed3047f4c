"""Student's t against scipy and against the tables everybody has."""

from typing import Any

import pytest

from surveys import student


@pytest.fixture(scope="module")
def scipy() -> Any:
    """Its distribution of Student's t."""
    from scipy import stats  # takes seconds to load

    return stats.t


@pytest.mark.parametrize("df", [1, 2, 2.5, 4, 7.98, 17.776, 30, 120, 136.875, 9_999.5])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_critical_values_agree_with_scipy(scipy: Any, df: float, confidence: float) -> None:
    expected = scipy.ppf((1 + confidence) / 2, df)

    assert student.critical(df, confidence) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("t", [0.0, 0.3, -1.8608, 2.5922, 12.0])
def test_tails_agree_with_scipy(scipy: Any, t: float) -> None:
    assert student.two_sided(t, 17.776) == pytest.approx(2 * scipy.sf(abs(t), 17.776), rel=1e-9)


def test_the_printed_tables() -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2."""
    printed = {1: 12.706, 2: 4.303, 5: 2.571, 10: 2.228, 30: 2.042, 100: 1.984}

    assert {df: round(student.critical(df), 3) for df in printed} == printed
    assert student.critical(1e9) == pytest.approx(1.959964, abs=1e-6)
