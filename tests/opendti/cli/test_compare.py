from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.years import CROSSWALK, LATER, TEXT, merger, published

BEFORE = "unit,1.1,1.2,2.1\nA,0.5,0.5,1\nB,0.4,,0\nC,1,1,không áp dụng\n"
AFTER = "unit,1.1,1.3,2.1\nA,0.6,0.5,1\nB,0.5,0.5,1\nD,1,1,0\n"
LINKS = "new_unit,old_unit,date\nD,B,2025-07-01\nD,C,2025-07-01\nB,B,2025-07-01\n"
NOTES = ["note: only in A: C", "note: only in B: D"]
NOTES_VI = ["ghi chú: Chỉ có ở A: C.", "ghi chú: Chỉ có ở B: D."]


@pytest.fixture
def years(run: Any, tmp_path: Path) -> Any:
    for name, text, answers in (("a", TEXT, BEFORE), ("b", LATER, AFTER)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        (tmp_path / "answers.csv").write_text(answers, "utf-8")
        done = run("score", f"{name}.yaml", "answers.csv", "-o", f"{name}.csv")
        assert done.exit_code == 0
    paths = CROSSWALK.replace("test.years@1", "a.yaml").replace(
        "test.years@2", "b.yaml"
    )
    (tmp_path / "years.yaml").write_text(paths, "utf-8")
    (tmp_path / "links.csv").write_text(LINKS, "utf-8")
    return run


def lines(text: str) -> list[str]:
    shown = (" ".join(line.replace("─", "").split()) for line in text.splitlines())
    return [line for line in shown if line]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "vi",
            [
                "all: index (thay đổi)",
                "Đơn vị Giá trị A Giá trị B Thay đổi Hạng A Hạng B Bậc Tăng Phần so sánh được",
                "A 0,7500 0,7750 +0,0250 2 1 ↑ 1 +3,3% 0,8333 → 0,8667 (+0,0334; 75%)",
                "B 0,1000 0,7500 +0,6500 3 2 ↑ 1 +650,0% 0,1333 → 0,8333 (+0,7000; 75%)",
                "D – 0,5000 – – 3 – – –",
                "C 1,0000 – – 1 – – – –",
            ],
        ),
        (
            "en",
            [
                "all: index (changed)",
                "Unit Value A Value B Change Rank A Rank B Rank change Growth Comparable part",
                "A 0.7500 0.7750 +0.0250 2 1 ↑ 1 +3.3% 0.8333 → 0.8667 (+0.0334; 75%)",
                "B 0.1000 0.7500 +0.6500 3 2 ↑ 1 +650.0% 0.1333 → 0.8333 (+0.7000; 75%)",
                "D – 0.5000 – – 3 – – –",
                "C 1.0000 – – 1 – – – –",
            ],
        ),
    ],
)
def test_compare_prints_both_years(
    years: Any, language: str, expected: list[str]
) -> None:
    arguments = (
        "compare",
        "a.csv",
        "b.csv",
        "--crosswalk",
        "years.yaml",
        "-l",
        language,
    )
    result = years(*arguments)
    assert lines(result.stdout) == expected
    assert result.stderr.splitlines() == {"vi": NOTES_VI, "en": NOTES}[language]
    assert result.exit_code == 0


def test_compare_shows_a_unit_node_by_node(years: Any) -> None:
    result = years(
        "compare", "a.csv", "b.csv", "--crosswalk", "years.yaml", "--unit", "B"
    )
    assert lines(result.stdout) == [
        "B",
        "Chỉ số Giá trị A Giá trị B Thay đổi Hạng A Hạng B Bậc Tăng Loại",
        "index 0,1000 0,7500 +0,6500 3 2 ↑ 1 +650,0% thay đổi",
        "1 0,2000 0,5000 +0,3000 3 3 = +150,0% thay đổi",
        "services 0,0000 1,0000 +1,0000 2 1 ↑ 1 – giữ nguyên",
        "1.1 0,4000 0,5000 +0,1000 3 3 = +25,0% giữ nguyên",
        "1.2 → 1.3 để trống 0,5000 – 3 2 – – thay đổi",
        "2 0,0000 1,0000 +1,0000 2 1 ↑ 1 – giữ nguyên",
        "2.1 0,0000 1,0000 +1,0000 2 1 ↑ 1 – giữ nguyên",
        "Phần so sánh được: 0,1333 → 0,8333 (+0,7000; 75%)",
    ]


