from __future__ import annotations

from typing import Any

import pytest

from opendti.annex.idioms import max_deduction, read_rule
from opendti.framework import load_framework
from opendti.framework.model import points_in, walk
from opendti.library import framework_ids, framework_path
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
DOUBTFUL = {"DTI-04", "DTI-14", "DTI-36"}


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
    assert {code for code, reading in read.items() if not reading.is_sure} == DOUBTFUL


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
            "Từ 4 cuộc: 20 điểm; 3 cuộc: 15 điểm; 2 cuộc: 10 điểm; 1 cuộc: 5 điểm; còn lại: 0 điểm",
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
    read = read_rule(text, "Chỉ số về hồ sơ", points)
    assert read.rule == rule
    assert read.doubts == []


def gradual(formula: str) -> dict[str, str]:
    return {"kind": "formula", "formula": formula, "gives": "points"}


@pytest.mark.parametrize(
    ("text", "points", "rule"),
    [
        (
            "Báo cáo đầy đủ, đúng hạn: 4,5 điểm; mỗi báo cáo chậm trừ 0,5 điểm.",
            4.5,
            gradual("MAX(0, max - 0.5 * a)"),
        ),
        (
            "Không vi phạm: 5 điểm. Mỗi lần vi phạm bị trừ 1 điểm, trừ tối đa 3 điểm.",
            5,
            gradual("max - MIN(3, a)"),
        ),
        (
            "Có 01 mô hình được 3 điểm, mỗi mô hình tiếp theo được cộng 1,5 điểm, tổng điểm không vượt quá 6 điểm",
            6,
            gradual("IF(a < 1, 0, MIN(max, 3 + 1.5 * (a - 1)))"),
        ),
        (
            "a = Báo cáo chậm\nĐiểm = MAX(0; điểm tối đa - 0,5 × a).",
            4.5,
            gradual("MAX(0, max - 0.5 * a)"),
        ),
        (
            "a = Số A\nb = Số B\nMức = a ÷ b. Mức từ 90%: 4 điểm; trên 70%: 1/2 điểm tối đa; còn lại: 0 điểm. Khi b = 0: mức 0.",
            4,
            {
                "kind": "steps",
                "steps": [
                    {"from": 0.9, "points": 4.0},
                    {"from": 0.7, "share": HALF, "bound": "open"},
                ],
                "on": "IF(b = 0, 0, a/b)",
            },
        ),
        ("Điểm = Điểm tối đa x (Số việc đã xong / Tổng số việc)", 15, {"kind": "ratio"}),
        ("Số điểm = (Số người dùng : Tổng số người) x 7,5", 7.5, {"kind": "ratio"}),
        ("Điểm = 5 x (số hệ thống đạt/tổng số hệ thống)", 5, {"kind": "ratio"}),
        (
            "Tỷ lệ thanh toán trực tuyến (T) = số hồ sơ trả trực tuyến/tổng số hồ sơ.\nT ≥ 60%: 10 điểm; T < 60%: điểm = T/60% x 10",
            10,
            {"kind": "ratio", "target": 0.6, "below": "scaled"},
        ),
        (
            "Đã dùng thường xuyên: 100% số điểm\nĐã có nhưng chưa dùng: 50% số điểm\nChưa có: 0%",
            8,
            {
                "kind": "choice",
                "options": [
                    {"code": "o1", "title": {"vi": "Đã dùng thường xuyên"}, "share": 1.0},
                    {"code": "o2", "title": {"vi": "Đã có nhưng chưa dùng"}, "share": HALF},
                    {"code": "o3", "title": {"vi": "Chưa có"}, "share": 0.0},
                ],
            },
        ),
    ],
)  # fmt: skip
def test_offices_own_words_are_read_for_sure(
    text: str, points: float, rule: dict[str, Any]
) -> None:
    read = read_rule(text, "Chỉ số", points)
    assert read.rule == rule
    assert read.is_sure


def test_a_sum_under_a_heading_of_its_own_is_parts() -> None:
    text = "Tối đa 7,5 điểm, trong đó:\n- Danh mục: 2,5 điểm;\n- Công bố: 3 điểm;\n- Cập nhật: 2 điểm."
    read = read_rule(text, "Dữ liệu mở", 7.5)
    assert [part["points"] for part in read.rule["parts"]] == [2.5, 3.0, 2.0]
    assert read.is_sure


