"""Rows that no line names are sealed by one line that says so, never in silence."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from opendti_site.audit.anchors import send_head
from opendti_site.audit.existing import seal_at_upgrade, seal_existing
from opendti_site.audit.models import AuditLine
from opendti_site.audit.verification import verify
from opendti_site.organisations.models import Unit


def unkey() -> None:
    """Make the chain one of the first version: no keys, no digests of rows."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditline SET key = '', seals = '{}'")
        cursor.execute("UPDATE audit_chainhead SET key = ''")


@pytest.mark.tampered("the chain is one of the first version")
def test_an_upgrade_seals_what_an_older_version_left_once(
    coordinator, agency, settings
):
    from django.apps import apps  # noqa: PLC0415 -- as the signal gives it

    unkey()
    seal_at_upgrade(apps=None)  # below the version that seals there is nothing to do
    settings.AUDIT_ANCHORS = ["mailto:a@example.vn"]
    assert send_head() == []  # nor a key to send the head with
    settings.AUDIT_ANCHORS = []
    assert not AuditLine.objects.exclude(key="").exists()
    seal_at_upgrade(apps=apps)
    line = AuditLine.objects.last()
    assert line.verb == "seal_existing"
    assert line.detail["tables"] == {
        "accounts.RoleAssignment": 1,
        "accounts.User": 1,
        "organisations.Unit": 2,
    }
    (acceptance,) = verify(deep=False).acceptances
    assert (acceptance.line, acceptance.rows) == (line.pk, 4)
    assert f"đơn vị {agency.parent_id}, {agency.pk}" in acceptance.words
    rows = {f.code for f in verify(deep=False).findings if f.table != "audit.AuditLine"}
    assert rows == set()
    Unit.objects.create(code="X", name="X", path="9/")
    seal_at_upgrade(apps=apps)
    assert AuditLine.objects.last() == line


@pytest.mark.tampered("a row is changed and another added by hand")
def test_a_row_whose_seal_does_not_hold_is_not_sealed_again(agency, capsys):
    Unit.objects.filter(pk=agency.pk).update(name="Khác")
    made = Unit.objects.create(code="X", name="X", path="9/")
    call_command("seal_existing", reason="Bổ sung")
    assert "organisations.Unit: 1 rows sealed" in capsys.readouterr().out
    found = [(finding.code, finding.key) for finding in verify(deep=False).findings]
    assert found == [("row_changed", str(agency.pk))]
    assert made.pk != agency.pk


def test_a_sealed_database_gets_no_line(agency):
    before = AuditLine.objects.count()
    assert seal_existing(by=None, reason="x") == {}
    assert AuditLine.objects.count() == before


@pytest.mark.tampered("a row is written without an act")
def test_where_nothing_was_ever_done_nothing_is_sealed(db: None):
    from django.apps import apps  # noqa: PLC0415 -- as the signal gives it

    Unit.objects.create(code="X", name="X", path="9/")
    seal_at_upgrade(apps=apps)
    assert not AuditLine.objects.exists()