def test_compare_shows_another_node(years: Any) -> None:
    result = years("compare", "a.csv", "b.csv", "--node", "1.2", "-l", "en")
    assert lines(result.stdout)[0] == "all: 1.2 (dropped)"
    assert result.stderr.splitlines() == [
        "note: without --crosswalk, nodes of equal code are taken as the same",
        *NOTES,
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_compare_writes_every_number_and_no_value_as_nothing(
    years: Any, tmp_path: Path, name: str
) -> None:
    result = years("compare", "a.csv", "b.csv", "--crosswalk", "years.yaml", "-o", name)
    assert (result.stdout, result.exit_code) == ("", 0)
    reader = pl.read_csv if name.endswith("csv") else pl.read_parquet
    rows = {
        (row["unit"], row["node_a"], row["node_b"]): row
        for row in reader(tmp_path / name).iter_rows(named=True)
    }
    assert len(rows) == 28
    assert rows["A", "index", "index"] == {
        "unit": "A", "block": "all", "stands_in": "both",
        "node_a": "index", "node_b": "index", "kind": "changed",
        "points_a": 30.0, "max_points_a": 40.0, "value_a": 0.75, "rank_a": 2, "state_a": "given",
        "points_b": 31.0, "max_points_b": 40.0, "value_b": 0.775, "rank_b": 1, "state_b": "given",
        "change": 0.025, "growth": pytest.approx(1 / 30), "ranks_gained": 1,
        "comparable_a": 0.8333, "comparable_b": 0.8667, "comparable_change": 0.0334,
        "comparable_share_a": 0.75, "comparable_share_b": 0.75,
    }  # fmt: skip
    blank = rows["B", "1.2", "1.3"]
    assert (blank["state_a"], blank["value_a"], blank["change"], blank["ranks_gained"]) == (
        "blank", 0.0, None, None
    )  # fmt: skip
    assert blank["comparable_change"] is None
    gone = rows["C", "2.1", "2.1"]
    assert (gone["stands_in"], gone["state_a"], gone["state_b"], gone["value_a"]) == (
        "a", "not_applicable", None, None
    )  # fmt: skip


def test_compare_gives_new_units_a_past(years: Any) -> None:
    result = years(
        "compare", "a.csv", "b.csv", "--crosswalk", "years.yaml",
        "--succession", "links.csv", "-o", "-",
    )  # fmt: skip
    rows = pl.read_csv(result.stdout.encode())
    whole = rows.filter(pl.col("node_a") == "index").rows_by_key(
        "unit", named=True, unique=True
    )
    assert sorted(whole) == ["A", "B", "D"]
    # 1: (0.2 + 1) / 2 of 20, 2: 0 of 20, which does not apply to C.
    assert whole["D"]["value_a"] == 0.3
    assert (whole["D"]["past"], whole["D"]["predecessors"]) == ("mean", "B; C")
    assert (whole["B"]["past"], whole["B"]["rank_a"]) == ("own", 3)
    assert result.stderr == ""


def test_compare_reports_what_has_no_past(years: Any, tmp_path: Path) -> None:
    links = "new_unit,old_unit,date,rule\nD,C,2025-07-01,\nD,X,2025-07-01,\n"
    (tmp_path / "links.csv").write_text(
        links + "B,B,2025-07-01,not_comparable\n", "utf-8"
    )
    result = years("compare", "a.csv", "b.csv", "--succession", "links.csv", "-l", "en")
    assert result.stderr.splitlines()[1:] == [
        "note: D has no past: X is not in A",
        "note: B has no past that compares",
    ]


def test_compare_reports_of_a_draft(years: Any, tmp_path: Path) -> None:
    drafted = years("diff", "a.yaml", "b.yaml", "--crosswalk", "draft.yaml")
    assert drafted.exit_code == 0
    text = (tmp_path / "draft.yaml").read_text("utf-8")
    paths = text.replace("test.years@1", "a.yaml").replace("test.years@2", "b.yaml")
    (tmp_path / "draft.yaml").write_text(paths, "utf-8")
    result = years(
        "compare",
        "a.csv",
        "b.csv",
        "--crosswalk",
        "draft.yaml",
        "-o",
        "x.csv",
        "-l",
        "en",
    )
    assert result.stderr.splitlines() == [
        "note: draft.yaml: 3 of 3 entries wait for a person to confirm them",
        *NOTES,
    ]
    again = years("diff", "a.yaml", "b.yaml", "--crosswalk", "draft.yaml", "-l", "en")
    assert again.stderr == (
        "draft.yaml: the file is there already; a draft does not replace it\n"
    )
    assert again.exit_code == 2
    assert (tmp_path / "draft.yaml").read_text("utf-8") == paths


def test_compare_reports_the_faults_of_both_tables(years: Any, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("unit,node,value\nA,index,2\n", "utf-8")
    result = years("compare", "a.csv", "b.csv", "-o", "out.csv", "-l", "en")
    assert result.stderr.splitlines() == [
        f"{name}.csv, row 2, column value: a value from 0 to 1 was expected, not 2 [value_from_0_to_1]"
        for name in ("a", "b")
    ]
    assert result.exit_code == 1
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.csv", "no.csv"], "no.csv: there is no such file"),
        (["a.csv", "b.csv", "--unit", "X"], "no unit X in either table"),
        (["a.csv", "b.csv", "--node", "X"], "no node X in either table"),
        (["a.csv", "b.csv", "--crosswalk", "no.yaml"], "no.yaml: No such file or directory"),
        (["a.csv", "b.csv", "-o", "x.txt"], "x.txt: a file ending in .csv, .xlsx or .parquet was expected"),
    ],
)  # fmt: skip
def test_wrong_use_is_exit_code_2(
    years: Any, arguments: list[str], message: str
) -> None:
    result = years("compare", *arguments, "-l", "en")
    assert result.stderr == f"{message}\n"
    assert result.exit_code == 2


