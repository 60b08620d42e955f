"""Texts of offices, read by hand: none is called sure that says more than its rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from opendti.annex.idioms import read_rule
from opendti.annex.idioms.wording import binding_words, is_on_a_scale, words_beside

FILE = Path(__file__).parents[2] / "data" / "office_texts.yaml"
TEXTS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))


def test_what_is_sure_of_the_texts_of_offices() -> None:
    found = {}
    for entry in TEXTS:
        read = read_rule(entry["text"], entry["title"], entry["points"])
        found[entry["text"]] = read.rule["kind"] if read.is_sure else "guess"
    assert len(TEXTS) > 200
    assert found == {entry["text"]: entry["read"] for entry in TEXTS}


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Có kế hoạch riêng", []),
        ("Có chuyên mục riêng về chuyển đổi số", []),
        ("Đúng hạn: riêng quý IV", ["riêng"]),
        ("Trụ sở mới của đơn vị nước ngoài", []),
        ("Ngoài ra có báo cáo", ["ngoài"]),
        ("Vượt chỉ tiêu, theo chỉ đạo, chỉ số", []),
        ("Chỉ có kế hoạch", ["chỉ"]),
        ("Đã có nhưng chưa dùng", []),
        ("Đã có nhưng không quá chậm", ["nhưng", "không quá"]),
        ("Thời điểm, địa điểm, quan điểm", []),
        ("Được thêm điểm", ["thêm", "điểm"]),
        ("Theo mục 2, như trên", ["mục 2", "như trên", "2"]),
        ("Văn bản 12/KH-UBND ngày 15/12/2026, quý 3, mức 1 và 2", []),
        ("Từ 15/12 đến 31/12", []),
        ("Người từ đủ 15 tuổi trở lên, trực 24/7", []),
        ("Loại 12 cuộc", ["12"]),
        ("Mức 30%", ["30%"]),
        ("HĐND/UBND", []),
        ("Số A + số B", ["+"]),
        ("Tru xa dao", ["tru"]),
    ],
)  # fmt: skip
def test_the_words_of_a_title_that_may_bind(title: str, words: list[str]) -> None:
    assert binding_words(title) == words


@pytest.mark.parametrize(
    ("title", "is_so"),
    [
        ("Đúng hạn", True),
        ("Nộp trước ngày 15", True),
        ("Loại A", True),
        ("Mức độ 3", True),
        ("Ban hành kế hoạch", False),
        ("Công bố trên Cổng", False),
        ("Định kỳ hằng năm", False),
    ],
)
def test_conditions_that_shut_each_other_out(title: str, *, is_so: bool) -> None:
    assert is_on_a_scale(title) is is_so


def test_words_beside_a_title() -> None:
    assert words_beside("Đã ban hành kế hoạch 2026", ["Kế hoạch số"]) == ["2026"]
    assert words_beside("Có không", ["Không có"]) == ["không"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Loại A: 4 điểm; loại B: 6 điểm", "the parts may be cases of which only one holds, and not add up"),
        ("Kế hoạch: có 3 điểm, duyệt 2 điểm; báo cáo: 5 điểm", "a part is read as one of the heading in a sentence before it"),
        ("Từ 90%: 12 điểm; dưới 90%: 0 điểm", "an amount is more than the criterion's 10 points"),
        ("Tốt 10 điểm khá 5 điểm", "“khá”: it is unclear which amount is of which condition"),
        ("Có: 10 điểm; chưa có: - 5 điểm", "points below 0 are not taken into account"),
        ("Tỷ lệ*điểm tối đa; không phát sinh việc: không áp dụng điểm tối đa", "“none” both gives points and does not apply"),
    ],
)  # fmt: skip
def test_why_a_text_is_a_guess(text: str, doubt: str) -> None:
    assert doubt in [found.en for found in read_rule(text, "Việc", 10).doubts]


RATIO = "a: Số hồ sơ trễ hạn\nb: Tổng số hồ sơ\nTỷ lệ = a/b\n"
FALLING = "Không quá 5%: 5 điểm; quá 5%: 0 điểm"
RISING = "Từ 90%: 5 điểm; từ 70% đến dưới 90%: 3 điểm; dưới 70%: 0 điểm"


@pytest.mark.parametrize(
    ("text", "otherwise", "is_sure"),
    [
        (RISING, 0, True),
        (f"{RISING}; không phát sinh hồ sơ: 5 điểm", 1, True),
        (f"{RISING}; b = 0: 5 điểm", 1, True),
        (f"{RISING}; không phát sinh hồ sơ: 0 điểm", 0, True),
        (f"{RISING}; không phát sinh hồ sơ: không áp dụng", 0, False),
        (FALLING, 1, False),
        (f"{FALLING}; không phát sinh hồ sơ: 0 điểm", 1, True),
        (f"{FALLING}; không phát sinh hồ sơ: 5 điểm", 0, True),
        (f"{FALLING}. Khi b = 0: tỷ lệ = 0", 0, True),
    ],
)
def test_a_table_on_a_ratio_gives_what_the_text_says_of_nothing_to_divide_by(
    text: str, otherwise: int, *, is_sure: bool
) -> None:
    read = read_rule(RATIO + text, "Tỷ lệ hồ sơ trễ hạn", 5)
    assert read.rule["on"] == f"IF(b = 0, {otherwise}, a/b)"
    assert read.is_sure is is_sure
