"""Sentences beside each idiom that it must not take for sure, and values at its bounds."""

from __future__ import annotations

from typing import Any

import pytest

from opendti.annex.idioms import read_rule
from opendti.annex.idioms.read import MAX_LENGTH, read_extra

FULL_7 = "Đầy đủ {} nội dung: điểm tối đa; chưa đầy đủ: Tỷ lệ*điểm tối đa"
NUMBERED = "1. Kế hoạch, 3 điểm: {}\n2. Báo cáo, 2 điểm: có: 2 điểm; không: 0 điểm"
YES_3 = "có: 3 điểm; không: 0 điểm"
TAKEN = "Không vi phạm: 5 điểm. Mỗi lần vi phạm bị trừ 1 điểm"
EACH = "Mỗi ứng dụng được 1 điểm"

UNREAD: dict[str, list[tuple[str, float]]] = {
    "shown": [("Không tính điểm; có: 5 điểm", 5), ("Chỉ theo dõi; loại A: 2 điểm", 5)],
    "share": [("Giá trị (từ 0 đến 1)", 5), ("Giá trị của đơn vị", 5)],
    "periods": [
        ("Mỗi quý: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm", 3),
        ("Mỗi quý: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm", 1),
        ("Mỗi quý: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm", 2.000001),
        ("Mỗi tháng: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm", 2),
        ("Mỗi năm: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm", 2),
        ("Mỗi kỳ: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm", 2),
        ("Mỗi quý được 1 điểm, tối đa 4 điểm", 4),
        ("Mỗi quý: đúng hạn 0,5 điểm; 0,25 điểm", 2),
    ],
    "checklist": [
        (FULL_7.format(41), 7),
        (FULL_7.format(7).replace("nội dung", "văn bản"), 7),
    ],
    "count": [
        (f"{EACH}; Tỷ lệ × điểm tối đa", 5),
        ("Mỗi ứng dụng", 5),
        ("Mỗi quý được 1 điểm", 4),
    ],
    "ratio": [
        ("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; có kế hoạch: 1 điểm", 5),
        ("Từ 0% trở lên: điểm tối đa; dưới 0%: Tỷ lệ*điểm tối đa", 5),
        ("Từ 101% trở lên: điểm tối đa; dưới 101%: Tỷ lệ*điểm tối đa", 5),
        ("Từ 80%: điểm tối đa; từ 90%: điểm tối đa; Tỷ lệ*điểm tối đa", 5),
        ("Tỷ lệ*điểm tối đa; dưới 120%: 0 điểm", 5),
        ("Dưới 50%: 0 điểm", 5),
        ("Tỷ lệ = x / y", 5),
        ("Tỷ lệ = số hồ sơ / y", 5),
        ("Tỷ lệ = y / số hồ sơ", 5),
        ("Tỷ lệ = số a/ số b /số c", 5),
        ("Tỷ lệ = số a/số b / số c / số d", 5),
        ("Điểm = 5 x (a:b:c)", 5),
        ("Điểm = 5 x (số a/ số b/ số c)", 5),
    ],
    "steps": [
        ("5 cuộc: điểm tối đa", 5),
        ("Từ 5: 0 điểm; từ 3: 0 điểm", 5),
        ("Từ 5: 6 điểm; có kế hoạch: 2 điểm", 5),
    ],
    "yes_no": [("Có: 4 điểm; không: 0 điểm", 5), ("Có: 6 điểm; không: 0 điểm", 5)],
    "choice": [
        ("Loại A: 4 điểm; loại B: 3 điểm", 5),
        ("Loại A: 5 điểm; loại B: 6 điểm", 5),
        ("Loại A: 5 điểm; loại B: 3 điểm; cộng thêm nếu sớm", 5),
        ("Loại A: 5 điểm; tối đa: 3 điểm", 5),
        ("Loại A: 5 điểm; tổng cộng: 3 điểm", 5),
        ("Loại A: 5 điểm; 3 điểm", 5),
    ],
    "parts": [
        ("Kế hoạch: 3 điểm; báo cáo: 2,1 điểm", 5),
        ("Kế hoạch: 3 điểm; báo cáo: 1,9 điểm", 5),
        ("Kế hoạch: 5 điểm", 5),
    ],
    "formula": [
        ("Điểm = MIN(điểm tối đa; ab)", 5),
        ("Điểm = MIN(a; tong)", 5),
        ("Điểm = MIN(điểm tối đa; a", 5),
        ("Điểm = a + MAX", 5),
        ("Số điểm = IF(a≥5;5;0)\nXem phụ lục", 5),
    ],
    "numbered": [
        (NUMBERED.format(YES_3), 6),
        (NUMBERED.format(YES_3), 4),
        (NUMBERED.format("Hội đồng chấm"), 5),
        (NUMBERED.format("Không tính điểm"), 5),
        (NUMBERED.format(YES_3).replace("2. ", "3. "), 5),
    ],
    "none": [("x" * (MAX_LENGTH + 1), 5), ("  \n ", 5)],
}


