"""What `opendti score` says of indicators that a composite index has no value for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.opendti.cli.conftest import Run

FRAMEWORK = """
opendti: 1
id: test.flat
version: "1"
title: {vi: Bộ thử, en: Test set}
status: official
levels: [{code: criterion, title: {vi: Tiêu chí, en: Criterion}}]
composite: {normalise: {method: min_max}}
nodes:
  - {code: "1", title: {vi: Bằng nhau, en: Same}, items: [{code: a, type: number}]}
  - {code: "2", title: {vi: Khác nhau, en: Different}, items: [{code: a, type: number}]}
"""
NOTES = {
    "vi": "ghi chú: 1 Bằng nhau: các đơn vị của khối all có số bằng nhau (hoặc thiếu mốc so sánh), "
    "nên không có giá trị; trọng số được chia cho phần còn lại.\n",
    "en": "note: 1 Same: the units of block all have the same number (or nothing to compare with), "
    "so there is no value; the weight is shared out among the others\n",
}


@pytest.mark.parametrize("language", NOTES)
@pytest.mark.parametrize("out", [(), ("-o", "-")])
def test_score_names_an_indicator_whose_numbers_are_all_the_same(
    run: Run, tmp_path: Path, language: str, out: tuple[str, ...]
) -> None:
    (tmp_path / "f.yaml").write_text(FRAMEWORK, "utf-8")
    (tmp_path / "a.csv").write_text("unit,1,2\nA,0.3,0.1\nB,0.3,0.5\n", "utf-8")
    result = run("score", "f.yaml", "a.csv", "-l", language, *out)
    assert (result.stderr, result.exit_code) == (NOTES[language], 0)


def test_score_has_no_note_where_numbers_differ(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(FRAMEWORK, "utf-8")
    (tmp_path / "a.csv").write_text("unit,1,2\nA,0.3,0.1\nB,0.4,0.5\n", "utf-8")
    result = run("score", "f.yaml", "a.csv")
    assert (result.stderr, result.exit_code) == ("", 0)
