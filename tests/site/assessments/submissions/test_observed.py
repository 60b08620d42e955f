"""Every value that a form saves is an observation, recorded by the same act."""

from __future__ import annotations

import datetime as dt
import importlib
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection

from opendti_site.assessments.models import Answer
from opendti_site.assessments.observed_answers import check_answers
from opendti_site.assessments.rounds.actions import open_round, rehearse_round
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    save_answers,
)
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit import migrating
from opendti_site.audit.models import AuditLine
from opendti_site.audit.verification import verify
from opendti_site.observations.models import Delivery, Observation

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db


def executed(sql: str) -> None:
    """Run a statement, as the editor of a migration does."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def saved(submission: Submission, by: User, **texts: str) -> None:
    """Save values of criterion 1.2."""
    fields = {f"1.2.{item}": PostedField(text) for item, text in texts.items()}
    save_answers(submission, fields, by=by)


def test_a_save_is_one_delivery_with_what_was_saved(
    submission: Submission, reporter: User, agency: Unit
) -> None:
    saved(submission, reporter, a="60", b="100")
    saved(submission, reporter, a="75")

    later, first = Delivery.objects.all()
    assert (first.source, first.by, first.count) == ("form", reporter, 2)
    assert later.recorded_at == submission.answers.get(item="1.2.a").updated_at
    row = later.observations.get()
    assert (row.unit, row.framework, row.version) == (agency, "vn.test.small", "2026")
    assert (row.item, row.value, row.state) == ("1.2.a", 75, "given")
    assert (row.period_start, row.period_end) == (
        dt.date(2026, 1, 1),
        dt.date(2026, 12, 31),
    )
    line = AuditLine.objects.filter(verb="save_answers").latest("pk")
    assert list(line.seals["observations.Delivery"]) == [str(later.pk)]


def test_what_cannot_be_read_or_was_emptied_is_blank_and_a_claim_a_claim(
    submission: Submission, reporter: User
) -> None:
    saved(submission, reporter, a="60", b="100")
    saved(submission, reporter, a="mười", b="")
    claim = PostedField("", state="not_applicable", reason="Không có dịch vụ")
    save_answers(submission, {"2.2.a": claim}, by=reporter)

    rows = Observation.objects.order_by("pk").values_list("item", "value", "state")
    assert list(rows)[2:] == [
        ("1.2.a", None, "blank"),
        ("1.2.b", None, "blank"),
        ("2.2.a", None, "not_applicable"),
    ]


def test_a_save_that_changes_nothing_records_nothing(
    submission: Submission, reporter: User
) -> None:
    saved(submission, reporter, a="60")
    saved(submission, reporter, a="60")
    assert Delivery.objects.count() == 1


def test_a_table_brought_in_is_one_delivery(round_: Round, coordinator: User) -> None:
    rows = [ImportedRow("CucTMDT", "1.1", 1), ImportedRow("VuDKT", "2.3", "part")]
    import_answers(round_, rows, by=coordinator)
    delivery = Delivery.objects.get()
    assert delivery.by == coordinator
    found = delivery.observations.order_by("item")
    assert [(row.unit.code, row.item) for row in found] == [
        ("CucTMDT", "1.1.a"),
        ("VuDKT", "2.3.a"),
    ]


def test_a_rehearsal_records_nothing(
    round_: Round, coordinator: User, reporter: User, agency: Unit
) -> None:
    trial = open_round(rehearse_round(round_, by=coordinator), by=coordinator)
    saved(trial.submissions.get(unit=agency), reporter, a="60")
    assert Answer.objects.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.tampered("writes an answer past the one place that does")
@pytest.mark.parametrize(
    "change",
    [{"value": Decimal(90)}, {"state": "blank"}, {"rejected": "x"}, {"value": None}],
)
def test_an_answer_written_elsewhere_is_found(
    submission: Submission, reporter: User, change: dict[str, object]
) -> None:
    saved(submission, reporter, a="60")
    assert list(check_answers(lambda: None)) == []
    Answer.objects.update(**change)
    (finding,) = check_answers(lambda: None)
    assert (finding.code, finding.table) == ("answer_unobserved", "assessments.Answer")


@pytest.mark.tampered("takes observations away as if there had never been any")
def test_answers_of_before_are_recorded_with_the_moment_of_their_last_save(
    round_: Round, submission: Submission, reporter: User, coordinator: User
) -> None:
    saved(submission, reporter, a="60", b="100")
    saved(submission, reporter, a="mười")
    import_answers(round_, [ImportedRow("VuDKT", "2.3", "part")], by=coordinator)
    trial = open_round(rehearse_round(round_, by=coordinator), by=coordinator)
    import_answers(trial, [ImportedRow("VuDKT", "2.3", "part")], by=coordinator)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM observations_observation")
        cursor.execute("DELETE FROM observations_delivery")

    name = "opendti_site.assessments.migrations.0023_answers_are_observations"
    importlib.import_module(name).observe_answers(
        apps, SimpleNamespace(connection=connection, execute=executed)
    )
    migrating.seal_migrated(apps=apps)

    assert list(check_answers(lambda: None)) == []
    assert sorted(Observation.objects.values_list("item", "value", "state")) == [
        ("1.2.a", None, "blank"),
        ("1.2.b", Decimal(100), "given"),
        ("2.3.a", Decimal(1), "given"),
    ]
    assert (
        Delivery.objects.filter(note__startswith="Ghi từ số liệu có sẵn").count() == 3
    )
    found = verify(deep=True).findings
    assert {finding.table for finding in found} <= {"observations.Delivery"}
    present = {str(pk) for pk in Delivery.objects.values_list("pk", flat=True)}
    assert not present & {finding.key for finding in found}