@pytest.mark.parametrize(
    ("text", "points"), [pair for pairs in UNREAD.values() for pair in pairs]
)
def test_what_is_beside_an_idiom_stays_unread(text: str, points: float) -> None:
    read = read_rule(text, "Chỉ số", points)
    assert read.rule == {"kind": "share"}
    assert [item["type"] for item in read.items] == ["share"]
    assert not read.is_sure


NO_CAP = "no cap is stated"


def unused(*stretches: str) -> str:
    return "not taken into account: " + ", ".join(f"“{words}”" for words in stretches)


@pytest.mark.parametrize(
    ("text", "points", "kind", "doubts"),
    [
        (EACH, 5, "count", [NO_CAP]),
        (f"{EACH}; có kế hoạch: 2 điểm", 5, "count", [NO_CAP, unused("có kế hoạch: 2 điểm")]),
        (f"{EACH}, tối đa 5 điểm; có kế hoạch: 2 điểm", 5, "count", [unused("có kế hoạch: 2 điểm")]),
        (f"{EACH}, tối đa 6 điểm", 5, "count", ["an amount is more than the criterion's 5 points"]),
        (f"{EACH}, tối đa 4 điểm", 5, "count", ["at most 4, less than the criterion's 5 points"]),
        ("Cứ 10 tin được 1 điểm, tối đa 5 điểm", 5, "count", ["a part of 10 counts for its part of the points"]),
        ("Điểm = giá trị/giá trị lớn nhất × điểm tối đa; đơn vị chậm: 1 điểm; đơn vị khác: 2 điểm", 5, "relative", [unused("Điểm = giá trị/giá trị lớn nhất × điểm tối đa; đơn vị chậm: 1 điểm; đơn vị khác: 2 điểm")]),
        (f"{TAKEN}; không báo cáo: 0 điểm.", 5, "formula", [unused("không báo cáo: 0 điểm")]),
        (TAKEN.replace("5 điểm", "4 điểm"), 5, "formula", ["where it begins is not stated; taken from full points", unused("Không vi phạm: 4 điểm")]),
        ("Đạt 90%: 5 điểm; cứ giảm 2% trừ 0,5 điểm.", 5, "formula", ["a part of 2% takes its part of the points away"]),
        ("Có 01 mô hình được 3 điểm, mỗi mô hình tiếp theo được cộng 1 điểm, tối đa 5 điểm", 6, "formula", ["at most 5 points, other than the criterion's"]),
        ("Có 01 mô hình được 3 điểm, mỗi mô hình tiếp theo được cộng 1 điểm", 6, "formula", [NO_CAP]),
        ("Tỷ lệ*4 điểm", 5, "ratio", ["the points that the ratio is multiplied with are not the maximum"]),
        ("Chỉ theo dõi; Tỷ lệ*điểm tối đa", 5, "ratio", ["not taken into account: “Chỉ theo dõi”"]),
        ("Tỷ lệ*điểm tối đa, làm tròn", 5, "ratio", [unused("làm tròn")]),
        ("Tỷ lệ = a/b; có: 5 điểm", 5, "yes_no", [unused("Tỷ lệ = a/b")]),
        ("Tỷ lệ = a/b; loại A: 5 điểm; loại B: 3 điểm", 5, "choice", [unused("Tỷ lệ = a/b")]),
        ("Mỗi quý: Tỷ lệ × điểm tối đa", 2, "ratio", [unused("Mỗi quý")]),
        ("Từ 90%: 5 điểm; từ 3 cuộc: 2 điểm", 5, "steps", ["the ratio's steps have no % sign; read as per cent", unused("cuộc")]),
        (f"Có: điểm tối đa; không: 0 điểm; {'x' * 120}", 5, "yes_no", [f"not taken into account: “{'x' * 120}”"]),
        (f"Có: điểm tối đa; không: 0 điểm; {'x' * 121}", 5, "yes_no", [f"not taken into account: “{'x' * 120}…”"]),
        ("x" * MAX_LENGTH, 5, "share", ["the scoring text was not understood"]),
        ("x" * (MAX_LENGTH + 1), 5, "share", ["the scoring text is too long"]),
        (" \n ", 5, "share", ["no scoring text"]),
        ("Từ 5 trở lên: điểm tối đa; dưới 5: 2 điểm", 5, "steps", ["“dưới 5” is read as from 0 on"]),
        ("Từ 5 trở lên: điểm tối đa; dưới 5: 2 điểm; chưa có: 0 điểm", 5, "steps", ["“dưới 5” is read as from 1 on"]),
        ("a/1000 từ 5: 5 điểm; từ 3: 2 điểm", 5, "steps", [unused("a/1000")]),
        ("Tỷ lệ = a/b. Mức từ 90%: 5 điểm; từ 70 đến dưới 90: 3 điểm", 5, "steps", ["the ratio's steps have no % sign; read as per cent"]),
        ("Tỷ lệ = a/b. Mức từ 90: 5 điểm; từ 70 đến dưới 90: 3 điểm", 5, "steps", ["the ratio's steps have no % sign; read as per cent"]),
        ("Loại A: 5 điểm; loại B: 5 điểm; loại C: 0 điểm", 5, "choice", ["several cases give full points"]),
        ("3 điểm; báo cáo: 2 điểm", 5, "parts", ["a part does not say its condition"]),
        (NUMBERED.format(YES_3), 5, "parts", ["several parts that add up"]),
        ("Giá trị × Điểm tối đa; trừ 1 điểm nếu chậm", 5, "choice", ["“trừ chậm”: it is unclear which amount is of which condition", "“Giá trị ×”: not taken into account: ×"]),
    ],
)  # fmt: skip
def test_what_is_read_but_not_all_of_it_is_a_guess(
    text: str, points: float, kind: str, doubts: list[str]
) -> None:
    read = read_rule(text, "Chỉ số", points)
    assert read.rule["kind"] == kind
    assert [doubt.en for doubt in read.doubts] == doubts


