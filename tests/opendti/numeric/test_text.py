from __future__ import annotations

import math
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendti.numeric.rounding import round_half_up
from opendti.numeric.text import (
    AmbiguousNumberError,
    format_number,
    format_signed,
    parse_number,
    parse_truth,
)


@pytest.mark.parametrize(
    ("number", "decimals", "language", "expected"),
    [
        (0.4516, 4, "vi", "0,4516"),
        (1234567.5, 1, "vi", "1.234.567,5"),
        (1234567.5, 1, "en", "1,234,567.5"),
        (1.005, 2, "vi", "1,01"),
        (-1234.5, 0, "vi", "-1.235"),
        (-0.0001, 2, "vi", "0,00"),
        (1250.0, -2, "en", "1,300"),
        (float("nan"), 2, "vi", "\u2013"),
    ],
)
def test_format_number_rounds_and_writes_marks_of_the_language(
    number: float, decimals: int, language: str, expected: str
) -> None:
    assert format_number(number, decimals, language) == expected


@pytest.mark.parametrize(
    ("decimals", "expected"), [(0, "100"), (1, "100"), (-1, "100")]
)
def test_zeros_of_a_whole_number_stay(decimals: int, expected: str) -> None:
    assert format_number(100.0, decimals, "vi", trim=True) == expected


@pytest.mark.parametrize(
    ("text", "whole", "readings"),
    [
        ("1.234", False, ("1234", "1,234")),
        ("-12.345", False, ("-12345", "-12,345")),
        (" 999.000 % ", False, ("999000 %", "999,000 %")),
        ("1,234", True, ("1234", "1,234")),
    ],
)
def test_what_two_languages_read_differently_is_asked_back(
    text: str, *, whole: bool, readings: tuple[str, str]
) -> None:
    with pytest.raises(AmbiguousNumberError) as caught:
        parse_number(text, whole=whole)
    assert caught.value.readings == readings
    large, small = readings
    meant = (
        f"{large} or the fraction {small}; a whole number is needed, write {large} if that is meant"
        if whole
        else f"{large} or {small}; write one of the two"
    )
    assert str(caught.value) == f'"{text.strip()}" may be {meant}'


