from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from opendti.cli import app

FRAMEWORK = """
opendti: 1
id: test.cli
version: "1"
title: {vi: Bộ chỉ số thử, en: Test index}
status: illustrative
levels: [{code: criterion, title: {vi: Tiêu chí, en: Criterion}}]
bands:
  - bands:
      - {code: A, from: 0.8, bound: closed, title: {vi: Tốt, en: Good}}
nodes:
  - {code: "1", title: {vi: Tỷ lệ, en: Share}, points: 10, rule: {kind: share}}
  - {code: "2", title: {vi: Có cổng, en: Has a portal}, points: 10, rule: {kind: yes_no}}
"""
ANSWERS = "unit,1,2\nCục A,0.5,có\nVụ B,0.5,yes\nVụ C,0.25,no\nCục D,1,yes\n"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENDTI_TRACEBACK", raising=False)
    (tmp_path / "framework.yaml").write_text(FRAMEWORK, "utf-8")
    (tmp_path / "answers.csv").write_text(ANSWERS, "utf-8")
    runner = CliRunner()

    def invoke(*arguments: str) -> Result:
        return runner.invoke(app, list(arguments), prog_name="opendti")

    return invoke
