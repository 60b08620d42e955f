"""Small annexes that were once misread, each with the right result."""

from __future__ import annotations

from pathlib import Path

from opendti.annex import import_annex
from opendti.framework.model import Framework, walk
from opendti.plan import compile_plan
from opendti.scoring import score
from opendti.tables import read_answers

CASES = Path("tests/data/cases")


def points_of(framework: Framework, answers: str) -> dict[str, float]:
    plan = compile_plan(framework)
    scores = score(plan, read_answers(CASES / answers, plan))
    return dict(zip(plan.node_codes, scores.points[0], strict=True))


def test_a_sign_keeps_its_meaning_at_the_bound() -> None:
    draft = import_annex(CASES / "annex_bounds.xlsx")
    points = points_of(draft.framework, "annex_bounds.csv")
    assert (points["1"], points["2"]) == (3, 1.5)
    assert {notice.level for notice in draft.notices if notice.field == "rule"} == {
        "sure"
    }


def test_points_in_a_range_are_for_the_appraiser_and_never_sure() -> None:
    draft = import_annex(CASES / "annex_ranges.xlsx")
    rules = {
        position.node.code: position.node.rule for position in walk(draft.framework)
    }
    assert {code: rule and rule.kind for code, rule in rules.items()} == {
        "1": "share",
        "2": "share",
        "3": "share",
    }
    notices = [
        (notice.level, notice.message.vi)
        for notice in draft.notices
        if notice.code == "3"
    ]
    assert notices == [
        ("guess", "người chấm cho từ 0 đến 10 điểm; hiểu là phần được cho của điểm tối đa")
    ]  # fmt: skip
    points = points_of(draft.framework, "annex_ranges.csv")
    assert [points[code] for code in "123"] == [4, 5, 0]


def test_numbers_stand_at_the_start_of_titles() -> None:
    draft = import_annex(CASES / "annex_numbers_in_titles.xlsx")
    nodes = {position.node.code: position.node for position in walk(draft.framework)}
    assert list(nodes) == ["1", "1.1", "1.2"]
    assert [nodes[code].points for code in ("1.1", "1.2")] == [10, 10]
    assert [nodes[code].title.vi for code in nodes] == ["Nhóm một", "Kế hoạch", "Đào tạo"]  # fmt: skip
    assert draft.counted("fault") == 0