def yes(letter: str) -> dict[str, str]:
    return {"kind": "yes_no", "on": letter}


@pytest.mark.parametrize(
    ("text", "points", "rule"),
    [
        (FULL_7.format(2), 2, {"kind": "checklist", "on": ["k1", "k2"]}),
        (FULL_7.format(40), 40, {"kind": "checklist", "on": [f"k{n}" for n in range(1, 41)]}),
        (f"{EACH}, tối đa 5 điểm", 5, {"kind": "count", "each": 1.0}),
        ("Điểm = a × 0,5", 5, {"kind": "count", "each": 0.5}),
        ("Điểm = a × 0,5, tối đa 5 điểm", 5, {"kind": "count", "each": 0.5}),
        ("Điểm = a × 0,5, tối đa 4 điểm", 5, {"kind": "count", "each": 0.5, "cap": 4.0}),
        ("Tỷ lệ*5 điểm", 5, {"kind": "ratio"}),
        ("Từ 100% trở lên: điểm tối đa; dưới 100%: Tỷ lệ*điểm tối đa", 5, {"kind": "ratio"}),
        ("Từ 99% trở lên: điểm tối đa; dưới 99%: Tỷ lệ*điểm tối đa", 5, {"kind": "ratio", "target": 0.99, "below": "jump"}),
        ("Đạt từ 100% trở lên: điểm tối đa; dưới 100%: 0 điểm", 5, {"kind": "ratio", "all_or_nothing": True}),
        ("Tỷ lệ*điểm tối đa; dưới 0%: 0 điểm", 5, {"kind": "ratio"}),
        ("Tỷ lệ*điểm tối đa; dưới 50%: 0 điểm", 5, {"kind": "ratio", "floor": 0.5}),
        ("Tỷ lệ*điểm tối đa; dưới 100%: 0 điểm", 5, {"kind": "ratio", "floor": 1.0}),
        ("Tỷ lệ*điểm tối đa; không phát sinh hồ sơ: 0 điểm", 5, {"kind": "ratio"}),
        ("Tỷ lệ*điểm tối đa; không phát sinh hồ sơ: điểm tối đa", 5, {"kind": "ratio", "zero": "full"}),
        ("Tỷ lệ*điểm tối đa; không phát sinh hồ sơ: không đánh giá", 5, {"kind": "ratio", "zero": "not_applicable"}),
        ("Tỷ lệ = ((a+b)/c); Điểm = Tỷ lệ*Điểm tối đa", 5, {"kind": "ratio", "numerator": "a + b", "denominator": "c"}),
        ("Tỷ lệ = (a)/(b); Điểm = Tỷ lệ*Điểm tối đa", 5, {"kind": "ratio"}),
        ("Trên 90%: 5 điểm; từ 1%: 3 điểm", 5, {"kind": "steps", "steps": [{"from": 0.9, "points": 5.0, "bound": "open"}, {"from": 0.01, "points": 3.0}]}),
        ("Từ 90%: 5 điểm; từ 70% đến dưới 90%: 3 điểm; dưới 70%: 0 điểm", 5, {"kind": "steps", "steps": [{"from": 0.9, "points": 5.0}, {"from": 0.7, "points": 3.0}]}),
        ("Từ 2 đến 5 cuộc: điểm tối đa; trên 5 cuộc: 2 điểm", 5, {"kind": "steps", "steps": [{"from": 5.0, "points": 2.0, "bound": "open"}, {"from": 2.0, "share": 1.0}]}),
        ("Từ 5 cuộc: điểm tối đa", 5, {"kind": "steps", "steps": [{"from": 5.0, "share": 1.0}]}),
        ("Có: điểm tối đa", 5, {"kind": "yes_no"}),
        (f"{TAKEN}, trừ tối đa 5 điểm.", 5, {"kind": "formula", "formula": "MAX(0, max - a)", "gives": "points"}),
        (f"{TAKEN}, trừ tối đa 4 điểm.", 5, {"kind": "formula", "formula": "max - MIN(4, a)", "gives": "points"}),
        ("Điểm = MIN(điểm tối đa; a)", 5, {"kind": "formula", "formula": "MIN(max, a)", "gives": "points"}),
        ("Kế hoạch: 3 điểm; báo cáo: 2 điểm", 5, {"kind": "parts", "parts": [
            {"code": "p1", "title": {"vi": "Kế hoạch"}, "points": 3.0, "rule": yes("a")},
            {"code": "p2", "title": {"vi": "Báo cáo"}, "points": 2.0, "rule": yes("b")},
        ]}),
    ],
)  # fmt: skip
def test_values_at_the_bounds_of_an_idiom(
    text: str, points: float, rule: dict[str, Any]
) -> None:
    read = read_rule(text, "Hồ sơ", points)
    assert read.rule == rule
    assert read.is_sure


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("Đạt 100%: 5 điểm; cứ giảm 1% trừ 0,2 điểm.", "max - 20 * (1 - a)"),
        ("Đạt 90%: 5 điểm; cứ giảm 2% trừ 0,5 điểm.", "max - 25 * (0.9 - a)"),
        ("Có: 5 điểm; cứ giảm 5% trừ 0,2 điểm.", "max - 4 * (1 - a)"),
        ("Tỷ lệ = a/b. Đạt 80%: 5 điểm; cứ giảm 2% trừ 0,5 điểm.", "max - 25 * (0.8 - IF(b = 0, 0, a/b))"),
    ],
)  # fmt: skip
def test_what_every_per_cent_takes_away(text: str, formula: str) -> None:
    rule = read_rule(text, "Chỉ số", 5).rule
    assert rule["formula"] == f"MAX(0, MIN(max, {formula}))"


