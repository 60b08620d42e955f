from __future__ import annotations

import pytest

from opendti.framework.model import Node
from opendti.framework.words import rule_in_words

STEP = {"from": 0.9, "points": 5}


def words_of(rule: dict[str, object]) -> tuple[str, str | None]:
    node = {"code": "1", "title": {"vi": "A"}, "points": 5, "rule": rule}
    words = rule_in_words(Node.model_validate(node), {})
    return words.vi, words.en


def test_steps_on_a_guarded_ratio_are_per_cent() -> None:
    rule = {"kind": "steps", "on": "IF(a + b = 0, 0, a / (a + b))", "steps": [STEP]}
    assert words_of(rule) == (
        "Mức = a ÷ (a + b). Mức từ 90%: 5 điểm; còn lại: 0 điểm. Khi a + b = 0: mức 0.",
        "Level = a ÷ (a + b). Level from 90%: 5 points; otherwise 0 points. When a + b = 0: level 0.",
    )


@pytest.mark.parametrize(
    ("on", "vi"),
    [
        ("IF(b > 0, 0, a / 2)", "Mức = IF(b > 0; 0; a ÷ 2). Mức từ 0,9: "),
        ("IF(b = 0, 1, a / 2)", "Mức = IF(b = 0; 1; a ÷ 2). Mức từ 0,9: "),
        ("a / 1000", "a ÷ 1.000 từ 0,9: "),
        ("a", "a từ 0,9: "),
    ],
)
def test_what_only_looks_like_a_guarded_ratio_is_reported_whole(
    on: str, vi: str
) -> None:
    rule = {"kind": "steps", "on": on, "steps": [STEP]}
    assert words_of(rule)[0] == f"{vi}5 điểm; còn lại: 0 điểm."


def test_the_name_max_is_reported_as_what_it_is() -> None:
    rule = {"kind": "formula", "formula": "MAX(0, max - a)", "gives": "points"}
    assert words_of(rule) == (
        "Điểm = MAX(0; điểm tối đa - a).",
        "Points = MAX(0, full points - a).",
    )
