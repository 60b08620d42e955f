"""The same answers, typed into the form and read from a file, give the same points."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from opendti.cli import app
from opendti_site.assessments.rounds.actions import (
    close_round,
    start_appraisal,
)
from opendti_site.assessments.submissions.actions import submit_answers
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.results.actions import compute_run, start_run
from tests.site.clock import shifted

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission

FORMULAS = """\
opendti: 1
id: vn.test.formulas
version: "2026"
title: {vi: Công thức}
status: illustrative
source: own
sources: {own: {title: {vi: Tự đặt}, mark: inferred}}
levels: [{code: criterion, title: {vi: Tiêu chí}}]
blocks: [{code: services, title: {vi: Có}}, {code: no_services, title: {vi: Không}}]
nodes:
  - {code: ln, title: {vi: ln}, points: 10, rule: {kind: formula, formula: "(LN(a) - LN(100)) / (LN(75000) - LN(100))", gives: share}, items: [{code: a, type: number, title: {vi: A}}]}
  - {code: exp, title: {vi: exp}, points: 10, rule: {kind: formula, formula: "10 * (1 - EXP(-a / 3))", gives: points}, items: [{code: a, type: number, title: {vi: A}}]}
  - {code: root, title: {vi: root}, points: 10, rule: {kind: formula, formula: "MIN(10, a ^ (1 / 3) + 2 ^ 0.5)", gives: points}, items: [{code: a, type: number, title: {vi: A}}]}
"""

TYPED = {"ln": "1.234,5", "exp": "0,75", "root": "27,1256"}
WRITTEN = "unit,block,ln.a,exp.a,root.a\nCucTMDT,services,1234.5,0.75,27.1256\n"


@pytest.fixture
def framework_text() -> str:
    return FORMULAS


@pytest.mark.usefixtures("department")
def test_formulas_give_the_same_points_by_form_and_by_file(
    client: Client,
    submission: Submission,
    reporter: User,
    signatory: User,
    coordinator: User,
    tmp_path: Path,
) -> None:
    client.force_login(reporter)
    for code, text in TYPED.items():
        address = f"/ho-so/{submission.pk}/tieu-chi/{code}/luu/"
        sent = {f"v:{code}.a": text, f"n:{code}.a": "0", f"w:{code}.a": ""}
        assert (
            client.post(address, sent, headers={"HX-Request": "true"}).status_code
            == 200
        )

    submit_answers(submission, blanks_confirmed=True, by=signatory, seen=None)
    with shifted(days=11):
        close_round(start_appraisal(submission.round, by=coordinator), by=coordinator)
    run = compute_run(start_run(submission.round, Stage.FINAL, by=coordinator))

    (tmp_path / "framework.yaml").write_text(FORMULAS, "utf-8")
    (tmp_path / "answers.csv").write_text(WRITTEN, "utf-8")
    paths = [str(tmp_path / name) for name in ("framework.yaml", "answers.csv")]
    out = tmp_path / "scores.csv"
    assert CliRunner().invoke(app, ["score", *paths, "-o", str(out)]).exit_code == 0
    with out.open(encoding="utf-8") as file:
        by_file = {row["node"]: float(row["points"]) for row in csv.DictReader(file)}
    by_form = dict(
        run.scores.filter(unit=submission.unit).values_list("node", "points")
    )
    assert by_form == by_file
    assert by_form["ln"] == pytest.approx(3.7964098649512703, rel=1e-12)
