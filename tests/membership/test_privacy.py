"""Phones: normal form, hint, seal and blind index."""

import pytest

from membership.errors import FieldError
from membership.privacy import Privacy, SealBrokenError, normal_phone, phone_hint
from tests.membership.factories import PRIVACY

PHONE = "13800001111"


@pytest.mark.parametrize(
    "written",
    [
        PHONE,
        "138 0000 1111",
        "138-0000-1111",
        "+86 138 0000 1111",
        "+8613800001111",
        "0086 13800001111",
        "8613800001111",
        "（138）00001111",
    ],
)
def test_a_phone_has_one_form_however_written(written: str) -> None:
    assert normal_phone(written) == PHONE


@pytest.mark.parametrize(
    "written",
    ["", "12345", "23800001111", "138000011112", "13８00001111", "+0123", None, 138, "1" * 99],
)
def test_what_is_no_phone_is_refused(written: object) -> None:
    with pytest.raises(FieldError) as refused:
        normal_phone(written)
    assert refused.value.field == "phone"


def test_a_seal_opens_with_its_key_only() -> None:
    sealed = PRIVACY.seal(PHONE)

    assert PHONE not in sealed
    assert sealed != PRIVACY.seal(PHONE)
    assert PRIVACY.unseal(sealed) == PHONE
    for broken in (sealed[:-4] + "AAA=", sealed[:20], "", "not sealed"):
        with pytest.raises(SealBrokenError):
            PRIVACY.unseal(broken)
    with pytest.raises(SealBrokenError):
        Privacy.from_key("another long random string").unseal(sealed)


def test_the_index_is_equal_for_equal_phones_under_one_key() -> None:
    other = Privacy.from_key("another long random string")

    assert PRIVACY.index(PHONE) == PRIVACY.index(PHONE)
    assert len(PRIVACY.index(PHONE)) == 64
    assert PRIVACY.index(PHONE) != other.index(PHONE)
    assert PRIVACY.index(PHONE) != PRIVACY.index("13800001112")


def test_nothing_secret_is_shown() -> None:
    assert phone_hint(PHONE) == "138****1111"
    assert repr(PRIVACY) == "Privacy()"
