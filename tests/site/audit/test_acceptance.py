"""The way out: rows that are right as they are, sealed again by a line that names them and the reason."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from opendti_site.accounts.actions import edit_user
from opendti_site.audit.actions import record, rotate_key
from opendti_site.audit.migrating import reseal, seal_migrated
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.verification import verify
from opendti_site.organisations.models import Unit
from tests.site.audit.test_chain import alter

UNIT = "organisations.Unit"


def found() -> list[tuple[str, str]]:
    return [(finding.code, finding.key) for finding in verify(deep=False).findings]


def accept(*named: str, reason: str = "Sửa theo công văn 12") -> None:
    call_command("accept_changed_rows", *named, reason=reason)


def change_by_hand(unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(name="Cục Khác")


def test_a_row_corrected_by_hand_is_sealed_again_by_a_line_that_says_so(
    client, agency, coordinator, capsys
):
    change_by_hand(agency)
    assert found() == [("row_changed", str(agency.pk))]
    accept(UNIT, str(agency.pk))
    line = AuditLine.objects.last()
    assert line.verb == "accept_changed_rows"
    assert line.detail == {
        "reason": "Sửa theo công văn 12",
        "accepted": {UNIT: [str(agency.pk)]},
        "faults": {str(agency.pk): ["row_changed"]},
    }
    call_command("verify_audit")
    printed = capsys.readouterr().out
    assert f"line {line.pk}: unit {agency.pk}: Sửa theo công văn 12" in printed
    assert "1 accepted rows checked" in printed
    client.force_login(coordinator)
    page = client.get("/nhat-ky/kiem-tra/").content.decode()
    assert "Được chấp nhận như hiện có" in page
    assert f"đơn vị {agency.pk}" in page
    assert "Sửa theo công văn 12" in page


def test_what_is_found_for_ever_is_answered_for_up_to_the_line(reporter, coordinator):
    def wash() -> None:
        type(reporter).objects.filter(pk=reporter.pk).update(is_staff=True)
        reporter.refresh_from_db()
        edit_user(user=reporter, by=coordinator, full_name="Lê Hà", email="")
        type(reporter).objects.filter(pk=reporter.pk).update(is_staff=False)
        reporter.refresh_from_db()
        edit_user(user=reporter, by=coordinator, full_name="Lê Hà", email="")

    key = str(reporter.pk)
    wash()
    assert found() == [("column_changed", key)] * 2
    accept("accounts.User", key)
    assert found() == []
    wash()
    assert found() == [("column_changed", key)] * 2
    accept("accounts.User", key)


@pytest.mark.tampered("a finding of one row must outlive the acceptance of another")
def test_accepting_one_row_answers_for_no_other(agency, department):
    for unit in (agency, department):
        change_by_hand(unit)
    accept(UNIT, str(agency.pk))
    change_by_hand(agency)
    assert found() == [("row_changed", str(department.pk))]
    Unit.objects.filter(pk=agency.pk).update(name="Cục Khác Nữa")
    accept(UNIT, str(department.pk))
    assert found() == [("row_changed", str(agency.pk))]


def test_a_row_added_and_a_row_deleted_by_hand_are_accepted(agency, department):
    key, made = str(agency.pk), Unit.objects.create(code="X", name="X", path="9/")
    Unit.objects.filter(pk=agency.pk).delete()
    assert sorted(found()) == [("row_gone", key), ("row_unsealed", str(made.pk))]
    accept(UNIT, key, str(made.pk))


@pytest.mark.tampered("a line of the chain is changed")
def test_a_spoilt_line_is_answered_for_by_its_number(agency):
    line = AuditLine.objects.first()
    alter(line.pk, actor_name="Ai đó")
    assert found() == [("line_changed", str(line.pk))]
    accept("audit.AuditLine", str(line.pk))
    assert found() == []


def test_a_row_that_holds_is_refused_and_so_is_an_empty_reason(agency):
    with pytest.raises(CommandError, match="không có phát hiện nào chấp nhận được"):
        accept(UNIT, str(agency.pk))
    with pytest.raises(CommandError, match="lý do"):
        accept(UNIT, str(agency.pk), reason=" ")
    assert AuditLine.objects.last().verb != "accept_changed_rows"


def test_a_migration_has_its_rows_sealed_when_all_have_run(agency, department, capsys):
    for unit in (agency, department):
        change_by_hand(unit)
    reseal(UNIT, [agency.pk, department.pk], reason="0009_names")
    seal_migrated(apps=None)
    assert (
        len(found()) == 2
    )  # below the version that seals there is nothing to write to
    reseal(UNIT, [], reason="0010_nothing")
    call_command("migrate", "audit", verbosity=0)
    line = AuditLine.objects.last()
    assert (line.verb, line.detail) == (
        "migrate_rows",
        {"reason": "0009_names", "tables": {UNIT: 2}},
    )
    assert [acceptance.words for acceptance in verify(deep=False).acceptances] == [
        f"đơn vị {agency.pk}, {department.pk}"
    ]


def test_second_factors_of_before_are_sealed_by_their_migration(reporter):
    import importlib  # noqa: PLC0415 -- a migration has a number for a name

    from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- as above

    name = "opendti_site.accounts.migrations.0007_seal_second_factors"
    row = Authenticator(user=reporter, type="totp", data={})
    Authenticator.objects.bulk_create([row])  # writes no line
    assert found() == [("row_unsealed", str(row.pk))]
    importlib.import_module(name).seal(
        SimpleNamespace(get_model=lambda *_name: Authenticator), None
    )
    call_command("migrate", "audit", verbosity=0)
    assert AuditLine.objects.last().detail["tables"] == {"mfa.Authenticator": 1}


def cut(*, lines: int) -> None:
    """Delete lines at the end behind the site's back."""
    last = AuditLine.objects.order_by("-pk").values_list("pk", flat=True)[lines]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditline WHERE id > %s", [last])


