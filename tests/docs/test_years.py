"""The pages on years are run: their crosswalk, every row of every table, the numbers in the text."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from opendti.framework.crosswalk import parse_crosswalk
from opendti.ranking import Standing, SuccessionLink, YearComparison, compare, succeed
from opendti.tables import matches_of, read_standing, read_succession
from tests.years import earlier, find, later, merger, published, standing

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("years.md", "years.vi.md")
UNITS = ["An", "Bình", "Châu"]

pytestmark = pytest.mark.parametrize("page", PAGES)


def text_of(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def tables(page: str) -> list[list[list[str]]]:
    """Return the rows below the heads of a page's tables, decimals with a point."""
    text = re.sub(r"(?<=\d),(?=\d)", ".", text_of(page))
    found = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("| \n").split("|")] for line in table.splitlines()][2:]
        for table in found
    ]  # fmt: skip


def year(page: str, folder: Path, columns: slice, codes: str) -> Standing:
    words = {"blank": "", "để trống": ""}
    lines = [
        ",".join([row[0], *(words.get(cell, cell) for cell in row[columns])])
        for row in tables(page)[0]
    ]
    framework = earlier() if "1.2" in codes else later()
    return standing(framework, folder, "\n".join([f"unit,{codes}", *lines, ""]))


def before(page: str, folder: Path) -> Standing:
    return year(page, folder, slice(1, 4), "1.1,1.2,2.1")


def moved(page: str, folder: Path) -> YearComparison:
    after = year(page, folder, slice(4, 7), "1.1,1.3,2.1")
    (text,) = re.findall(r"```yaml\n(.*?)```", text_of(page), flags=re.DOTALL)
    return compare(
        before(page, folder), after, matches_of(*parse_crosswalk(text, find))
    )


def test_the_worked_table_is_what_the_engine_gives(page: str, tmp_path: Path) -> None:
    comparison = moved(page, tmp_path)
    assert list(comparison.units) == UNITS
    part = comparison.comparable
    columns = [
        comparison.before.values[:, 0],
        comparison.after.values[:, 0],
        comparison.change[:, 0],
        comparison.ranks_gained[:, 0],
        part.before,
        part.after,
        part.change,
        part.share_before,
        part.share_after,
    ]
    rows = tables(page)[1]
    assert [row[0] for row in rows] == UNITS
    printed = np.array([[float(cell) for cell in row[1:]] for row in rows])
    np.testing.assert_array_equal(printed, np.stack(columns, axis=1))


def test_blank_and_zero_stay_apart(page: str, tmp_path: Path) -> None:
    comparison = moved(page, tmp_path)
    columns = {
        match.before[0]: column for column, match in enumerate(comparison.matches)
    }
    row = UNITS.index("Bình")
    blank, zero = columns["1.2", 1.0], columns["2.1", 1.0]
    assert np.isnan([
        comparison.change[row, blank],
        comparison.ranks_gained[row, blank],
    ]).all()
    assert comparison.change[row, zero] == 1


def test_the_table_of_rules(page: str, tmp_path: Path) -> None:
    old = before(page, tmp_path)
    for rule, past, _ in tables(page)[2]:
        links = [
            SuccessionLink("N", unit, date(2025, 7, 1), rule) for unit in UNITS[:2]
        ]
        found = succeed(old, links).standing
        value = found.values[found.units.index("N"), 0]
        np.testing.assert_equal(value, float("nan") if past == "–" else float(past))


def test_the_numbers_of_the_provinces_are_those_of_the_engine(page: str) -> None:
    text = text_of(page).replace(",", ".")
    past = {}
    for identity in ("vn.dti.province.2023", "vn.dti.province.2024.63"):
        old = read_standing(published(identity))
        past[identity] = (old, succeed(old, read_succession(merger())))
    new = read_standing(published("vn.dti.province.2024"))
    assert (len(past["vn.dti.province.2024.63"][0].units), len(new.units)) == (63, 34)
    origins = past["vn.dti.province.2024.63"][1].origins.values()
    assert [origin.past for origin in origins].count("mean") == 23
    gap = compare(past["vn.dti.province.2024.63"][1].standing, new).change[:, 0]
    assert np.nanmax(np.abs(gap)) == 0.0001
    comparison = compare(past["vn.dti.province.2023"][1].standing, new)
    row = comparison.units.index("Hải Phòng")
    numbers = [
        comparison.before.values[row, 0],
        comparison.after.values[row, 0],
        comparison.change[row, 0],
    ]
    old = past["vn.dti.province.2023"][0]
    numbers += [
        old.values[old.units.index(unit), 0] for unit in ("Hải Phòng", "Hải Dương")
    ]
    for number in numbers:
        assert f"{number:.4f}" in text
    assert comparison.ranks_gained[row, 0] == 6
    assert (comparison.before.ranks[row, 0], comparison.after.ranks[row, 0]) == (9, 3)
    assert "0.0001" in text
