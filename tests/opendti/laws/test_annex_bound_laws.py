"""Scoring texts in every comparison: what is called sure is right on and around each bound."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from opendti.annex.idioms import read_rule

FULL = 10
RARELY = st.integers(0, 14).map(lambda drawn: drawn == 0)
End = tuple[int, bool] | None


@dataclass(frozen=True)
class Row:
    """An interval, what it gives, and how it is written."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool
    points: float
    words: str
    is_odd: bool = False

    def holds(self, value: float) -> bool:
        above = value > self.low or (self.low_closed and value == self.low)
        below = value < self.high or (self.high_closed and value == self.high)
        return above and below


FROM = {
    True: ["từ {}", "từ {} trở lên", "đạt từ {}", "≥ {}", ">= {}", "không dưới {}", "ít nhất {}", "tối thiểu {}", "{} trở lên", "không thấp hơn {}", "{} ≤ T", "lớn hơn hoặc bằng {}"],
    False: ["trên {}", "> {}", "lớn hơn {}", "vượt {}", "cao hơn {}", "hơn {}", "quá {}", "vượt quá {}", "{} < T", "T > {}"],
}  # fmt: skip
UNTIL = {
    True: ["không quá {}", "≤ {}", "<= {}", "tối đa {}", "đến {}", "{} trở xuống", "không vượt quá {}", "không vượt {}", "không cao hơn {}", "từ {} trở xuống", "T ≤ {}", "nhỏ hơn hoặc bằng {}"],
    False: ["dưới {}", "< {}", "nhỏ hơn {}", "chưa đạt {}", "thấp hơn {}", "T < {}", "{} > T", "ít hơn {}", "không đạt {}"],
}  # fmt: skip
BETWEEN = {
    (True, True): ["từ {} đến {}", "{} - {}", "{} ≤ T ≤ {}", "từ {} tới {}", "từ {} đến không quá {}"],
    (True, False): ["từ {} đến dưới {}", "{} - < {}", "{} ≤ T < {}", "từ {} và dưới {}", "≥ {} và < {}"],
    (False, True): ["trên {} đến {}", "{} < T ≤ {}", "trên {} và không quá {}", "> {} đến ≤ {}"],
    (False, False): ["trên {} đến dưới {}", "{} < T < {}", "> {} và < {}"],
}  # fmt: skip
ODD = ["khoảng {}", "gần {}", "{} hoặc {}", "trên {} hoặc dưới {}", "từ {}, trừ đơn vị mới", "từ {} nếu có kế hoạch", "không từ {}"]  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Row], bool, str]:
    """Draw rows from high to low with gaps and overlaps now and then, and their text."""
    is_share = draw(st.booleans())
    ends = sorted(
        draw(st.sets(st.integers(1, 99), min_size=1, max_size=4)), reverse=True
    )
    count = len(ends)
    lower = draw(st.sets(st.integers(0, FULL - 1), min_size=count, max_size=count))
    closed = [
        draw(st.booleans()) for _ in ends
    ]  # whether the end is of the row above it
    rows = []
    for at, points in enumerate([FULL, *sorted(lower, reverse=True)]):
        low = (ends[at], closed[at]) if at < count else None
        high = (ends[at - 1], closed[at - 1] == draw(RARELY)) if at else None
        rows.append(draw(written_rows(low, high, points, "%" if is_share else "")))
    if draw(RARELY):
        rows.pop(draw(st.integers(0, len(rows) - 1)))
    if draw(st.booleans()):
        rows.reverse()
    between = draw(st.sampled_from(["; ", "\n", "\n- ", ". "]))
    return rows, is_share, between.join(row.words for row in rows)


@st.composite
def written_rows(draw: st.DrawFn, low: End, high: End, points: int, sign: str) -> Row:
    """Write a row between two ends, each with whether it belongs to the row."""
    if low and high:
        shapes = BETWEEN[low[1], high[1]]
    else:
        shapes = UNTIL[high[1]] if high else FROM[bool(low and low[1])]
    ends = [f"{end[0]}{sign}" for end in (low, high) if end]
    is_odd = draw(RARELY)
    shape = draw(st.sampled_from(ODD if is_odd else shapes))
    scale = 100 if sign else 1
    return Row(
        low=low[0] / scale if low else -math.inf,
        high=high[0] / scale if high else math.inf,
        low_closed=bool(low and low[1]),
        high_closed=bool(high and high[1]),
        points=points,
        words=f"{shape.format(ends[0], ends[-1])}: {points} điểm",
        is_odd=is_odd,
    )


def given_by(rule: dict[str, Any], value: float) -> float:
    """Score one value by the words of the rules' documentation, not by the engine."""
    if rule["kind"] == "steps":
        reached = [
            (step["from"], step.get("bound") == "open", step)
            for step in rule["steps"]
            if value > step["from"]
            or (value == step["from"] and step.get("bound") != "open")
        ]
        if not reached:
            return 0.0
        step = max(reached, key=lambda step: step[:2])[2]
        return points_of_entry(step)
    target = rule.get("target", 1.0)
    if rule.get("all_or_nothing"):
        return FULL if value >= target else 0.0
    if value < rule.get("floor", 0.0):
        return 0.0
    if rule.get("below") == "jump":
        return FULL if value >= target else value * FULL
    return min(1.0, value / target) * FULL


