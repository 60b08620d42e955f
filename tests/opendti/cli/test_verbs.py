from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from opendti.cli import entry

SCORES = """\
unit,block,node,node_level,points,max_points,value,rank,band,state
Cục A,all,index,index,15.0,20.0,0.75,2,,given
Cục A,all,1,criterion,5.0,10.0,0.5,2,,given
Cục A,all,2,criterion,10.0,10.0,1.0,1,,given
Vụ B,all,index,index,15.0,20.0,0.75,2,,given
Vụ B,all,1,criterion,5.0,10.0,0.5,2,,given
Vụ B,all,2,criterion,10.0,10.0,1.0,1,,given
Vụ C,all,index,index,2.5,20.0,0.125,4,,given
Vụ C,all,1,criterion,2.5,10.0,0.25,4,,given
Vụ C,all,2,criterion,0.0,10.0,0.0,4,,given
Cục D,all,index,index,20.0,20.0,1.0,1,A,given
Cục D,all,1,criterion,10.0,10.0,1.0,1,,given
Cục D,all,2,criterion,10.0,10.0,1.0,1,,given
"""


def test_check_says_that_there_are_no_faults(run: Any) -> None:
    result = run("check", "framework.yaml")
    assert result.stdout == "test.cli@1: no faults; 2 criteria, 2 items, 1 block\n"
    assert (result.stderr, result.exit_code) == ("", 0)


def test_check_counts_one_thing_as_one(run: Any) -> None:
    result = run("check", "vn.dti.national@2022")
    assert result.stdout == (
        "vn.dti.national@2022: no faults; 1 criterion, 1 item, 1 block\n"
    )


def test_check_names_every_fault(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    declared = "declared: [{level: criterion, count: 3}, {points: 7}]\nnodes:"
    path.write_text(path.read_text("utf-8").replace("nodes:", declared), "utf-8")
    result = run("check", "framework.yaml")
    assert result.stderr == (
        "framework.yaml, line 11: declared 3 criterion, the tree has 2 [declared_count]\n"
        "framework.yaml, line 11: declared 7 points, the tree has 20 [declared_points]\n"
    )
    assert (result.stdout, result.exit_code) == ("", 1)


def test_check_accepts_an_id_of_the_library(run: Any) -> None:
    result = run("check", "vn.dti.province@2024")
    assert result.stdout == (
        "vn.dti.province@2024: no faults; 8 criteria, 8 items, 1 block\n"
    )
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "nowhere.yaml"], "nowhere.yaml: No such file or directory"),
        (["check"], "Missing argument 'FRAMEWORK'. (see --help)"),
        (["chekc"], "No such command 'chekc'. Did you mean 'check'? (see --help)"),
        (["score", "framework.yaml", "no.csv"], "no.csv: there is no such file"),
        (
            ["score", "framework.yaml", "answers.csv", "--stage", "last"],
            'stage self, appraised or final was expected, not "last"',
        ),
        (
            ["score", "framework.yaml", "answers.csv", "-o", "out.txt"],
            "out.txt: a file ending in .csv, .xlsx or .parquet was expected",
        ),
        (
            ["score", "framework.yaml", "answers.csv", "-l", "fr"],
            'Invalid value for --language: vi or en was expected, not "fr" (see --help)',
        ),
        (
            ["explain", "framework.yaml", "answers.csv", "--unit", "Cục A"],
            "Missing option '--node'. (see --help)",
        ),
        (
            ["explain", "framework.yaml", "answers.csv", "--unit", "X", "--node", "1"],
            "no unit X",
        ),
        (
            ["explain", "framework.yaml", "answers.csv", "--unit", "Cục A", "--node", "9"],
            "no node 9",
        ),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_exit_code_2(
    run: Any, arguments: list[str], message: str
) -> None:
    is_english = {"check", "chekc"} & set(arguments) or "-l" in arguments
    result = run(*arguments, *(() if is_english else ("-l", "en")))
    assert result.stderr == f"{message}\n"
    assert (result.stdout, result.exit_code) == ("", 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["score", "framework.yaml", "no.csv"], "no.csv: Không có tệp này."),
        (["score", "no.yaml", "answers.csv"], "no.yaml: Không mở được: không có tệp hoặc thư mục này."),
        (["score", "framework.yaml", "answers.csv", "-o", "no/x.csv"], "no/x.csv: Không ghi được: không có tệp hoặc thư mục này."),
        (["score", "framework.yaml", "answers.csv", "-o", "out.txt"], "out.txt: Tên tệp phải có đuôi .csv, .xlsx hoặc .parquet."),
        (["score", "framework.yaml", "answers.csv", "--sheet", "x"], "answers.csv: Chỉ tệp bảng tính mới có trang tính."),
        (["score", "framework.yaml", "answers.csv", "--stage", "last"], "Giai đoạn phải là self, appraised hoặc final, không phải “last”."),
        (["explain", "framework.yaml", "answers.csv", "--unit", "X", "--node", "1"], "Không có đơn vị X."),
    ],
)  # fmt: skip
def test_wrong_use_is_reported_in_the_language_of_the_verb(
    run: Any, arguments: list[str], message: str
) -> None:
    result = run(*arguments)
    assert result.stderr == f"{message}\n"
    assert (result.stdout, result.exit_code) == ("", 2)


