"""Results of verifications are kept, and shown to whoever sees the chain."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from opendti_site.audit.models import Verification
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
