"""Two years of a small index, and where the published provinces stand."""

from __future__ import annotations

from pathlib import Path

from opendti import compile_plan, parse_framework, rank, score
from opendti.framework import Framework
from opendti.library import load_dataset
from opendti.ranking.standing import Standing, standing_of
from opendti.tables import read_answers

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


def published(identity: str) -> Path:
    """Return the table of a published data set."""
    path = load_dataset(identity).published
    assert path is not None
    return path


def merger() -> Path:
    """Return the table of the 34 provinces and the 63 they come from."""
    path = load_dataset("vn.provinces.2025").successions
    assert path is not None
    return path
