"""What the log calls the things and values of its lines."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.utils import translation

from opendti_site.audit.models import AuditLine
from opendti_site.audit.verbs import words_of_detail

SITE = Path("src/opendti_site")


def named_subjects() -> set[str]:
    """Return the tables that calls of `record` name as text."""
    found = set()
    for file in SITE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record":
                texts = [node for arg in call.args[1:2] for node in ast.walk(arg)]
                found |= {
                    node.value
                    for node in texts
                    # The start of `app.Model:key` has a name beside it.
                    if isinstance(node, ast.Constant) and not node.value.endswith(":")
                }
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_table_that_a_line_names_has_words(language: str):
    subjects = named_subjects()
    assert {"audit.Verification", "operations.BackupRecord"} <= subjects
    with translation.override(language):
        lines = [AuditLine(subject=name, subject_name=name) for name in subjects]
        assert [line.subject for line in lines if "." in line.subject_label] == []


@pytest.mark.parametrize("code", Authenticator.Type.values)
def test_a_second_factor_has_words(code: str):
    assert code not in words_of_detail({"factor": code})


def test_a_thing_keeps_the_name_that_its_line_has():
    line = AuditLine(subject="organisations.Unit", subject_name="don-vi.csv")
    assert line.subject_label == "don-vi.csv"


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("2026-11-29T16:59:59+00:00", "23:59 29/11/2026"),
        ("2026-11-29T23:59:59.000001+07:00", "23:59 29/11/2026"),
        ("2026-11-29", "29/11/2026"),
        ("2026-13-29", "2026-13-29"),
        ("2026-11-29 về", "2026-11-29 về"),
    ],
)
def test_times_are_written_as_pages_write_them(kept: str, words: str):
    with translation.override("vi"):
        assert words_of_detail({"x": kept}) == f"x: {words}"
