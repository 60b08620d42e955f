"""The doctor names what is wrong, with its remedy, in both languages."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

import opendti_site.system
from opendti_site.system import doctor
from opendti_site.system.problems import Problem, found_by
from opendti_site.system.words import REMEDIES, TITLES

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
ROOT = Path(opendti_site.system.__file__).parent
DAY = timedelta(days=1)


# ------------------------------------------------------------------ words and form


def test_every_code_in_the_checks_has_words_and_none_is_left_over():
    sources = [*ROOT.rglob("*.py")]
    text = "\n".join(
        path.read_text("utf-8") for path in sources if path.name != "words.py"
    )
    codes = {code for code in TITLES if f'"{code}"' in text}
    assert codes == set(TITLES) == set(REMEDIES)
    named = set(re.findall(r'Problem\(\s*"(\w+)"', text))
    assert named
    assert named <= set(TITLES)


def run(*words: str) -> tuple[str, int]:
    out, status = StringIO(), 0
    try:
        call_command("doctor", *words, stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return out.getvalue(), status


def examined(*found: Problem) -> Any:
    module = "opendti_site.system.management.commands.doctor.examine"
    return patch(module, return_value=list(found))


def test_what_is_wrong_ends_with_1_and_a_note_with_0():
    bad, note = Problem("no_worker", "bad"), Problem("mail_off", "warn")
    with examined(bad, note):
        text, status = run()
    assert status == 1
    assert text.splitlines()[0] == "WRONG  No worker lives"
    assert text.splitlines()[2] == "NOTE  No mail server is set"
    with examined(note):
        text, status = run("-l", "vi")
    assert status == 0
    assert text.splitlines()[0] == "LƯU Ý  Chưa đặt máy chủ thư"
    with examined():
        assert run() == ("Nothing wrong was found.\n", 0)


def test_programs_read_codes_and_parameters():
    with examined(Problem("backup_old", "bad", {"days": 9, "target": "/b"})):
        text, status = run("--json")
    read = json.loads(text)
    assert (status, read["well"]) == (1, False)
    (problem,) = read["problems"]
    assert problem["code"] == "backup_old"
    assert problem["params"] == {"days": "9", "target": "/b"}
    assert problem["title"] == "The last backup is 9 days old"


def test_a_check_that_stumbles_is_named_and_hides_no_other():
    def stumbling():
        yield Problem("mail_off", "warn")
        raise LookupError

    found = found_by(stumbling, lambda: iter([Problem("no_worker", "bad")]))
    assert [problem.code for problem in found] == [
        "check_failed",
        "no_worker",
        "mail_off",
    ]
    assert found[0].params == {"name": "stumbling", "error": ""}


# ---------------------------------------------------------------------- the whole


def test_a_database_that_does_not_answer_is_one_problem():
    lost = OperationalError("no route to db\nHINT: more")
    with patch.object(connection, "ensure_connection", side_effect=lost):
        found = {problem.code: problem for problem in doctor.examine()}
    assert found["no_database"].params == {"error": "no route to db"}
    assert not {"no_worker", "backup_never", "check_failed"} & found.keys()


def test_tables_that_are_behind_are_reported_before_all_that_reads_them():
    MigrationRecorder(connection).record_unapplied("operations", "0001_workers")
    found = [problem.code for problem in doctor.examine()]
    assert "migrations_missing" in found
    assert not {"no_worker", "backup_never", "check_failed"} & set(found)


def test_every_check_runs_on_a_bare_site():
    found = [problem.code for problem in doctor.examine()]
    assert "check_failed" not in found
    assert {"no_worker", "backup_never", "verification_never"} <= set(found)
