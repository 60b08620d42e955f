"""The Human Development Index as a framework file, with three countries worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from opendti import Answers, Plan, compile_plan, explain, load_framework, rank, score
from opendti.errors import TableError
from opendti.tables import read_answers

FILE = Path(__file__).parents[3] / "data" / "hdi.yaml"
COUNTRIES = "unit,health,expected,mean,income.a\n{}"
# health (72 - 20) ÷ 65 = 0.8; education (13.5 ÷ 18 + 9 ÷ 15) ÷ 2 = 0.675;
# income (ln 7500 - ln 100) ÷ (ln 75000 - ln 100) = 4.317488 ÷ 6.620073 = 0.652181;
# ∛(0.8 × 0.675 × 0.652181) = ∛0.352178 = 0.706189
MIDDLE = "Middle,72,13.5,9,7500\n"
# health (85 - 20) ÷ 65 = 1; education (1 + 12 ÷ 15) ÷ 2 = 0.9, the 20 years kept at 18;
# income kept at 75 000: 1; ∛0.9 = 0.965489
HIGH = "High,85,20,12,90000\n"
# health (52.5 - 20) ÷ 65 = 0.5; education (9 ÷ 18 + 3 ÷ 15) ÷ 2 = 0.35;
# income ln 10 ÷ ln 750 = 2.302585 ÷ 6.620073 = 0.347819;
# ∛(0.5 × 0.35 × 0.347819) = ∛0.060868 = 0.393366
LOW = "Low,52.5,9,3,1000\n"


def answered(tmp_path: Path, *rows: str) -> tuple[Plan, Answers]:
    plan = compile_plan(load_framework(FILE))
    table = tmp_path / "countries.csv"
    table.write_text(COUNTRIES.format("".join(rows)), "utf-8")
    return plan, read_answers(table, plan)


def test_three_countries_agree_with_the_work_by_hand(tmp_path: Path) -> None:
    plan, answers = answered(tmp_path, MIDDLE, HIGH, LOW)
    scores = score(plan, answers)
    column = {code: index for index, code in enumerate(scores.node_codes)}

    by_hand = {
        "health": [0.8, 1, 0.5],
        "education": [0.675, 0.9, 0.35],
        "income": [0.652181, 1, 0.347819],
        "index": [0.706189, 0.965489, 0.393366],
    }
    for code, values in by_hand.items():
        found = scores.points[:, column[code]].tolist()
        assert found == pytest.approx(values, abs=1e-6), code
    assert scores.values[:, 0].tolist() == [0.706, 0.965, 0.393]
    assert rank(scores).ranks[:, 0].tolist() == [2, 1, 3]
    steps = explain(plan, answers, unit="Middle", node="index").steps
    assert (
        "(0.8^1 × 0.675^1 × 0.652181…^1)^(1 ÷ (1 + 1 + 1)) = 0.706189…" in steps[-1].en
    )


def test_a_country_without_income_is_a_fault_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        answered(tmp_path, MIDDLE, "Lost,72,13.5,9,0\n")
    assert [str(fault) for fault in refused.value.faults] == [
        "countries.csv, row 3, column income.a, income: LN(a) needs a above 0 (unit Lost: a = 0)"
    ]


def test_a_dimension_at_its_lower_post_names_country_and_dimension(
    tmp_path: Path,
) -> None:
    plan, answers = answered(tmp_path, MIDDLE, "Worst,20,9,3,1000\n")
    with pytest.raises(TableError, match="Worst health: the geometric mean of index"):
        score(plan, answers)