def points_of_entry(entry: dict[str, Any]) -> float:
    if "points" in entry:
        return float(entry["points"])
    shares = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
    return FULL * float(shares.get(entry["share"], entry["share"]))


def values_around(rows: list[Row], *, is_share: bool, is_count: bool) -> list[float]:
    ends = {end for row in rows for end in (row.low, row.high) if math.isfinite(end)}
    beside = 1 if is_count else 1e-6
    values = {value for end in ends for value in (end - beside, end, end + beside)}
    return sorted(
        value for value in values if 0 <= value <= (1 if is_share else math.inf)
    )


def meant_by(rows: list[Row], value: float) -> set[float]:
    """Return the amounts that the text gives for a value; below its lowest row nothing."""
    is_below = all(value <= row.low for row in rows)
    return {row.points for row in rows if row.holds(value)} or (
        {0} if is_below else set()
    )


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(tables())
def test_what_is_sure_is_right_on_and_around_every_bound(
    table: tuple[list[Row], bool, str],
) -> None:
    rows, is_share, text = table
    read = read_rule(text, "Tỷ lệ hồ sơ", FULL)
    kind = read.rule["kind"]
    event(f"{kind}, {'sure' if read.is_sure else 'a guess'}")
    # A choice keeps each condition in its own words.
    assume(read.is_sure and kind in {"steps", "ratio"})
    assert not any(row.is_odd for row in rows), text
    is_count = not is_share and all(item["type"] == "count" for item in read.items)
    for value in values_around(rows, is_share=is_share, is_count=is_count):
        assert meant_by(rows, value) == {given_by(read.rule, value)}, (text, value)


FILE = Path(__file__).parents[2] / "data" / "office_texts.yaml"
SURE: list[dict[str, Any]] = [
    entry
    for entry in yaml.safe_load(FILE.read_text("utf-8"))
    if entry["read"] != "guess" and "MAX(" not in entry["text"]
]
BINDING = [
    "riêng quý IV", "trừ đơn vị mới thành lập", "ngoại trừ xã đảo", "với điều kiện đúng hạn", "nhưng không quá 4 điểm",
    "kèm theo báo cáo", "đồng thời có báo cáo", "cộng thêm 2 điểm", "tối đa 3 điểm", "gấp đôi", "hệ số 2", "theo mục 2", "như trên",
    "chỉ khi đúng hạn", "mặc dù chậm", "làm tròn", "bình quân", "đối với xã", "trong 2 tháng", "12 cuộc", "7 điểm", "x 2", "+ 3", "(2)", "‰",
]  # fmt: skip


@given(st.sampled_from(SURE), st.sampled_from(BINDING), st.floats(0, 1))
def test_a_phrase_that_binds_makes_a_guess_of_any_text(
    entry: dict[str, Any], phrase: str, position: float
) -> None:
    words = entry["text"].split(" ")
    index = round(position * len(words))
    text = " ".join([*words[:index], phrase, *words[index:]])
    assert not read_rule(text, entry["title"], entry["points"]).is_sure, text


@pytest.mark.parametrize("sign", ["", "%"])
@pytest.mark.parametrize("is_closed", [True, False])
def test_each_comparison_of_one_bound_is_understood(
    *, is_closed: bool, sign: str
) -> None:
    pairs = list(product(FROM[is_closed], UNTIL[not is_closed]))
    assert len(pairs) > 60
    for upper, lower in pairs:
        rows = [
            f"{upper.format('60' + sign)}: 10 điểm",
            f"{lower.format('60' + sign)}: 4 điểm",
        ]
        for text in ("; ".join(rows), "\n".join(reversed(rows))):
            read = read_rule(text, "Tỷ lệ hồ sơ", FULL)
            at = 0.6 if sign else 60
            assert [given_by(read.rule, value) for value in (at * 0.9, at, at * 1.1)] == [4, 10 if is_closed else 4, 10], text  # fmt: skip
            assert [doubt.en for doubt in read.doubts if "from 0 on" not in (doubt.en or "")] == [], text  # fmt: skip


@pytest.mark.parametrize(("low_closed", "high_closed"), list(BETWEEN))
def test_each_comparison_of_two_bounds_is_understood(
    *, low_closed: bool, high_closed: bool
) -> None:
    above, below = (
        FROM[not high_closed][0].format("80%"),
        UNTIL[not low_closed][0].format("50%"),
    )
    shapes = BETWEEN[low_closed, high_closed]
    assert len(shapes) > 2
    for between in shapes:
        text = (
            f"{above}: 10 điểm; {between.format('50%', '80%')}: 4 điểm; {below}: 1 điểm"
        )
        read = read_rule(text, "Tỷ lệ hồ sơ", FULL)
        assert read.is_sure, (text, read.doubts)
        given = [given_by(read.rule, value) for value in (0.4, 0.5, 0.6, 0.8, 0.9)]
        assert given == [1, 4 if low_closed else 1, 4, 4 if high_closed else 10, 10], (
            text
        )
