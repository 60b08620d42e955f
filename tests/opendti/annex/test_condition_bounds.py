"""The bounds of a condition, what they count, and what a clause gives."""

from __future__ import annotations

from typing import Any

import pytest

from opendti.annex.idioms.awards import Award, find_awards
from opendti.annex.idioms.bounds import Bound, find_bound
from opendti.annex.idioms.clauses import split_clauses


def bound(low: float = float("-inf"), high: float = float("inf"), **more: Any) -> Bound:
    return Bound(low, high, **more)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("tu 5", bound(5)),
        ("tren 5", bound(5, low_open=True)),
        ("vuot 5%", bound(0.05, low_open=True, is_share=True)),
        ("duoi 5", bound(high=5, high_open=True)),
        ("chua den 5%", bound(high=0.05, high_open=True, is_share=True)),
        ("khong qua 5", bound(high=5)),
        ("den 5", bound(high=5)),
        ("5 tro len", bound(5)),
        ("5 tro xuong", bound(high=5)),
        ("tu 2 den 5", bound(2, 5)),
        ("tu 2 den duoi 5", bound(2, 5, high_open=True)),
        ("tren 2 den 5", bound(2, 5, low_open=True)),
        ("tren 2 den duoi 5", bound(2, 5, low_open=True, high_open=True)),
        ("tu 2 va duoi 5", bound(2, 5, high_open=True)),
        ("tu 2, khong qua 5", bound(2, 5)),
        ("2 <= ty le < 5", bound(2, 5, high_open=True)),
        ("2 < ty le <= 5", bound(2, 5, low_open=True)),
        ("2% < ty le < 5%", bound(0.02, 0.05, low_open=True, high_open=True, is_share=True)),
        ("dat 5", bound(5, 5, is_exact=True)),
        ("5/7 noi dung", None),
        ("dat", None),
    ],
)  # fmt: skip
def test_the_bounds_of_a_condition(condition: str, expected: Bound | None) -> None:
    found = find_bound(condition)
    plain = found and Bound(
        found.low, found.high, found.low_open, found.high_open, found.is_share, found.is_exact
    )  # fmt: skip
    assert plain == expected


@pytest.mark.parametrize(
    ("condition", "unit"),
    [("tu 5 cuoc", "cuoc"), ("tu 5% so ho so tro len", "so ho so"), ("tu 5 tro len", ""), ("tu 2 den 5 ngay", "ngay"), ("5 tro xuong", "")],
)  # fmt: skip
def test_what_a_bound_counts(condition: str, unit: str) -> None:
    found = find_bound(condition)
    assert found is not None
    assert condition[slice(*found.unit)] == unit


@pytest.mark.parametrize(
    ("text", "award", "points"),
    [
        ("diem toi da", Award(share=1.0), 8),
        ("1/2 diem toi da", Award(share=0.5), 4),
        ("mot nua so diem", Award(share=0.5), 4),
        ("25% diem toi da", Award(share=0.25), 2),
        ("150% diem toi da", Award(share=1.5), 12),
        ("5/4 diem toi da", Award(share=1.25), 10),
        ("1/0 diem toi da", Award(share=0.0), 0),
        ("0,5 x diem toi da", Award(share=0.5), 4),
        ("khong tinh diem", Award(points=0.0), 0),
        ("2,5 diem", Award(points=2.5), 2.5),
        ("ty le*diem toi da", Award(ratio=True), 0),
        ("ty le/80%*diem toi da", Award(ratio=True, target=0.8), 0),
        ("ty le*3 diem", Award(ratio=True, points=3.0), 3),
        ("muc do: 3", Award(points=3.0), 3),
    ],
)
def test_what_a_clause_gives(text: str, award: Award, points: float) -> None:
    (found,) = find_awards(text)
    assert found.award == award
    assert found.award.points_for(8) == points


@pytest.mark.parametrize(
    ("award", "nothing", "positive"),
    [
        (Award(), True, False),
        (Award(points=0.0), True, False),
        (Award(share=0.0), True, False),
        (Award(points=0.1), False, True),
        (Award(share=0.1), False, True),
        (Award(ratio=True), False, False),
    ],
)
def test_what_counts_as_nothing(award: Award, nothing: bool, positive: bool) -> None:  # noqa: FBT001 -- a table's cells
    assert (award.is_nothing, award.is_positive) == (nothing, positive)


@pytest.mark.parametrize(
    ("text", "clauses", "leftovers"),
    [
        ("Có: 5 điểm; không: 0 điểm", [("Có", ""), ("không", "")], ()),
        ("Được 5 điểm nếu có kế hoạch", [("có kế hoạch", "")], ()),
        ("Mỗi quý: đúng hạn 1 điểm", [("đúng hạn", "Mỗi quý")], ()),
        ("Chữ ký số: đủ 2 điểm, thiếu 1 điểm; không 0 điểm", [("đủ", "Chữ ký số"), ("thiếu", "Chữ ký số"), ("không", "Chữ ký số")], ()),
        ("Cách tính điểm: Có: 5 điểm. Xem phụ lục", [("Có", "")], ("Xem phụ lục",)),
        ("Có 5 điểm với đơn vị nhỏ", [("Có với đơn vị nhỏ", "")], ()),
        ("Chữ ký số: đủ 2 điểm", [("Chữ ký số: đủ", "")], ()),
    ],
)  # fmt: skip
def test_a_text_falls_into_clauses(
    text: str, clauses: list[tuple[str, str]], leftovers: tuple[str, ...]
) -> None:
    found = split_clauses(text)
    assert [(clause.words, clause.context) for clause in found.all] == clauses
    assert found.leftovers == leftovers
