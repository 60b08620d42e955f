"""Two years of a small index, and the published provinces, as tables of scores."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from opendti import compile_plan, parse_framework, rank, score
from opendti.framework import Framework
from opendti.ranking.standing import Standing, standing_of
from opendti.ranking.succession import Link
from opendti.tables import read_answers

DATA = Path(__file__).parent / "data"
TEXT = """\
opendti: 1
id: test.years
version: "1"
title: {vi: Bộ thử, en: Test set}
status: illustrative
levels:
  - {code: main, title: {vi: Chỉ số chính, en: Main indicator}}
  - {code: criterion, title: {vi: Tiêu chí, en: Criterion}}
nodes:
  - code: "1"
    title: {vi: Nhận thức, en: Awareness}
    nodes:
      - {code: "1.1", title: {vi: Tỷ lệ cán bộ được tập huấn, en: Officials trained}, points: 10, rule: {kind: share}}
      - {code: "1.2", title: {vi: Kế hoạch hằng năm, en: Yearly plan}, points: 10, rule: {kind: share}}
  - code: "2"
    title: {vi: Dịch vụ, en: Services}
    nodes:
      - {code: "2.1", title: {vi: Hồ sơ trực tuyến, en: Online files}, points: 20, rule: {kind: share}, may_not_apply: true}
views:
  - {code: services, title: {vi: Dịch vụ số, en: Digital services}, nodes: ["2"]}
"""
LATER = TEXT.replace('version: "1"', 'version: "2"').replace('"1.2"', '"1.3"')
"""The yearly plan became 1.3."""
CROSSWALK = """\
crosswalk: 1
from: test.years@1
to: test.years@2
entries:
  - {from: "1.1", to: "1.1", kind: same}
  - {from: "1.2", to: "1.3", kind: changed}
  - {from: "2", to: "2", kind: same}
"""


def earlier() -> Framework:
    """Load the earlier version."""
    return parse_framework(TEXT)


def later() -> Framework:
    """Load the later version."""
    return parse_framework(LATER)


def find(identity: str) -> Framework:
    """Find either version by its identity."""
    return {"test.years@1": earlier, "test.years@2": later}[identity]()


def standing(framework: Framework, folder: Path, answers: str) -> Standing:
    """Score answers and return where the units stood."""
    path = folder / "answers.csv"
    path.write_text(answers, "utf-8")
    plan = compile_plan(framework)
    scores = score(plan, read_answers(path, plan))
    return standing_of(scores, rank(scores))


def write_totals(name: str, folder: Path) -> Path:
    """Write the published totals of a year as a table of scores."""
    path = folder / f"{name}.scores.csv"
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator"] == "tong_DTI"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "node", "value", "rank"])
        writer.writerows(
            [one["unit"], "index", one["value"], one["rank"]] for one in rows
        )
    return path


def merger() -> tuple[Link, ...]:
    """Return the links from 34 provinces to 63, in force on 1 July 2025."""
    with (DATA / "merge_63_to_34.csv").open(encoding="utf-8") as file:
        return tuple(
            Link(row["new_unit"], row["old_unit"], date(2025, 7, 1))
            for row in csv.DictReader(file)
        )
