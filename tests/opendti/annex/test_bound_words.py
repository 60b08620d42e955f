"""Comparisons in every spelling, and those that say two things or none."""

from __future__ import annotations

import math

import pytest

from opendti.annex.folding import fold_letters
from opendti.annex.idioms import read_rule
from opendti.annex.idioms.bounds import Bound, find_bound

SPELLINGS = {
    "≥": "khong duoi;khong nho hon;khong thap hon;khong it hon;khong kem hon;lon hon hoac bang;cao hon hoac bang;nhieu hon hoac bang;bang hoac lon hon;tren hoac bang;it nhat;toi thieu;tu;>=;≥;=>",
    "≤": "khong qua;khong vuot qua;khong vuot;khong tren;khong lon hon;khong hon;nho hon hoac bang;thap hon hoac bang;bang hoac nho hon;duoi hoac bang;toi da;nhieu nhat;<=;≤;=<;den;toi",
    ">": "tren;lon hon;cao hon;nhieu hon;hon;vuot;vuot qua;>",
    "<": "duoi;nho hon;thap hon;it hon;kem hon;chua dat;khong dat;chua du;chua den;<",
}
INTERVALS = {
    "≥": Bound(low=5),
    "≤": Bound(high=5),
    ">": Bound(low=5, low_open=True),
    "<": Bound(high=5, high_open=True),
}


def plain(bound: Bound | None) -> Bound | None:
    """Return an interval without what is counted and what is unread."""
    if bound is None:
        return None
    return Bound(
        bound.low, bound.high, bound.low_open, bound.high_open, bound.is_share, bound.is_exact
    )  # fmt: skip


@pytest.mark.parametrize(
    ("operator", "spelling"),
    [(sign, word) for sign, words in SPELLINGS.items() for word in words.split(";")],
)
def test_every_spelling_of_a_comparison(operator: str, spelling: str) -> None:
    assert plain(find_bound(f"{spelling} 5")) == INTERVALS[operator]
    named = None if spelling in {"den", "toi"} else INTERVALS[operator]
    assert plain(find_bound(f"{spelling} muc 5 cuoc")) == named


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("5 tro len", Bound(low=5)),
        ("tu 5 tro len", Bound(low=5)),
        ("tren 5 tro len", None),
        ("<= 5 tro len", None),
        ("5 tro xuong", Bound(high=5)),
        ("tu 5 tro xuong", Bound(high=5)),
        ("<= 5 tro xuong", Bound(high=5)),
        ("duoi 5 tro xuong", None),
        ("5 <= ty le", Bound(low=5)),
        ("5 < ty le", Bound(low=5, low_open=True)),
        ("5 >= ty le", Bound(high=5)),
        ("5 > ty le", Bound(high=5, high_open=True)),
        ("> 5 < ty le", None),
        ("5 den 7", Bound(5, 7)),
        ("5 - 7", Bound(5, 7)),
        ("5 va 7", None),
        ("tu 5 den 5", Bound(5, 5)),
        ("tu 5 den duoi 5", None),
        ("tren 5 den 5", None),
        ("tren 5 den duoi 7", Bound(5, 7, low_open=True, high_open=True)),
        ("7 den 5", Bound(5, 7)),
        ("tu 7 den duoi 5", None),
        ("duoi 7 den 5", Bound(5, 7, high_open=True)),
        ("duoi 5 den 7", None),
        ("duoi 5 den duoi 7", None),
        ("tren 5 va tren 7", None),
        ("tren 5 va duoi 7", Bound(5, 7, low_open=True, high_open=True)),
        ("duoi 7 va tren 5", Bound(5, 7, low_open=True, high_open=True)),
        ("5 <= x <= 7", Bound(5, 7)),
        ("7 >= x > 5", Bound(5, 7, low_open=True)),
        ("5 <= x >= 7", None),
        ("tu 5% den 7%", Bound(0.05, 0.07, is_share=True)),
        ("tu 5 den 7%", Bound(0.05, 0.07, is_share=True)),
        ("tren 5 va duoi 7%", None),
        ("tren 5% va duoi 7", None),
        (
            "tren 5% va duoi 7%",
            Bound(0.05, 0.07, low_open=True, high_open=True, is_share=True),
        ),
        ("tu 1 den 2 den 3", None),
        ("5", Bound(5, 5, is_exact=True)),
        ("dat 5", Bound(5, 5, is_exact=True)),
        ("neu co 5 cuoc", Bound(5, 5, is_exact=True)),
        ("muc 5", None),
        ("loai 5", None),
        ("5/7", None),
        ("tu 5/7", None),
        ("tu 5 den 7/9", None),
        ("tu 5/7 den 9", None),
        ("tu 5 den 7/nam", None),
        ("tu 5*2", None),
        ("a/1000 tu 5", Bound(low=5)),
        ("khong co", None),
    ],
)
def test_a_comparison_is_read_as_a_bound(
    condition: str, expected: Bound | None
) -> None:
    assert plain(find_bound(condition)) == expected