def test_quarterly_reports_become_periods() -> None:
    text = "Mỗi báo cáo quý nộp đúng hạn được 1 điểm; nộp chậm được 0,5 điểm; không nộp 0 điểm"
    read = read_rule(text, "Chế độ báo cáo", 4)
    assert read.rule["kind"] == "periods"
    assert [option["title"]["vi"] for option in read.rule["options"]] == [
        "Nộp đúng hạn",
        "Nộp chậm",
        "Không nộp",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Đạt 100%: 10 điểm; cứ giảm 1% trừ 0,2 điểm.",
        "Mỗi văn bản chậm muộn trừ 0,25 điểm",
        "Thực hiện đúng: 5 điểm; mỗi nội dung chưa đạt trừ 1 điểm; không thực hiện: 0 điểm",
        "Nộp trước hạn: 5 điểm; đúng hạn: 4 điểm; nộp chậm 01 ngày trừ 1 điểm",
        "Mỗi báo cáo được 1 điểm, báo cáo chậm trừ 0,5 điểm, tối đa 4 điểm",
        "Đạt 50% được 2 điểm, cứ tăng thêm 10% được cộng 1 điểm",
        "Có 01 mô hình được 3 điểm, mỗi mô hình tiếp theo được cộng 1 điểm",
        "Điểm = Số điểm do Hội đồng chấm/10 x 5",
        "a ÷ 1.000 từ 0,5: 5 điểm; còn lại: 0 điểm",
        "Cứ 10 tin, bài được 1 điểm, tối đa 5 điểm",
        "Tỷ lệ = (Số máy đạt / Tổng số máy) x 100. Tỷ lệ ≥ 90 được 5 điểm; từ 70 đến dưới 90 được 3 điểm",
        "Điểm = Tỷ lệ x Điểm tối đa (làm tròn 2 chữ số thập phân)",
        "Tỷ lệ từ 90% trở lên: 5 điểm; mỗi 10% thấp hơn trừ 1 điểm",
        "Điểm của đơn vị = 5 - (số văn bản chậm x 0,5)",
        "Đạt: điểm tối đa; không đạt: 0 điểm. Trường hợp đạt một phần: Hội đồng xem xét cho điểm",
    ],
)
def test_points_that_shrink_or_grow_are_never_sure_beyond_the_text(text: str) -> None:
    assert not read_rule(text, "Chỉ số", 5).is_sure


def test_per_cent_without_their_sign_are_still_per_cent() -> None:
    text = "Tỷ lệ = (Số máy đạt / Tổng số máy) x 100. Tỷ lệ ≥ 90 được 5 điểm; từ 70 đến dưới 90 được 3 điểm"
    assert read_rule(text, "Chỉ số", 5).rule["steps"] == [
        {"from": 0.9, "points": 5.0},
        {"from": 0.7, "points": 3.0},
    ]


def test_every_ten_of_a_thing_count_as_ten() -> None:
    rule = read_rule("Cứ 10 tin, bài được 1 điểm, tối đa 5 điểm", "Tin", 5).rule
    assert rule == {"kind": "count", "each": 0.1}


GUIDED = {"vn.hcmc.commune@2026": 40}
"""Frameworks whose criteria say how points are given, with how many are read for sure."""


def kinds_read(identity: str) -> dict[str, tuple[str, str]]:
    """Return (kind read from the guidance, kind of the rule) of what is read for sure."""
    framework = load_framework(framework_path(identity))
    kinds = {}
    for node in (position.node for position in walk(framework)):
        if node.rule is None or node.guidance is None:
            continue
        maxima = [points_in(node, block) or 0.0 for block in framework.block_codes]
        read = read_rule(node.guidance.vi, node.title.vi, max(maxima))
        if read.is_sure:
            kinds[node.code] = (read.rule["kind"], node.rule.kind)
    return kinds


def test_what_is_sure_of_the_library_s_guidance_is_its_rule() -> None:
    found = {identity: kinds_read(identity) for identity in framework_ids()}
    assert {
        identity: len(kinds) for identity, kinds in found.items() if kinds
    } == GUIDED
    wrong = [
        (identity, code, *pair)
        for identity, kinds in found.items()
        for code, pair in kinds.items()
        if pair[0] != pair[1]
    ]
    assert wrong == []


def test_a_seat_is_not_a_subtraction() -> None:
    text = "Trụ sở chính có mạng: 5 điểm; trụ sở không có mạng: 0 điểm"
    assert read_rule(text, "Chỉ số", 5).is_sure


@pytest.mark.parametrize(
    ("text", "maximum"),
    [
        ("Mỗi sự cố trừ 2 điểm", 2),
        ("Mỗi sự cố trừ 2 điểm, trừ tối đa 6 điểm", 6),
        ("Đúng hạn: 4 điểm; mỗi lần chậm trừ 1 điểm", None),
        ("Mỗi sáng kiến cộng 2 điểm", None),
    ],
)
def test_what_a_text_only_takes_away(text: str, maximum: float | None) -> None:
    assert max_deduction(text) == maximum


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
        "mỗi báo cáo " * 600,
        "có 01 việc 1 điểm mỗi " * 350,
        "điểm = " + "số/x " * 1500,
    ):
        assert read_rule(text, "Chỉ số", 5).rule["kind"]