def test_the_ninth_part_has_a_code_of_its_own() -> None:
    words = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")
    read = read_rule("; ".join(f"{word}: 1 điểm" for word in words), "Việc", 10)
    assert [item["code"] for item in read.items] == [*"abcdefgh", "p8", "p9"]
    assert [part["code"] for part in read.rule["parts"]] == [
        f"p{number}" for number in range(1, 11)
    ]
    assert [part["rule"]["on"] for part in read.rule["parts"]] == [
        *"abcdefgh",
        "p8",
        "p9",
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Từ 5,5 km trở lên: điểm tối đa; từ 2 km: 2 điểm", [("a", "number", "km")]),
        ("Từ 5 cuộc: điểm tối đa; từ 2 cuộc: 2 điểm", [("a", "count", "cuộc")]),
        ("Từ 5 trở lên: điểm tối đa; dưới 5: 0 điểm", []),
        (EACH, [("a", "count", "ứng dụng")]),
        ("Điểm = a × 0,5", [("a", "count", "")]),
        ("Điểm = MIN(điểm tối đa; a + c)", [("a", "number", ""), ("c", "number", "")]),
        ("Mỗi quý: đúng hạn 1,25 điểm; trễ hạn 1 điểm", [(f"q{n}", "choice", "") for n in (1, 2, 3, 4)]),
        (NUMBERED.format("Tỷ lệ = a/b; điểm = Tỷ lệ*3 điểm"), [("a", "count", ""), ("b", "count", ""), ("c", "yes_no", "")]),
    ],
)  # fmt: skip
def test_the_items_that_a_text_asks_for(
    text: str, items: list[tuple[str, str, str]]
) -> None:
    read = read_rule(text, "Chỉ số", 5)
    assert [
        (item["code"], item["type"], item.get("unit", {}).get("vi", ""))
        for item in read.items
    ] == items


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Tỷ lệ = số văn bản/tháng / tổng số văn bản/tháng", ["Số văn bản/tháng", "Tổng số văn bản/tháng"]),
        ("Tỷ lệ = (số máy / tổng số máy) x 100%", ["Số máy", "Tổng số máy"]),
        ("a là số hồ sơ, b là tổng số hồ sơ; Tỷ lệ = a/b", ["Số hồ sơ", "Tổng số hồ sơ"]),
    ],
)  # fmt: skip
def test_a_ratio_is_cut_at_its_own_stroke(text: str, titles: list[str]) -> None:
    read = read_rule(text, "Chỉ số", 5)
    assert [item["title"]["vi"] for item in read.items] == titles
    assert read.is_sure