def test_compare_gives_the_34_provinces_their_past_from_63(run: Any) -> None:
    result = run(
        "compare", str(published("vn.dti.province.2023")), str(published("vn.dti.province.2024")),
        "--succession", str(merger()), "-l", "en",
    )  # fmt: skip
    assert lines(result.stdout)[:3] == [
        "all: index (another framework)",
        "Unit Value A Value B Change Rank A Rank B Rank change Growth Comparable part",
        "Hà Nội 0.7448 0.8241 +0.0793 5 1 ↑ 4 +10.6% –",
    ]
    assert "Hải Phòng 0.7148 0.7857 +0.0709 9 3 ↑ 6 +9.9% –" in lines(result.stdout)
    assert result.stderr.splitlines() == [
        "note: A was scored by vn.dti.province@2022, B by vn.dti.province@2024: nodes of equal code stand beside each other, nobody has said that they are the same",
        "note: no comparable part: the tables share no nodes with points, or leave nodes out",
    ]


AVERAGES = ("compare", "vn.dti.averages", "vn.dti.averages")


@pytest.mark.parametrize(
    ("years_of", "row"),
    [
        (("2020", "2021"), "Trung bình bộ, ngành cung cấp dịch vụ công 0,3982 0,4595 +0,0613 – – – +15,4% –"),
        (("2020", "2021"), "Trung bình 63 tỉnh, thành phố 0,3026 0,4014 +0,0988 – – – +32,7% –"),
        (("2022", "2023"), "Trung bình 63 tỉnh, thành phố 0,5787 0,6783 +0,0996 – – – +17,2% –"),
    ],
)  # fmt: skip
def test_growth_of_the_averages_is_the_printed_one(
    run: Any, years_of: tuple[str, str], row: str
) -> None:
    first, second = years_of
    result = run(*AVERAGES, "--year-a", first, "--year-b", second)
    assert row in lines(result.stdout)


def test_years_of_different_frameworks_are_not_called_the_same(run: Any) -> None:
    across = run(*AVERAGES, "--year-a", "2020", "--year-b", "2021")
    assert lines(across.stdout)[0] == "all: index (khác bộ chỉ số)"
    assert "A chấm theo 1726/QĐ-BTTTT, B theo 922/QĐ-BTTTT" in across.stderr
    within = run(*AVERAGES, "--year-a", "2022", "--year-b", "2023")
    assert lines(within.stdout)[0] == "all: index (giữ nguyên)"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "one of the years 2020, 2021, 2022, 2023, 2024 was expected"),
        (("--year-a", "1999"), "one of the years 2020, 2021, 2022, 2023, 2024 was expected, not 1999"),
    ],
)  # fmt: skip
def test_year_of_a_table_of_several_is_asked_for(
    run: Any, arguments: tuple[str, ...], fault: str
) -> None:
    result = run(*AVERAGES, *arguments, "--year-b", "2021", "-l", "en")
    assert (
        result.stderr
        == f"vn.dti.averages.published.csv, column year: {fault} [year_expected]\n"
    )
    assert result.exit_code == 1


def test_table_without_years_has_none_to_choose(run: Any) -> None:
    result = run("compare", "vn.dti.province.2023", "vn.dti.averages", "--year-a", "2023", "--year-b", "2023", "-l", "en")  # fmt: skip
    assert result.stderr == "vn.dti.province.2023.published.csv, column year: there is no column year [no_year_column]\n"  # fmt: skip


def test_diff_reports_changes_in_words_and_as_json(years: Any) -> None:
    result = years("diff", "a.yaml", "b.yaml")
    assert result.stdout.splitlines() == [
        "test.years@1 → test.years@2",
        "  bộ chỉ số, phiên bản: 1 → 2",
        "1.3  Kế hoạch hằng năm",
        "  chuyển chỗ, mã: 1.2 → 1.3",
    ]
    english = years("diff", "a.yaml", "b.yaml", "-l", "en")
    assert english.stdout.splitlines()[1:] == [
        "  framework, version: 1 → 2",
        "1.3  Yearly plan",
        "  moved, code: 1.2 → 1.3",
    ]
    found = json.loads(years("diff", "a.yaml", "b.yaml", "--json").stdout)
    assert found[1] == {
        "kind": "moved",
        "node": "1.3",
        "what": "code",
        "before": {"vi": "1.2", "en": "1.2"},
        "after": {"vi": "1.3", "en": "1.3"},
    }
    same = years("diff", "a.yaml", "a.yaml", "-l", "en")
    assert same.stdout.splitlines() == [
        "test.years@1 → test.years@1",
        "Nothing changed.",
    ]
    assert same.exit_code == 0
