from __future__ import annotations

from typing import Any

import pytest

from opendti.annex.idioms import read_rule
from tests.opendti.annex.annexes import commune_rows

HALF = "1/2"
KINDS = {
    "options": {"choice"},
    "ratio": {"ratio"},
    "step": {"steps"},
    "binary": {"yes_no"},
    "sum_per_period": {"periods"},
    "additive": {"parts"},
    "ratio_floor": {"ratio"},
    "all_or_nothing": {"ratio"},
    "ratio_target_jump": {"ratio"},
    "additive+ratio_floor+na_full": {"parts"},
    "checklist_ratio": {"checklist"},
}
DOUBTFUL = {"DTI-04", "DTI-36"}


def test_every_rule_of_the_commune_set_finds_its_family() -> None:
    leaves = [row for row in commune_rows() if row.rule]
    read = {
        row.code: read_rule(row.rule, row.title, float(row.points)) for row in leaves
    }
    wrong = [
        row.code
        for row in leaves
        if read[row.code].rule["kind"] not in KINDS[row.family]
    ]
    assert len(leaves) == 43
    assert wrong == []
    assert {code for code, one in read.items() if not one.is_sure} == DOUBTFUL


@pytest.mark.parametrize(
    ("text", "points", "rule"),
    [
        ("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa", 5, {"kind": "ratio"}),
        ("Tỉ lệ (%) = (a/b) x 100%. Điểm = Tỉ lệ x Điểm tối đa.", 5, {"kind": "ratio"}),
        (
            "Tỷ lệ = (b+d)/(a+c); Điểm = Tỷ lệ*Điểm tối đa",
            5,
            {"kind": "ratio", "numerator": "b + d", "denominator": "a + c"},
        ),
        (
            "Từ 75% trở lên: điểm tối đa; dưới 75%: Tỷ lệ*điểm tối đa",
            5,
            {"kind": "ratio", "target": 0.75, "below": "jump"},
        ),
        (
            "Tỷ lệ ≥ 80%: đạt điểm tối đa\nTỷ lệ < 80%: Điểm = Tỷ lệ/80% × Điểm tối đa",
            5,
            {"kind": "ratio", "target": 0.8, "below": "scaled"},
        ),
        (
            "100%: điểm tối đa; từ 90% - dưới 100%: Tỷ lệ*điểm tối đa; dưới 90%: 0 điểm",
            5,
            {"kind": "ratio", "floor": 0.9},
        ),
        (
            "Đạt 100%: điểm tối đa; dưới 100%: 0 điểm",
            5,
            {"kind": "ratio", "all_or_nothing": True},
        ),
        (
            "Đạt từ 90% trở lên: điểm tối đa; dưới 90%: 0 điểm",
            5,
            {"kind": "ratio", "all_or_nothing": True, "target": 0.9},
        ),
        (
            "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; nếu không phát sinh hồ sơ: điểm tối đa",
            5,
            {"kind": "ratio", "zero": "full"},
        ),
        ("Đã ban hành: điểm tối đa; chưa ban hành: 0 điểm", 2, {"kind": "yes_no"}),
        ("Có: 20 điểm; Không: 0 điểm", 20, {"kind": "yes_no"}),
        (
            "4 cuộc: 20 điểm; 3 cuộc: 15 điểm; 2 cuộc: 10 điểm; 1 cuộc: 5 điểm; còn lại: 0 điểm",
            20,
            {
                "kind": "steps",
                "steps": [
                    {"from": 4.0, "points": 20.0},
                    {"from": 3.0, "points": 15.0},
                    {"from": 2.0, "points": 10.0},
                    {"from": 1.0, "points": 5.0},
                ],
            },
        ),
        (
            "Trên 1.000 lượt: điểm tối đa; từ 500 đến 1.000 lượt: 1/2*điểm tối đa; dưới 500 lượt: 0 điểm",
            4,
            {
                "kind": "steps",
                "steps": [
                    {"from": 1000.0, "share": 1.0, "bound": "open"},
                    {"from": 500.0, "share": HALF},
                ],
            },
        ),
        (
            "Từ 90% trở lên: điểm tối đa; từ 70% đến dưới 90%: 50% số điểm; dưới 70%: 0 điểm",
            4,
            {
                "kind": "steps",
                "steps": [{"from": 0.9, "share": 1.0}, {"from": 0.7, "share": HALF}],
            },
        ),
        ("Mỗi ứng dụng được 1 điểm, tối đa 5 điểm", 5, {"kind": "count", "each": 1.0}),
        (
            "Điểm = (Giá trị của đơn vị/Giá trị lớn nhất) x Điểm tối đa",
            40,
            {"kind": "relative"},
        ),
        ("Chỉ số theo dõi, không tính điểm", 0, {"kind": "shown"}),
    ],
)
def test_an_idiom_is_read_for_sure(
    text: str, points: float, rule: dict[str, Any]
) -> None:
    read = read_rule(text, "Chỉ số", points)
    assert read.rule == rule
    assert read.doubts == []