@pytest.mark.parametrize(
    ("text", "item_doubts"),
    [
        ("Tỷ lệ*điểm tối đa", ["nothing says what a, b stands for; named after the criterion for now"]),
        ("a = Số hồ sơ; Tỷ lệ = a/b", ["nothing says what b stands for; named after the criterion for now"]),
        ("a = Số hồ sơ; b = Tổng số; Tỷ lệ = a/b", []),
        ("Điểm = MIN(điểm tối đa; a)", ["look at the items' types"]),
        (FULL_7.format(7), ["name the 7 entries of the list"]),
    ],
)  # fmt: skip
def test_what_is_doubtful_about_the_items(text: str, item_doubts: list[str]) -> None:
    read = read_rule(text, "Tỷ lệ hồ sơ", 5)
    assert [doubt.en for doubt in read.item_doubts] == item_doubts


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("penalty", "Mỗi sự cố trừ 2 điểm", {"kind": "count", "each": 2.0}),
        ("bonus", "Mỗi sáng kiến được cộng 2 điểm, tối đa 5 điểm", {"kind": "count", "each": 2.0}),
        ("bonus", "Kế hoạch: 3 điểm; báo cáo: 2 điểm", {"kind": "share"}),
        ("penalty", "Không tính điểm", {"kind": "share"}),
    ],
)  # fmt: skip
def test_points_outside_the_scale(kind: str, text: str, rule: dict[str, Any]) -> None:
    assert read_extra(kind, text, "Ngoài thang", 5).rule == {"kind": kind, "rule": rule}


def test_common_fractions_are_written_as_such() -> None:
    sizes = ("1/4", "1/3", "1/2", "2/3", "3/4")
    text = "; ".join(f"mức {size}: {size} điểm tối đa" for size in sizes)
    read = read_rule(f"đủ: điểm tối đa; {text}; ít: 1/5 điểm tối đa", "Mức", 5)
    shares = [option["share"] for option in read.rule["options"]]
    assert shares == [1.0, *sizes, 0.2]