MARKED = {"vi": "Bộ chỉ số thử (bộ minh họa)", "en": "Test index (illustrative set)"}


@pytest.mark.parametrize("language", MARKED)
def test_title_on_the_screen_has_the_mark_of_its_set(run: Any, language: str) -> None:
    score = run("score", "framework.yaml", "answers.csv", "-l", language)
    assert score.stdout.splitlines()[0].startswith(f"{MARKED[language]}: ")
    of_all = ("--unit", "Cục A", "--node", "index", "-l", language)
    explain = run("explain", "framework.yaml", "answers.csv", *of_all)
    assert explain.stdout.splitlines()[0] == MARKED[language]


def test_title_of_an_official_set_has_no_mark(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "framework.yaml"
    file.write_text(
        file.read_text("utf-8").replace("illustrative", "official"), "utf-8"
    )
    score = run("score", "framework.yaml", "answers.csv")
    assert score.stdout.splitlines()[0].startswith("Bộ chỉ số thử: ")
    explain = run("explain", "framework.yaml", "answers.csv", "--unit", "Cục A", "--node", "1")  # fmt: skip
    assert explain.stdout.startswith("1  Tỷ lệ")


def test_score_writes_csv_to_a_pipe(run: Any) -> None:
    result = run("score", "framework.yaml", "answers.csv", "-o", "-", "-l", "en")
    assert result.stdout == SCORES
    assert (result.stderr, result.exit_code) == ("", 0)


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_score_writes_a_file(run: Any, tmp_path: Path, name: str) -> None:
    result = run("score", "framework.yaml", "answers.csv", "-o", name)
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)
    reader = pl.read_csv if name.endswith("csv") else pl.read_parquet
    assert reader(tmp_path / name).write_csv() == SCORES
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "answers.csv", "framework.yaml", name
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "vi",
            [
                "Bộ chỉ số thử (bộ minh họa): Tất cả đơn vị",
                "Hạng Đơn vị Điểm Điểm tối đa Giá trị Mức",
                "1 Cục D 20,00 20,00 1,0000 Tốt",
                "2 Cục A 15,00 20,00 0,7500",
                "2 Vụ B 15,00 20,00 0,7500",
                "4 Vụ C 2,50 20,00 0,1250",
            ],
        ),
        (
            "en",
            [
                "Test index (illustrative set): All units",
                "Rank Unit Points Of Value Band",
                "1 Cục D 20.00 20.00 1.0000 Good",
                "2 Cục A 15.00 20.00 0.7500",
                "2 Vụ B 15.00 20.00 0.7500",
                "4 Vụ C 2.50 20.00 0.1250",
            ],
        ),
    ],
)
def test_score_prints_the_ranking(run: Any, language: str, expected: list[str]) -> None:
    result = run("score", "framework.yaml", "answers.csv", "--language", language)
    lines = [
        " ".join(line.replace("─", "").split()) for line in result.stdout.splitlines()
    ]
    assert [line for line in lines if line] == expected
    assert (result.stderr, result.exit_code) == ("", 0)


def test_faults_are_written_in_the_language_that_was_asked_for(
    run: Any, tmp_path: Path
) -> None:
    (tmp_path / "answers.csv").write_text("unit,1,2\nx,2,maybe\n", "utf-8")
    result = run("score", "framework.yaml", "answers.csv", "--language", "vi")
    lines = result.stderr.splitlines()
    assert lines[0].startswith("answers.csv, hàng 2, cột 1: ")
    assert lines[0].endswith(" [number_outside]")
    assert "was expected" not in result.stderr
    assert run("score", "framework.yaml", "answers.csv").stderr == result.stderr
    # A verb without the option does not inherit the language of one before.
    assert "No such file" in run("check", "nowhere.yaml").stderr