def set_head(column: str, value: object) -> None:
    """Change the head of the chain behind the site's back."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_chainhead SET {column} = %s", [value])  # noqa: S608 -- our own names


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda: cut(lines=1), "end_missing"),
        (lambda: cut(lines=AuditLine.objects.count() - 1), "end_missing"),
        (lambda: set_head("length", 100), "end_missing"),
        (lambda: set_head("digest", "d" * 64), "end_missing"),
        (ChainHead.objects.all().delete, "end_missing"),
        (lambda: set_head("key", "abc"), "head_key_changed"),
    ],
)
@pytest.mark.tampered("the end of the chain is")
def test_an_end_that_is_missing_is_answered_for_and_the_chain_goes_on(
    spoil, code, ministry, coordinator
):
    rotate_key(by=None)
    spoil()
    end = str(AuditLine.objects.last().pk)
    assert (code, end) in found()
    accept("audit.AuditLine", end)
    left = found()  # rows that the lost lines had sealed
    assert {code for code, _key in left} <= {"row_unsealed", "row_changed"}
    line = record("x", "thing:1", by=None)
    assert found() == left
    assert line.previous == AuditLine.objects.get(verb="accept_changed_rows").digest


@pytest.mark.tampered("all lines are deleted")
def test_a_chain_of_which_nothing_is_left_begins_anew_by_a_line_that_says_so(agency):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditline")
    accept("audit.AuditLine", "0")
    call_command("seal_existing", reason="Mất nhật ký")
    assert found() == []
    assert AuditLine.objects.first().detail["faults"] == {"0": ["end_missing"]}


def test_no_line_answers_for_an_anchor(agency, settings, tmp_path):
    path = tmp_path / "anchor"
    settings.AUDIT_ANCHORS = [str(path)]
    path.write_text("opendti-audit 2026-01-01T00:00:00+00:00 1 d k m\n", "ascii")
    (forged,) = found()
    assert forged == ("anchor_forged", f"{path}:1")
    with pytest.raises(CommandError, match="không có phát hiện nào chấp nhận được"):
        accept("anchor", f"{path}:1")
    settings.AUDIT_ANCHORS = []
