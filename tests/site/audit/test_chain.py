"""The chain is only added to, and breaks visibly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from opendti_site.audit.actions import record
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.queries import lines_about
from opendti_site.audit.seal import START
from opendti_site.audit.verification import verify

pytestmark = pytest.mark.django_db


def alter(pk: int, **columns: str) -> None:
    """Change a row behind the back of the models."""
    for column, value in columns.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE audit_auditline SET {column} = %s WHERE id = %s",  # noqa: S608 -- our own names
                [value, pk],
            )


def found() -> list[tuple[str, str]]:
    """Verify, and return code and key of each finding."""
    return [(finding.code, finding.key) for finding in verify().findings]


def three_lines() -> list[AuditLine]:
    return [record("act", f"thing:{n}", by=None, n=n) for n in range(3)]


def test_first_line_seals_the_start():
    line = record("act", "thing:1", by=None)
    assert line.previous == START
    assert ChainHead.objects.get().digest == line.digest


def test_each_line_seals_the_one_before():
    first, second, third = three_lines()
    assert (second.previous, third.previous) == (first.digest, second.digest)
    assert found() == []
    assert verify().lines == 3


def test_line_names_who_and_what(coordinator, agency):
    line = record(
        "act", agency, by=coordinator, day=date(2026, 1, 2), x=Decimal("1.50"), y=1.0
    )
    line.refresh_from_db()
    assert line.actor == coordinator
    assert (line.actor_name, line.actor_label) == ("", "Nguyễn Văn Minh")
    assert line.subject == f"organisations.Unit:{agency.pk}"
    assert line.subject_name == "Cục Thương mại điện tử và Kinh tế số"
    assert line.detail == {"day": "2026-01-02", "x": "1.5", "y": "1"}
    assert found() == []


def test_history_of_a_row_is_newest_first(coordinator, agency):
    record("act", agency, by=coordinator)
    assert [line.verb for line in lines_about(agency)] == ["act", "create_unit"]


@pytest.mark.tampered("a line is changed")
def test_changed_line_breaks_the_chain():
    _, second, _ = three_lines()
    alter(second.pk, subject_name="Khác")
    assert found() == [("line_changed", str(second.pk))]


@pytest.mark.tampered("a line is removed")
def test_removed_line_breaks_the_chain():
    _, second, third = three_lines()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditline WHERE id = %s", [second.pk])
    assert ("line_missing", str(third.pk)) in found()


@pytest.mark.tampered("the last line is removed")
def test_removed_end_breaks_the_chain():
    _, second, third = three_lines()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditline WHERE id = %s", [third.pk])
    assert found() == [("end_missing", str(second.pk))]


def test_lines_cannot_be_changed_or_removed():
    line = record("act", "thing:1", by=None)
    for forbidden in (
        line.save,
        line.delete,
        AuditLine.objects.all().delete,
        lambda: AuditLine.objects.update(verb="other"),
    ):
        with pytest.raises(TypeError):
            forbidden()
    assert AuditLine.objects.get().verb == "act"