def test_score_names_every_fault_of_the_answers(run: Any, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("unit,1,2\nx,2,maybe\n", "utf-8")
    result = run("score", "framework.yaml", "answers.csv", "-o", "out.csv", "-l", "en")
    assert result.stderr == (
        "answers.csv, row 2, column 1: a share from 0 to 1 was expected, not 2 [number_outside]\n"
        "answers.csv, row 2, column 2: yes or no (có or không) was expected, "
        'not "maybe" [truth_expected]\n'
    )
    assert (result.stdout, result.exit_code) == ("", 1)
    assert not (tmp_path / "out.csv").exists()


def test_score_notes_units_that_wait_for_a_measurement(
    run: Any, tmp_path: Path
) -> None:
    (tmp_path / "answers.csv").write_text("unit,1,2\nx,1,chưa đo\ny,1,có\n", "utf-8")
    result = run("score", "framework.yaml", "answers.csv", "-o", "-", "-l", "en")
    assert result.stderr == (
        "note: 1 of 2 units wait for a measurement; "
        "these scores cannot be published yet\n"
    )
    states = [line.rsplit(",", 1)[1] for line in result.stdout.splitlines()[1:]]
    assert states == [
        "not_measured",
        "given",
        "not_measured",
        "given",
        "given",
        "given",
    ]
    assert result.exit_code == 0


def test_explain_shows_the_working(run: Any) -> None:
    arguments = ["explain", "framework.yaml", "answers.csv", "--unit", "Cục A"]
    vietnamese = run(*arguments, "--node", "index")
    working = vietnamese.stdout.splitlines()[1]
    assert working.startswith("index  Chỉ số chung: 15 trên 20 điểm")
    english = run(*arguments, "--node", "1", "--language", "en")
    assert english.stdout.splitlines()[1].startswith("1  Share: 5 of 10 points")
    assert (vietnamese.exit_code, english.exit_code) == (0, 0)


def test_schema_is_a_json_schema(run: Any) -> None:
    result = run("schema")
    assert json.loads(result.stdout)["$schema"] == (
        "https://json-schema.org/draft/2020-12/schema"
    )
    assert result.exit_code == 0


def test_no_verb_prints_the_help(run: Any) -> None:
    result = run()
    assert result.stdout.startswith("Usage: opendti [OPTIONS] COMMAND [ARGS]...")
    assert result.exit_code == 0


def test_an_unforeseen_fault_is_one_line(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: str) -> None:
        message = "two\nlines"
        raise RuntimeError(message)

    monkeypatch.setattr("opendti.cli.sources.find_plan", fail)
    result = run("check", "framework.yaml")
    assert result.stderr == (
        "unforeseen fault, RuntimeError: two lines (set OPENDTI_TRACEBACK=1 to see where)\n"
    )
    assert result.exit_code == 1


def test_the_site_is_asked_for_by_name(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendti.cli.site.find_spec", lambda _name: None)
    for verb in ("site", "serve"):
        result = run(verb)
        assert result.stderr == (
            "the site is not installed here; install it with: pip install 'opendti[site]'\n"
        )
        assert result.exit_code == 2


def test_the_site_gets_its_arguments_as_they_are(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(
        "django.core.management.execute_from_command_line", calls.append
    )
    result = run("site", "seed_demo", "--stage", "open", "--help")
    assert calls == [["opendti site", "seed_demo", "--stage", "open", "--help"]]
    assert result.exit_code == 0


def test_a_real_process_speaks_utf8_and_ends_quietly_without_a_reader(
    run: Any, tmp_path: Path
) -> None:
    assert run  # writes the files
    command = [
        sys.executable,
        "-m",
        "opendti",
        "score",
        "framework.yaml",
        "answers.csv",
    ]
    environment = {"PYTHONPATH": ":".join(sys.path), "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(  # noqa: S603 -- our own command
        [*command, "-o", "-"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8") == SCORES
    assert done.stderr == b""
    wrong = subprocess.run(  # noqa: S603 -- our own command
        [*command[:-1], "no.csv"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.decode("utf-8") == "no.csv: Không có tệp này.\n"


def test_no_warning_of_a_library_reaches_a_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def warn() -> None:
        warnings.warn("overflow encountered", RuntimeWarning, stacklevel=1)

    monkeypatch.setattr(entry, "app", warn)
    monkeypatch.setattr(sys, "warnoptions", [])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        entry.main()
    assert caught == []
