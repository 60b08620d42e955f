"""Wall: what was changed by SQL stays found when an act of the site writes the row afterwards.

An act seals a row as it finds it. So each column is changed by SQL, and then the row is sealed
by an act that has no business with this column; the line of that act must be named.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from opendti_site.accounts.actions import close_user, edit_user
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.actions import record
from opendti_site.audit.registry import (
    NEVER,
    SealedModel,
    append_only,
    register_sealed,
    sealed_model,
    sealed_models,
)
from opendti_site.audit.rows import reference
from opendti_site.audit.verbs import known_verbs
from opendti_site.audit.verification import verify
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.organisations.actions import close_unit, edit_unit
from opendti_site.organisations.models import Unit
from tests.site.walls.tampering import (  # noqa: F401 -- fixtures are found by their names here
    another,
    last_row,
    opened_in_time,
    refused,
    sealed_world,
    world_agency,
    world_coordinator,
    world_department,
    world_reporter,
)

if TYPE_CHECKING:
    from django.db import models

    from opendti_site.audit.models import AuditLine

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what this wall is for")]

Found = set[tuple[str, str, str, str]]
"""Code, table, column and number of the line of findings."""


def found() -> Found:
    return {
        (f.code, f.table, f.params.get("column", ""), f.params["line"])
        for f in verify(deep=False).findings
    }


def by_hand(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def other_act(table: SealedModel, column: str) -> str:
    """Return an act that does not change a column: one of those that write the table, if any."""
    lines = [SimpleNamespace(verb=verb, detail={}) for verb in sorted(table.verbs)]
    other = [line.verb for line in lines if not table.may_change(column, line)]
    return other[0] if other else "sign_out"


def change_and_reseal(
    table: SealedModel, column: models.Field[Any, Any]
) -> AuditLine | None:
    """Change a column of the last row by SQL and let another act seal it; None where it is refused."""
    row = last_row(table.label)
    value = another(column, getattr(row, column.attname))
    name = row._meta.db_table  # noqa: SLF001 -- Django's documented name
    sql = f'UPDATE {name} SET "{column.column}" = %s WHERE id = %s'  # noqa: S608 -- our own names
    try:
        with transaction.atomic():
            by_hand(sql, value, row.pk)
    except Exception as refusal:  # noqa: BLE001 -- a constraint that refuses the value is a wall of its own
        return refused(refusal)
    verb = other_act(table, column.attname)
    return record(verb, "thing:1", by=None, seals=[reference(row)])


def reseal_everything() -> Found:
    """Change and seal every column of the last rows; return what must be found of it."""
    expected: Found = set()
    for table in sealed_models():
        for column in table.columns:
            line = None if column.primary_key else change_and_reseal(table, column)
            if line is not None:
                name = (
                    column.attname
                    if column.attname in table.tagged_columns.values()
                    else ""
                )
                code = "column_changed" if name else "row_resealed"
                expected.add((code, table.label, name, str(line.pk)))
    return expected


def test_every_column_stays_found_after_an_act_that_does_not_change_it(world):
    with transaction.atomic():
        with connection.constraint_checks_disabled():
            expected = reseal_everything()
        assert len(expected) > 120
        assert expected <= found()
        transaction.set_rollback(True)


def test_every_column_has_its_acts_and_every_act_has_words():
    known = {verb for verb, _words in known_verbs()}
    assert len(sealed_models()) > 10
    for table in sealed_models():
        names = {column.attname for column in table.columns}
        assert table.changed_by.keys() == names
        assert table.verbs <= known


def test_a_column_without_acts_is_not_registered():
    entries = append_only(Unit, "create_unit")
    entries.pop("code")
    with pytest.raises(ValueError, match=r"organisations.Unit: .* see code"):
        register_sealed(Unit, changed_by=entries)
    with pytest.raises(ValueError, match="see colour"):
        register_sealed(Unit, changed_by=append_only(Unit, "x") | {"colour": NEVER})


def test_a_code_changed_by_hand_is_found_after_an_edit_of_the_name(agency, coordinator):
    by_hand("UPDATE organisations_unit SET code = 'X' WHERE id = %s", agency.pk)
    agency.refresh_from_db()
    edit_unit(
        unit=agency, version=agency.version, by=coordinator, changes={"name": "Cục Mới"}
    )
    assert {row[:3] for row in found()} == {
        ("column_changed", "organisations.Unit", "code")
    }


def test_a_unit_moved_by_hand_is_found_after_it_is_closed(
    world, department, coordinator
):
    by_hand(
        "UPDATE organisations_unit SET parent_id = NULL, path = 'x' WHERE id = %s",
        department.pk,
    )
    close_unit(unit=department, on=dt.date(2026, 1, 1), reason="x", by=coordinator)
    assert {row[:3] for row in found()} == {
        ("column_changed", "organisations.Unit", "parent_id"),
        ("column_changed", "organisations.Unit", "path"),
    }


def test_a_password_set_by_hand_is_found_after_the_name_is_corrected(
    reporter, coordinator
):
    by_hand("UPDATE accounts_user SET password = 'x' WHERE id = %s", reporter.pk)
    reporter.refresh_from_db()
    edit_user(user=reporter, by=coordinator, full_name="Lê Hà", email="")
    close_user(user=reporter, by=coordinator)
    assert {row[:3] for row in found()} == {
        ("column_changed", "accounts.User", "password")
    }


def test_a_deadline_moved_by_hand_is_found_after_the_unit_saved(
    agency, coordinator, reporter
):
    release = FrameworkRelease.objects.get(identity__endswith="@2026")
    round_ = opened_in_time(release, agency.parent, coordinator)
    form = round_.submissions.get(unit=agency)
    later = timezone.now() + dt.timedelta(days=9)
    by_hand(
        "UPDATE assessments_submission SET due_at = %s WHERE id = %s", later, form.pk
    )
    save_answers(form, {"1.2.a": PostedField(text="60")}, by=reporter)
    assert {row[:3] for row in found()} == {
        ("column_changed", "assessments.Submission", "due_at")
    }


def test_the_finding_says_column_line_and_act(reporter, coordinator):
    by_hand("UPDATE accounts_user SET password = 'x' WHERE id = %s", reporter.pk)
    reporter.refresh_from_db()
    edit_user(user=reporter, by=coordinator, full_name="Lê Hà", email="")
    (finding,) = verify(deep=False).findings
    assert finding.words == (
        f"cột password đã bị sửa ngoài hệ thống trước dòng {finding.params['line']}: "
        "việc “Sửa tài khoản” không sửa cột này"
    )


def test_a_row_added_by_hand_is_found_after_an_act_sealed_it():
    table = sealed_model("organisations.Unit")
    unit = Unit.objects.create(code="X", name="X", path="9/")
    line = record("close_unit", unit, by=None, seals=[unit])
    assert found() == {("row_slipped_in", table.label, "", str(line.pk))}


def test_a_row_deleted_by_hand_is_found_after_an_act_sealed_it_as_gone(department):
    gone = reference(department)
    by_hand("DELETE FROM organisations_unit WHERE id = %s", department.pk)
    line = record("edit_unit", "thing:1", by=None, seals=[gone])
    assert found() == {("row_taken_out", "organisations.Unit", "", str(line.pk))}
