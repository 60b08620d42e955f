"""Results of verifications are kept, and shown to whoever sees the chain."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from opendti_site.accounts.models import User
from opendti_site.audit.models import AuditLine, Verification
from opendti_site.audit.registry import checks
from opendti_site.audit.verification import verify, verify_and_keep
from opendti_site.organisations.models import Unit

ADDRESS = "/nhat-ky/kiem-tra/"


def test_page_says_that_all_is_whole(client, coordinator):
    call_command("verify_audit")
    client.force_login(coordinator)
    page = client.get(ADDRESS).content.decode()
    assert "Nguyên vẹn" in page
    assert "chỗ không khớp" not in page
    assert "accept_changed_rows" not in page


@pytest.mark.tampered("a unit is renamed by hand")
def test_page_names_what_differs(client, coordinator, agency):
    Unit.objects.filter(pk=agency.pk).update(name="Cục Khác")
    with pytest.raises(CommandError):
        call_command("verify_audit", quick=True)
    client.force_login(coordinator)
    page = client.get(ADDRESS).content.decode()
    assert "1 chỗ không khớp" in page
    assert "Cục Khác" in page
    assert "dữ liệu khác với lúc được niêm phong" in page
    assert "opendti site accept_changed_rows" in page  # the way out


def test_page_is_closed_to_others(client, reporter):
    client.force_login(reporter)
    assert client.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_queries_do_not_grow(client, coordinator, rows, django_assert_num_queries):
    for _ in range(rows):
        call_command("verify_audit", quick=True)
    client.force_login(coordinator)
    with django_assert_num_queries(5 if rows else 4):
        client.get(ADDRESS)
    assert Verification.objects.count() == rows


@pytest.mark.usefixtures("coordinator")
def test_each_part_keeps_how_many_were_looked_at_and_what_was_found():
    report = verify_and_keep()
    kept = {part["name"]: part for part in Verification.objects.get().parts}
    assert list(kept)[:3] == ["lines", "rows", "anchors"]
    assert kept.keys() - {"lines", "rows", "anchors"} == set(checks())
    assert kept["lines"]["count"] == AuditLine.objects.count()
    assert kept["rows"]["count"] == report.rows
    assert all(part["found"] == 0 and part["seconds"] >= 0 for part in kept.values())


@pytest.mark.tampered("one row and one line are changed behind the site's back")
def test_what_is_found_is_counted_with_its_part(coordinator):
    User.objects.filter(pk=coordinator.pk).update(full_name="Người khác")
    found = {part.name: part.found for part in verify().parts}
    assert (found["lines"], found["rows"]) == (0, 1)
    line = AuditLine.objects.order_by("-pk")[0]
    QuerySet(AuditLine).filter(pk=line.pk).update(actor_name="Ai đó")
    found = {part.name: part.found for part in verify().parts}
    assert found["lines"] == 1