@pytest.mark.parametrize(
    ("text", "plain", "whole", "expected"),
    [
        ("1.234", True, False, 1.234),
        ("1.234", False, True, 1234),
        ("1,234", False, False, 1.234),
        ("0.234", False, False, 0.234),
        ("1234.567", False, False, 1234.567),
        ("1.23", False, False, 1.23),
    ],
)
def test_what_leaves_no_doubt(
    text: str, *, plain: bool, whole: bool, expected: float
) -> None:
    assert parse_number(text, plain=plain, whole=whole) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1, yes, Y, true, T, on, có, CO, đạt, Đã có, da_co, x, X", True),
        (
            "0, no, N, false, F, off, không, chưa, không đạt, chưa đạt, chưa có, không có",
            False,
        ),
    ],
)
def test_every_word_for_yes_and_no(words: str, *, expected: bool) -> None:
    assert {parse_truth(word) for word in words.split(",")} == {expected}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("maybe", "maybe"), ("", ""), ("2", "2"), ("x" * 60, "x" * 60), ("x" * 61, "x" * 60 + "…")],
)  # fmt: skip
def test_what_is_neither_yes_nor_no(text: str, shown: str) -> None:
    message = f'yes or no (có or không) was expected, not "{shown}"'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_truth(text)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.0852, "+0,09"), (-1234.5, "\u22121.234,50"), (0.0, "0,00"),
        (0.004, "0,00"), (-0.004, "0,00"), (float("nan"), "\u2013"),
    ],
)  # fmt: skip
def test_a_difference_has_a_sign_unless_it_is_rounded_to_zero(
    number: float, expected: str
) -> None:
    assert format_signed(number, 2, "vi") == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0.5, "0,5"), (2.0, "2"), (100.0, "100"), (0.25, "0,25")]
)
def test_format_number_trims_zeros_of_the_decimals(
    number: float, expected: str
) -> None:
    assert format_number(number, 4, "vi", trim=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234", 1.234),
        ("0.234", 0.234),
        ("12.5", 12.5),
        ("1.2345", 1.2345),
        ("5.", 5.0),
        (".5", 0.5),
        ("1,234,567", 1234567.0),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("0,45", 0.45),
        (",5", 0.5),
        ("45%", 0.45),
        ("12,5 %", 0.125),
        (" 12 ", 12.0),
        ("1.234.567", 1234567.0),
        ("1 234 567,5", 1234567.5),
        ("1\u00a0234", 1234.0),
        ("\u00a012\u202f", 12.0),
        ("-3,5", -3.5),
        ("\u22123.5", -3.5),
        ("+7", 7.0),
        ("1.5e-3", 0.0015),
        ("-0", 0.0),
        ("1 234.567", 1234.567),
        ("12 345,678", 12345.678),
        ("1e15", 1e15),
        ("-1.000.000.000.000.000", -1e15),
        ("1E+3", 1000.0),
    ],
)
def test_parse_number_reads_both_languages(text: str, expected: float) -> None:
    assert parse_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234", 1234.0),
        ("12.000", 12000.0),
        ("1234", 1234.0),
        ("1234.0", 1234.0),
        ("12,0", 12.0),
        ("0.000", 0.0),
        ("1.234,0", 1234.0),
    ],
)
def test_parse_whole_number_takes_full_stops_for_groups(
    text: str, expected: float
) -> None:
    assert parse_number(text, whole=True) == expected


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    "text", ["1000000000000001", "-1000000000000001", "1e309", "9e999"]
)
def test_a_number_lies_within_ten_to_the_fifteenth(text: str, whole: bool) -> None:  # noqa: FBT001 -- a table's cell
    message = f'a number from -10^15 to 10^15 was expected, not "{text}"'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_number(text, whole=whole)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "abc",
            "1.23,4",
            "1,2,3",
            "1.234,567,8",
            "1.2.3",
            "nan",
            "inf",
            "--1",
            "12a",
            "0x10",
            "1_000",
            "²",
            "٣",
        ],
        "1 23",
        "1 234.5.6",
        "1 234.567.890",
        "1 234.567,8",
        "9" * 61,
        "1e9999",
        "1,5e3",
        "e3",
    ],
)
def test_parse_number_refuses(text: str) -> None:
    shown = text if len(text) <= 60 else text[:60] + "…"
    message = f'a number such as 0,45 or 1.234,5 was expected, not "{shown}"'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_number(text)


def test_nothing_is_no_number() -> None:
    with pytest.raises(ValueError, match=r"^a number was expected, but nothing was"):
        parse_number(" ")


@pytest.mark.parametrize("text", ["12,5", "0.234", "50%", "1.2345", "1 234.567"])
def test_parse_whole_number_refuses(text: str) -> None:
    message = f'a whole number such as 1234 was expected, not "{text}"'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_number(text, whole=True)


@pytest.mark.parametrize("text", ["-0", "-0,0", "-0%", "\u22120"])
def test_nothing_has_no_sign(text: str) -> None:
    assert math.copysign(1, parse_number(text)) == 1


def test_what_is_endless_is_a_dash() -> None:
    assert [format_number(number, 2, "vi") for number in (math.inf, -math.inf)] == [
        "–",
        "–",
    ]


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_parse_number_refuses_nothing(text: str) -> None:
    message = "^a number was expected, but nothing was written$"
    with pytest.raises(ValueError, match=message):
        parse_number(text)


@given(
    st.floats(-1e9, 1e9),
    st.integers(min_value=0, max_value=6),
    st.sampled_from(["vi", "en"]),
)
def test_what_is_formatted_with_decimals_reads_back(
    number: float, decimals: int, language: str
) -> None:
    text = format_number(number, decimals, language)
    whole = decimals == 0
    assert parse_number(text, whole=whole) == round_half_up(number, decimals)


@given(st.text(max_size=12))
def test_parse_number_gives_a_finite_number_or_a_value_error(text: str) -> None:
    number = 0.0
    with suppress(ValueError):
        number = parse_number(text)
    assert math.isfinite(number)


def test_a_number_has_sixty_characters_at_most() -> None:
    assert parse_number("0" * 59 + "7") == 7
    assert parse_number("-" + "0" * 59 + "7%") == -0.07
    with pytest.raises(ValueError, match="number"):
        parse_number("0" * 60 + "7")
    for nothing in ("", " ", "-", "%", "- %"):
        with pytest.raises(ValueError, match="number"):
            parse_number(nothing)