def test_quarters_become_periods() -> None:
    text = "Mỗi quý: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm; không thực hiện 0 điểm"
    read = read_rule(text, "Báo cáo", 2)
    assert read.rule["kind"] == "periods"
    assert read.rule["on"] == ["q1", "q2", "q3", "q4"]
    assert [
        (one["title"]["vi"], one.get("points"), one.get("share"))
        for one in read.rule["options"]
    ] == [
        ("Đúng hạn", 0.5, None),
        ("Trễ hạn", 0.25, None),
        ("Không thực hiện", None, 0.0),
    ]


def test_options_keep_their_words() -> None:
    text = "Bí thư/Chủ tịch: điểm tối đa; cấp phó: 1/2*điểm tối đa; chưa có hoặc không phải lãnh đạo: 0 điểm"
    read = read_rule(text, "Trưởng ban", 10)
    assert read.is_sure
    assert read.rule == {
        "kind": "choice",
        "options": [
            {"code": "o1", "title": {"vi": "Bí thư/Chủ tịch"}, "share": 1.0},
            {"code": "o2", "title": {"vi": "Cấp phó"}, "share": HALF},
            {
                "code": "o3",
                "title": {"vi": "Chưa có hoặc không phải lãnh đạo"},
                "share": 0.0,
            },
        ],
    }


def test_parts_add_up_and_name_their_items() -> None:
    text = (
        "Tham dự đầy đủ các cuộc họp của tỉnh: 1/2*Điểm tối đa; "
        "Chủ trì các cuộc họp của thành phố: 1/2*Điểm tối đa; Không tham dự, không chủ trì: 0 điểm"
    )
    read = read_rule(text, "Người đứng đầu", 10)
    assert [part["share"] for part in read.rule["parts"]] == [HALF, HALF]
    assert [one["title"]["vi"] for one in read.items] == [
        "Tham dự đầy đủ các cuộc họp của tỉnh",
        "Chủ trì các cuộc họp của thành phố",
    ]
    assert read.is_sure


def test_item_titles_come_from_the_text() -> None:
    text = (
        "a = Số cuộc họp do Chủ tịch chủ trì; b = Tổng số cuộc họp về chuyển đổi số;\n"
        "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa"
    )
    read = read_rule(text, "Chủ trì họp", 20)
    assert [one["title"]["vi"] for one in read.items] == [
        "Số cuộc họp do Chủ tịch chủ trì",
        "Tổng số cuộc họp về chuyển đổi số",
    ]
    assert (read.doubts, read.item_doubts) == ([], [])


def test_a_ratio_in_words_gives_its_items() -> None:
    text = "Tỷ lệ = Số hồ sơ trực tuyến / Tổng số hồ sơ\nĐiểm = Tỷ lệ x Điểm tối đa"
    read = read_rule(text, "Hồ sơ", 5)
    assert [one["title"]["vi"] for one in read.items] == [
        "Số hồ sơ trực tuyến",
        "Tổng số hồ sơ",
    ]
    assert read.is_sure


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Theo đánh giá của Hội đồng thẩm định",
        "Điểm = căn bậc hai của a",
        "Hội đồng chấm theo mức độ hoàn thành nhiệm vụ",
    ],
)
def test_what_is_not_understood_is_a_guess(text: str) -> None:
    read = read_rule(text, "Chỉ số", 5)
    assert read.rule == {"kind": "share"}
    assert len(read.doubts) == 1


def test_words_left_over_make_a_guess() -> None:
    text = "Có: điểm tối đa; không: 0 điểm; trường hợp báo cáo muộn bị trừ theo quyết định riêng"
    read = read_rule(text, "Chỉ số", 5)
    assert read.rule["kind"] == "yes_no"
    assert [doubt.vi for doubt in read.doubts] == [
        "chưa dùng đến: “trường hợp báo cáo muộn bị trừ theo quyết định riêng”"
    ]


def test_hostile_texts_end_in_time() -> None:
    for text in (
        "a = " * 2000,
        "(" * 4000 + "/",
        "từ 1 " * 1500,
        "1." * 3900,
        "điểm tối đa, " * 600,
    ):
        assert read_rule(text, "Chỉ số", 5).rule["kind"]
