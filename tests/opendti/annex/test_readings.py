"""Scoring texts with all that is read from them, and each step of the reading by itself."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from opendti.annex.idioms import read_rule
from opendti.annex.idioms.clauses import split_clauses
from opendti.annex.idioms.definitions import MAX_LENGTH, Definitions, read_definitions

FILE = Path(__file__).parents[2] / "data" / "readings.yaml"
READINGS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))


def read(reading: dict[str, Any]) -> dict[str, Any]:
    """Return what is read from a text, as the file of readings has it."""
    found = read_rule(
        reading["text"], reading.get("title", "Chỉ số"), reading.get("points", 5)
    )
    return {
        "rule": found.rule,
        "items": [written(item) for item in found.items],
        "doubts": [doubt.en for doubt in found.doubts],
        "item_doubts": [doubt.en for doubt in found.item_doubts],
    }


def written(item: dict[str, Any]) -> str:
    unit = f" ({item['unit']['vi']})" if "unit" in item else ""
    return f"{item['code']} {item['type']}{unit}: {item['title']['vi']}"


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading["text"][:40])
def test_all_that_is_read_from_a_text(reading: dict[str, Any]) -> None:
    nothing: dict[str, Any] = {"items": [], "doubts": [], "item_doubts": []}
    expected = {
        key: value
        for key, value in reading.items()
        if key not in {"text", "title", "points"}
    }
    assert read(reading) == nothing | expected


def test_decomposed_letters_are_read_as_composed_ones() -> None:
    for reading in READINGS:
        decomposed = unicodedata.normalize("NFD", reading["text"])
        assert read(reading | {"text": decomposed}) == read(reading)


def ratio(top: str = "a", bottom: str = "b", **titles: str) -> Definitions:
    return Definitions(titles, top, bottom)


LONG = "X" * MAX_LENGTH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = Số hồ sơ", Definitions({"a": "Số hồ sơ"})),
        ("(a) là số hồ sơ", Definitions({"a": "Số hồ sơ"})),
        ("Trong đó: a là số hồ sơ, b là tổng số", Definitions({"a": "Số hồ sơ", "b": "Tổng số"})),
        ("a = Số hồ sơ; a = Số văn bản", Definitions({"a": "Số hồ sơ"})),
        ("h = Số hồ sơ", Definitions({"h": "Số hồ sơ"})),
        ("k = Số hồ sơ", Definitions(rest=["k = Số hồ sơ"])),
        ("a = 5 điểm", Definitions(rest=["a = 5 điểm"])),
        ("a = X", Definitions(rest=["a = X"])),
        ("a = Xy", Definitions({"a": "Xy"})),
        (f"a = {LONG}", Definitions({"a": LONG})),
        (f"a = {LONG}X", Definitions(rest=[f"a = {LONG}X"])),
        ("Tỷ lệ = a/b", ratio()),
        ("Tỷ lệ (%) = (a/b) × 100%", ratio()),
        ("Mức = a/b x 100", ratio()),
        ("Tỷ lệ = (a+b)/(c + d)", ratio("a + b", "c + d")),
        ("Tỷ lệ = a/(b c)", Definitions(rest=["Tỷ lệ = a/(b c)"])),
        ("Tỷ lệ = (a b)/c", Definitions(rest=["Tỷ lệ = (a b)/c"])),
        ("Tỷ lệ = a/b/c", Definitions(rest=["Tỷ lệ = a/b/c"])),
        ("Tỷ lệ = a", Definitions(rest=["Tỷ lệ = a"])),
        ("Tỷ lệ = a/b x 5 điểm", Definitions(rest=["Tỷ lệ = a/b x 5 điểm"])),
        ("Tỷ lệ = ij / kl", ratio(a="Ij", b="Kl")),
        ("Tỷ lệ = ij / k", Definitions(rest=["Tỷ lệ = ij / k"])),
        ("Tỷ lệ = i / kl", Definitions(rest=["Tỷ lệ = i / kl"])),
        (f"Tỷ lệ = {LONG} / {LONG}", ratio(a=LONG, b=LONG)),
        (f"Tỷ lệ = {LONG}X / {LONG}", Definitions(rest=[f"Tỷ lệ = {LONG}X / {LONG}"])),
        (f"Tỷ lệ = {LONG} / {LONG}X", Definitions(rest=[f"Tỷ lệ = {LONG} / {LONG}X"])),
        ("Tỷ lệ = ((số máy)/(tổng số))", ratio(a="Số máy", b="Tổng số")),
        ("Tỷ lệ = số máy/tháng / tổng số", ratio(a="Số máy/tháng", b="Tổng số")),
        ("Tỷ lệ = (số máy / tổng số", Definitions(rest=["Tỷ lệ = (số máy / tổng số"])),
        ("Tỷ lệ = (số máy / tổng số) + (một / hai)", Definitions(rest=["Tỷ lệ = (số máy / tổng số) + (một / hai)"])),
        ("a = Số máy\nTỷ lệ = số máy tốt / tổng số", ratio(a="Số máy", b="Tổng số")),
        ("Tỷ lệ = a/b; Điểm = 5 x (c/d)", Definitions({}, "a", "b", rest=["Điểm = 5 x (c/d)"])),
        ("Điểm = 5 x (số máy / tổng số)", Definitions({"a": "Số máy", "b": "Tổng số"}, "a", "b", rest=["Điểm = Tỷ lệ x 5"])),
        ("Điểm = 5 x số máy / tổng số", Definitions({"a": "Số máy", "b": "Tổng số"}, "a", "b", rest=["Điểm = Tỷ lệ x 5"])),
        ("Điểm = (số máy / tổng số) x 5", Definitions({"a": "Số máy", "b": "Tổng số"}, "a", "b", rest=["Điểm = Tỷ lệ x 5"])),
        ("Điểm = số máy / tổng số x 5 điểm", Definitions({"a": "Số máy", "b": "Tổng số"}, "a", "b", rest=["Điểm = Tỷ lệ x 5 điểm"])),
        ("Điểm = 5 x (số máy : tổng số)", Definitions({"a": "Số máy", "b": "Tổng số"}, "a", "b", rest=["Điểm = Tỷ lệ x 5"])),
        ("Điểm = 5 x (số máy: tốt / tổng số)", Definitions({"a": "Số máy: tốt", "b": "Tổng số"}, "a", "b", rest=["Điểm = Tỷ lệ x 5"])),
        ("Điểm = 5 x (điểm đạt / điểm chuẩn)", Definitions(rest=["Điểm = 5 x (điểm đạt / điểm chuẩn)"])),
        ("Điểm = 5 x (số máy / số máy lớn nhất)", Definitions(rest=["Điểm = 5 x (số máy / số máy lớn nhất)"])),
        ("Tỷ lệ máy tốt (T) = số máy / tổng số\nT ≥ 60%: 5 điểm", Definitions({"a": "Số máy", "b": "Tổng số"}, "a", "b", "T", ["Tỷ lệ ≥ 60%: 5 điểm"])),
        ("Tỷ lệ máy tốt = số máy / tổng số", ratio(a="Số máy", b="Tổng số")),
        ("Tỷ lệ máy tốt (T) = số máy\nT ≥ 60%: 5 điểm", Definitions(rest=["Tỷ lệ máy tốt (T) = số máy", "T ≥ 60%: 5 điểm"])),
    ],
)  # fmt: skip
def test_what_a_text_defines(text: str, expected: Definitions) -> None:
    assert read_definitions(text) == expected


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("chưa ban hành", "negative"),
        ("không có", "negative"),
        ("ko có", "negative"),
        ("còn lại", "rest"),
        ("trường hợp khác", "rest"),
        ("khác", "rest"),
        ("đã ban hành", "yes"),
        ("có kế hoạch", "yes"),
        ("loại khác", ""),
        ("nội dung không có", ""),
        ("công bố", ""),
    ],
)
def test_what_a_condition_is(words: str, flags: str) -> None:
    (clause,) = split_clauses(f"{words}: 5 điểm").all
    kinds = {
        "negative": clause.is_negative,
        "rest": clause.is_rest,
        "yes": clause.is_yes,
    }
    assert {kind for kind, is_so in kinds.items() if is_so} == set(flags.split())


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        (
            "Mỗi mô hình được 0,5 điểm, tối đa 1,5 điểm",
            "tối đa 1,5 điểm, ít hơn 2,5 điểm của chỉ số",
            "at most 1.5, less than the criterion's 2.5 points",
        ),
        (
            "Chấm từ 0 đến 2,5 điểm",
            "người chấm cho từ 0 đến 2,5 điểm; hiểu là phần được cho của điểm tối đa",
            "the appraiser gives from 0 to 2.5 points; read as a share of the points",
        ),
    ],
)
def test_numbers_in_doubts_are_written_in_the_readers_language(
    text: str, vi: str, en: str
) -> None:
    doubts = read_rule(text, "Chỉ số", 2.5).doubts
    assert [(doubt.vi, doubt.en) for doubt in doubts] == [(vi, en)]
