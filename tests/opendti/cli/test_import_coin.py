from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

ASEM = Path(__file__).parents[2] / "data" / "asem"
EXAMPLE = [
    "--denominate",
    "--impute=group_mean",
    "--group=EurAsia_group",
    "--screen=0.9",
    "--treat=winsorise,log",
    "--order=denominate,impute,screen,treat",
]


def test_the_example_of_coinr_scores_and_ranks_as_it_should(run: Any) -> None:
    tables = [str(ASEM / "iMeta.csv"), str(ASEM / "iData.csv")]
    result = run("import-coin", *tables, "-o", "asem", *EXAMPLE)
    assert (result.stderr, result.exit_code) == ("", 0)
    assert result.stdout == "asem: coin.index@2018, 2754 answers\n"
    scored = run("score", "asem/framework.yaml", "asem/answers.csv", "-o", "-")
    assert scored.exit_code == 0
    rows = {
        (row["unit"], row["node"]): row
        for row in csv.DictReader(StringIO(scored.stdout))
    }
    with (ASEM / "dset_Aggregated.csv").open(encoding="utf-8") as lines:
        expected = {row["uCode"]: row for row in csv.DictReader(lines)}
    with (ASEM / "ranks_all_levels.csv").open(encoding="utf-8") as lines:
        ranks = {row["uCode"]: row for row in csv.DictReader(lines)}
    for unit, row in expected.items():
        for code in ("Index", "Conn", "Social", "TolMin"):
            found = rows[unit, "index" if code == "Index" else code]
            assert abs(float(found["value"]) - float(row[code])) < 1e-9
            # 5.1000000000000005 beside 5.1 is round-off, which COINr ranks by.
            coinr = "24" if (unit, code) == ("GRC", "TolMin") else ranks[unit][code]
            assert found["rank"] == coinr


def test_explain_speaks_of_the_imported_index(run: Any) -> None:
    tables = [str(ASEM / "iMeta.csv"), str(ASEM / "iData.csv")]
    run("import-coin", *tables, "-o", "asem")
    files = ["asem/framework.yaml", "asem/answers.csv"]
    result = run("explain", *files, "--unit", "AUT", "--node", "LPI", "-l", "en")
    assert "Normalised, min–max = (4.097985 − 2.067254) ÷ (4.225967" in result.stdout


def test_faults_are_named_and_nothing_is_written(run: Any, tmp_path: Path) -> None:
    (tmp_path / "iMeta.csv").write_text("iCode,Type\nx,Indicator\n", "utf-8")
    result = run("import-coin", "iMeta.csv", str(ASEM / "iData.csv"), "-o", "out")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"iMeta.csv, column {name}: this column is missing [column_missing]"
        for name in ("Level", "Parent", "Direction", "Weight")
    ]
    assert not (tmp_path / "out").exists()


def test_wrong_use_is_reported(run: Any) -> None:
    tables = [str(ASEM / "iMeta.csv"), str(ASEM / "iData.csv"), "-o", "out"]
    for option, message in {
        "--aggregate=best": "aggregate: one of arithmetic, geometric, harmonic",
        "--range=1": 'two numbers such as 0,100 were expected, not "1"',
        "--impute=group_mean": "group_mean needs a group; there is GDP_group",
    }.items():
        result = run("import-coin", *tables, option)
        assert message in result.stderr
        assert result.exit_code == 2


def test_a_setting_that_cannot_be_is_named_by_its_option(run: Any) -> None:
    tables = [str(ASEM / "iMeta.csv"), str(ASEM / "iData.csv"), "-o", "out"]
    for option, message in {
        "--screen=2": "--screen: expected less than or equal to 1",
        "--non-zero=2": "--non-zero: expected less than or equal to 1",
        "--availability=2": "--availability: expected less than or equal to 1",
        "--normalise=distance_to_reference": "--normalise: distance_to_reference needs",
    }.items():
        result = run("import-coin", *tables, option)
        assert message in result.stderr
        assert result.exit_code == 1


@pytest.mark.parametrize("ends", ["1_0,1_00", "nan,inf", "0,1e16", "0", "0,1,2"])
def test_a_range_is_two_numbers_that_every_table_takes(run: Any, ends: str) -> None:
    tables = [str(ASEM / "iMeta.csv"), str(ASEM / "iData.csv")]
    result = run("import-coin", *tables, "-o", "out", "--range", ends)
    assert result.exit_code == 2
    assert "two numbers such as 0,100" in result.stderr


def test_a_range_may_be_written_with_an_exponent(run: Any) -> None:
    tables = [str(ASEM / "iMeta.csv"), str(ASEM / "iData.csv")]
    result = run("import-coin", *tables, "-o", "out", "--range", "1e-5,1e1")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert "1.0e-05" in Path("out/framework.yaml").read_text("utf-8")


@pytest.mark.parametrize("option", ["--screen", "--non-zero", "--availability"])
@pytest.mark.parametrize("share", ["0_1", "nan", "half"])
def test_a_share_is_a_number_that_every_table_takes(
    run: Any, option: str, share: str
) -> None:
    tables = [str(ASEM / "iMeta.csv"), str(ASEM / "iData.csv")]
    result = run("import-coin", *tables, "-o", "out", option, share)
    assert result.exit_code == 2
    assert "a number such as 0.66" in result.stderr
    assert run("import-coin", *tables, "-o", "out", option, "0.5").exit_code == 0
