"""What a rule takes from its text besides its kind: titles of items, options, parts, ratios."""

from __future__ import annotations

from opendti.annex.idioms import read_rule

HALF = "1/2"


def test_quarters_become_periods() -> None:
    text = "Mỗi quý: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm; không thực hiện 0 điểm"
    read = read_rule(text, "Báo cáo", 2)
    assert read.rule["kind"] == "periods"
    assert read.rule["on"] == ["q1", "q2", "q3", "q4"]
    assert [
        (option["title"]["vi"], option.get("points"), option.get("share"))
        for option in read.rule["options"]
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
    assert [item["title"]["vi"] for item in read.items] == [
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
    assert [item["title"]["vi"] for item in read.items] == [
        "Số cuộc họp do Chủ tịch chủ trì",
        "Tổng số cuộc họp về chuyển đổi số",
    ]
    assert (read.doubts, read.item_doubts) == ([], [])


def test_a_ratio_in_words_gives_its_items() -> None:
    text = "Tỷ lệ = Số hồ sơ trực tuyến / Tổng số hồ sơ\nĐiểm = Tỷ lệ x Điểm tối đa"
    read = read_rule(text, "Hồ sơ", 5)
    assert [item["title"]["vi"] for item in read.items] == [
        "Số hồ sơ trực tuyến",
        "Tổng số hồ sơ",
    ]
    assert read.is_sure
