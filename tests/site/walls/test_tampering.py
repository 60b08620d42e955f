"""Wall: whatever a published number or a permission rests on, changed by SQL, is found and named.

The tables are those of the registry of seals and the models of the site: a new model that is
neither sealed nor exempt with a reason fails here, and so does a new column that nobody checks.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from opendti import fingerprint, parse_framework
from opendti_site.assessments.models import Answer, Attachment, Round
from opendti_site.assessments.rounds.actions import reopen_round
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.actions import record
from opendti_site.audit.registry import exempt_models, sealed_models
from opendti_site.audit.verification import verify
from opendti_site.organisations.actions import edit_unit
from opendti_site.organisations.models import Unit
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.bridge import digest_of
from opendti_site.results.models import Run
from tests.site.walls.tampering import (  # noqa: F401 -- fixtures are found by their names here
    TABLES,
    another,
    columns,
    last_row,
    refused,
    sealed_world,
    world_agency,
    world_coordinator,
    world_reporter,
)

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what this wall is for")]


def named(*, deep: bool = True) -> set[tuple[str, str]]:
    """Verify, and return table and key of every row that is named."""
    return {(finding.table, finding.key) for finding in verify(deep=deep).findings}


def tampered(
    sql: str, values: list[Any], sought: tuple[str, str]
) -> set[tuple[str, str]]:
    """Run SQL behind the models' back, verify, and take it back.

    The deep checks only add to what is found, so they run where the row is not among it already.
    """
    with transaction.atomic():
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            cursor.execute(sql, values)
        found = named(deep=False)
        found = found if sought in found else named()
        transaction.set_rollback(True)
    return found


def test_every_table_is_sealed_or_exempt_with_a_reason():
    ours = {
        model._meta.label  # noqa: SLF001 -- Django's documented name
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("opendti_site.")
        or model._meta.app_config.name.startswith("opendti_site.")  # noqa: SLF001
    }
    exempt = exempt_models()
    sealed = {sealed.label for sealed in sealed_models()}
    assert ours - sealed - exempt.keys() == set(), (
        "seal these tables in the app's sealing.py, or exempt them with a reason"
    )
    assert all(len(reason) > 10 for reason in exempt.values())
    for table in sealed_models():
        assert table.left_out.keys() <= {
            column.attname
            for column in table.model._meta.concrete_fields  # noqa: SLF001
        }
        assert all(len(reason) > 10 for reason in table.left_out.values())


def test_an_untouched_world_is_whole(world, capsys):
    call_command("verify_audit")
    assert "is whole" in capsys.readouterr().out


def test_every_column_changed_by_sql_is_found_and_its_row_named(world):
    unseen = []
    for label, attname in columns():
        row = last_row(label)
        column = next(
            c for c in row._meta.concrete_fields if c.attname == attname  # noqa: SLF001
        )  # fmt: skip
        value = another(column, getattr(row, attname))
        table = row._meta.db_table  # noqa: SLF001 -- Django's documented name
        sql = f'UPDATE {table} SET "{column.column}" = %s WHERE id = %s'  # noqa: S608 -- our own names
        try:
            found = tampered(sql, [value, row.pk], (label, str(row.pk)))
        except Exception as refusal:  # noqa: BLE001 -- a constraint that refuses the value is a wall of its own
            found = refused(refusal)
        if found is not None and (label, str(row.pk)) not in found:
            unseen.append(f"{label}.{attname}")
    assert unseen == []


@pytest.mark.parametrize("label", sorted(TABLES))
def test_a_row_deleted_by_sql_is_found(world, label):
    row = last_row(label)
    table = row._meta.db_table  # noqa: SLF001 -- Django's documented name
    sql = f"DELETE FROM {table} WHERE id = %s"  # noqa: S608 -- our own names
    found = tampered(sql, [row.pk], (label, str(row.pk)))
    if label.endswith("Score"):
        assert [key for table, key in found if table == label] != []
    else:
        assert (label, str(row.pk)) in found


@pytest.mark.parametrize("label", sorted(TABLES))
def test_a_row_inserted_by_sql_is_found(world, label):
    row = last_row(label)
    fields = row._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
    fresh = row.pk + 1000
    values = {
        f.column: f.get_db_prep_save(getattr(row, f.attname), connection)
        for f in fields
    }
    values |= {f.column: fresh_value(f, row) for f in fields if f.unique}
    values["id"] = fresh
    values |= clear_of_constraints(label, row)
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    table = row._meta.db_table  # noqa: SLF001 -- Django's documented name
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 -- our own names
    inserted = label, str(fresh)
    assert inserted in tampered(sql, list(values.values()), inserted)


def fresh_value(column: models.Field[Any, Any], row: models.Model) -> Any:
    """Return a value that no other row of a unique column has."""
    fresh = f"fresh-{getattr(row, column.attname)}"[-40:]
    return None if column.null else fresh[: column.max_length or 40]


def clear_of_constraints(label: str, row: Any) -> dict[str, Any]:
    """Return the columns by which a copy differs where two alike are refused."""
    changed: dict[str, dict[str, Any]] = {
        "accounts.RoleAssignment": {"role": "council"},
        "mfa.Authenticator": {"type": "webauthn"},
        "organisations.Succession": {"on": "2020-01-01"},
        "socialaccount.SocialAccount": {"uid": "s-fresh"},
        "assessments.Answer": {"item": "9.9.z"},
        "assessments.EvidenceLink": {"criterion": "9.9"},
        "assessments.Attachment": {"order": 9},
        "assessments.EvidenceWaiver": {"criterion": "9.9"},
        "assessments.CriterionRequest": {"criterion": "9.9"},
        "assessments.Submission": {"unit_id": Unit.objects.get(code="BCT").pk},
        "results.RunScore": {"node": "9.9"},
        "publication.Edition": {"corrects_id": row.pk, "change_note": "x"},
        "publication.EditionScore": {"node": "9.9"},
        "publication.EditionUnit": {
            "code": "FRESH",
            "assessed_id": Unit.objects.get(code="BCT").pk,
        },
    }
    if label == "frameworks.Crosswalk":
        return {"before_id": row.after_id, "after_id": row.before_id}
    return changed.get(label, {})


def test_a_changed_and_a_missing_file_are_found(world):
    attachment = Attachment.objects.earliest("pk")
    path, found = attachment.path, {("assessments.Attachment", str(attachment.pk))}
    written = path.read_bytes()
    path.unlink()
    assert named() == found
    path.write_bytes(b"other")
    assert named() == found
    path.write_bytes(written)
    assert named() == set()


def test_the_command_names_all_and_goes_on_after_the_first(world, capsys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE results_runscore SET points = 99 WHERE node = 'index'")
        cursor.execute("UPDATE accounts_user SET is_superuser = %s", [True])
    with pytest.raises(CommandError, match="things differ"):
        call_command("verify_audit")
    printed = capsys.readouterr().out
    assert "Cục Thương mại điện tử và Kinh tế số · index" in printed
    assert "Nguyễn Văn Minh" in printed


def test_a_superuser_made_by_hand_is_found(world, django_user_model):
    made = django_user_model.objects.create_superuser("root", password="x" * 12)
    assert named() == {("accounts.User", str(made.pk))}


def test_createsuperuser_leaves_a_line(world, monkeypatch, django_user_model):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "x" * 12)
    call_command(
        "createsuperuser", interactive=False, username="root", full_name="Root"
    )
    assert django_user_model.objects.get(username="root").is_superuser
    assert named() == set()


def test_changepassword_leaves_a_line(world, monkeypatch, reporter):
    monkeypatch.setattr("getpass.getpass", lambda prompt: "mot-mat-khau-la-9137")  # noqa: ARG005 -- its shape
    call_command("changepassword", reporter.username, verbosity=0)
    reporter.refresh_from_db()
    assert reporter.check_password("mot-mat-khau-la-9137")
    assert reporter.must_change_password
    assert named() == set()


def by_hand(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_superuser_made_by_hand_is_found_after_an_act_sealed_the_person_again(
    world, reporter
):
    by_hand("UPDATE accounts_user SET is_superuser = (1=1) WHERE id = %s", reporter.pk)
    reporter.refresh_from_db()
    record("change_password", reporter, by=reporter, seals=[reporter])
    assert named() == {("accounts.User", str(reporter.pk))}


def test_a_password_set_by_hand_is_not_sealed_by_signing_in_with_it(
    world, reporter, settings
):
    older = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, older]
    weak = PBKDF2PasswordHasher().encode("of-the-thief", "salt", iterations=1)
    by_hand("UPDATE accounts_user SET password = %s WHERE id = %s", weak, reporter.pk)
    reporter.refresh_from_db()
    assert reporter.check_password("of-the-thief")
    assert named() == {("accounts.User", str(reporter.pk))}


def test_frozen_answers_changed_before_they_are_scored_are_found(world, coordinator):
    run = start_run(Round.objects.get(), Stage.FINAL, by=coordinator)
    better = run.inputs.replace('"1.2.a":["given",60.0]', '"1.2.a":["given",90.0]')
    assert better != run.inputs
    by_hand(
        "UPDATE results_run SET inputs = %s, inputs_digest = %s WHERE id = %s",
        better,
        digest_of(better),
        run.pk,
    )
    compute_run(Run.objects.get(pk=run.pk))
    assert ("results.Run", str(run.pk)) in named()


def test_answers_changed_for_a_run_and_put_back_are_found(world, coordinator):
    """The rows hold their seals again and the run agrees with itself: only the two together tell."""
    round_ = Round.objects.get()
    answer = Answer.objects.get(item="1.2.a")
    by_hand("UPDATE assessments_answer SET value = 90 WHERE id = %s", answer.pk)
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    by_hand(
        "UPDATE assessments_answer SET value = %s WHERE id = %s",
        str(answer.value),
        answer.pk,
    )
    assert named() == {("results.Run", str(run.pk))}


def test_a_block_changed_before_the_form_is_sealed_again_is_found(world, coordinator):
    form = Round.objects.get().submissions.get(unit__code="CucTMDT")
    by_hand("UPDATE assessments_submission SET block = 'x' WHERE id = %s", form.pk)
    record("return_submission", form, by=coordinator, seals=[form])
    assert ("assessments.Submission", str(form.pk)) in named()


def test_a_framework_changed_before_the_round_is_sealed_again_is_found(
    world, coordinator
):
    round_ = Round.objects.get()
    text = round_.framework_text.replace('"2026"', '"2027"')
    by_hand(
        "UPDATE assessments_round SET framework_text = %s, fingerprint = %s WHERE id = %s",
        text,
        fingerprint(parse_framework(text)),
        round_.pk,
    )
    reopen_round(Round.objects.get(), reason="Xem lại", by=coordinator)
    assert ("assessments.Round", str(round_.pk)) in named()


def test_a_renamed_unit_breaks_no_run(world, agency, coordinator):
    agency.refresh_from_db()
    edit_unit(
        unit=agency, version=agency.version, by=coordinator, changes={"code": "TMDT2"}
    )
    assert named() == set()
