from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendti.naming import find_disguise, find_name, identity, tidy

NAME = "Xã Đường Hoa"
VIETNAMESE = st.text("ăâđêôơưàảãáạằờộữỵABCabc -", min_size=1)


@pytest.mark.parametrize(
    "written",
    [
        unicodedata.normalize("NFD", NAME),
        NAME.replace(" ", "\u00a0"),
        NAME.replace(" ", "\u202f \t"),
        f"\ufeff{NAME}\u200b",
        "Xã Đư\u00adờng Hoa",
        f"  {NAME}\r\n",
        NAME.upper(),
    ],
)
def test_one_name_in_many_spellings(written: str) -> None:
    assert written != NAME
    assert identity(written) == identity(NAME)
    assert find_name(written, ("Xã Bình Tân", NAME)) == 1


@pytest.mark.parametrize("other", ["Xa Đường Hoa", "Xã Đường Hoá", "XãĐường Hoa", ""])
def test_another_name_stays_another(other: str) -> None:
    assert identity(other) != identity(NAME)
    assert find_name(other, (NAME,)) is None


@given(VIETNAMESE)
def test_a_tidy_name_is_tidy_and_no_disguise(name: str) -> None:
    assert tidy(tidy(name)) == tidy(name)
    assert identity(unicodedata.normalize("NFD", name)) == identity(name)
    assert find_disguise(name) is None


@pytest.mark.parametrize(
    ("name", "disguise"),
    [
        ("H\u0410 Nội", "mixed_scripts"),
        ("Sở Y t\u0435", "mixed_scripts"),
        ("\u0412\u0421\u0422", "mixed_scripts"),
        ("\u0391\u0392-01", "mixed_scripts"),
        ("Sở \u202etxt", "bidirectional"),
        ("\u2066A", "bidirectional"),
        ("\uff21\uff22", "styled_letters"),
        ("\U0001d400B", "styled_letters"),
        ("A\x00", "control"),
        ("Sở\x9bA", "control"),
        ("Московская область", None),
        ("Αθήνα", None),
        ("東京", None),
        ("UBND tỉnh Đắk Lắk, khối 1 (mới)", None),
    ],
)
def test_letters_that_deceive_are_found(name: str, disguise: str | None) -> None:
    assert find_disguise(name) == disguise