@pytest.mark.parametrize(
    ("bound", "within", "without"),
    [
        (Bound(5, 7), (5, 6, 7), (4.999, 7.001)),
        (Bound(5, 7, low_open=True), (5.001, 7), (5, 4)),
        (Bound(5, 7, high_open=True), (5, 6.999), (7, 8)),
        (Bound(low=5), (5, 1e9), (4.999,)),
        (Bound(high=5), (-1e9, 5), (5.001,)),
        (Bound(), (-math.inf, 0, math.inf), ()),
    ],
)
def test_what_lies_within(
    bound: Bound, within: tuple[float, ...], without: tuple[float, ...]
) -> None:
    assert all(map(bound.contains, within))
    assert not any(map(bound.contains, without))


@pytest.mark.parametrize(
    ("condition", "words", "parts"),
    [
        ("tu 5 cuoc", "Từ 5 cuộc", ("Từ", "5")),
        ("tu 5% den duoi 7%", "Từ 5% đến dưới 7%", ("Từ", "5%", "đến", "dưới", "7%")),
        ("khoang 5 ~ tro len", "", ("5", "tro len")),
        ("dat tren 5 tro di", "", ()),
        ("dat 5 tro di nua", "", ("5", "tro di")),
        ("tu 2 den het 5 ngay", "", ("tu", "2", "den het", "5")),
    ],
)
def test_what_an_interval_is_made_of(
    condition: str, words: str, parts: tuple[str, ...]
) -> None:
    found = find_bound(condition, words)
    assert (found.parts if found else ()) == parts


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Từ 90%: 5 điểm; từ 70% đến dưới 90%: 3 điểm; dưới 70%: 0 điểm", []),
        ("Từ 90%: 5 điểm; từ 70% đến 90%: 3 điểm; dưới 70%: 0 điểm", ["the text gives two amounts for 90%"]),
        ("Trên 90%: 5 điểm; từ 70% đến dưới 90%: 3 điểm; dưới 70%: 0 điểm", ["the text does not say what 90% gives"]),
        ("Từ 90%: 5 điểm; từ 70%: 3 điểm", []),
        ("Từ 5 cuộc: 5 điểm; từ 3 đến 4 cuộc: 3 điểm; dưới 3 cuộc: 0 điểm", []),
        ("Từ 5 cuộc: 5 điểm; 3 cuộc: 3 điểm; dưới 3 cuộc: 0 điểm", ["the text does not say what 4 gives"]),
        ("Từ 5,5 km: 5 điểm; từ 3 đến 5 km: 3 điểm; dưới 3 km: 0 điểm", ["the text does not say what 5.000005 gives"]),
        ("Từ 80%: điểm tối đa; dưới 80%: Tỷ lệ*điểm tối đa", []),
        ("Tỷ lệ ≥ 80%: điểm tối đa; Tỷ lệ < 80%: Điểm = Tỷ lệ/80% × Điểm tối đa", []),
        ("Đạt từ 90% trở lên: điểm tối đa; dưới 50%: 0 điểm", ["the text does not say what 50% gives"]),
        ("Từ 90%: điểm tối đa; đến 80%: Tỷ lệ*điểm tối đa", ["the text does not say what 80.0001% gives"]),
        ("Từ 90% hoặc tương đương: 5 điểm; dưới 90%: 0 điểm", ["not taken into account: “hoặc tương đương”"]),
    ],
)  # fmt: skip
def test_a_rule_is_held_against_its_text_at_every_bound(
    text: str, doubts: list[str]
) -> None:
    assert [doubt.en for doubt in read_rule(text, "Chỉ số", 5).doubts] == doubts


def test_more_than_and_through_differ_by_a_mark() -> None:
    assert plain(find_bound("qua 5", "quá 5")) == Bound(low=5, low_open=True)
    through = [
        find_bound(fold_letters(words), words) for words in ("qua 5 kênh", "QUA 5 kênh")
    ]
    assert through == [None, None]
