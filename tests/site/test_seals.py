"""The check after each test finds what the verification of a site finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from opendti_site.audit.verification import verify
from tests.site.seals import broken_seals

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.tampered(reason="rows are written and removed by SQL"),
]


def found() -> list[str]:
    """Return what the check after a test finds, which is what the site's own verification finds."""
    broken = broken_seals()
    assert broken == [str(finding) for finding in verify(deep=False).findings]
    return broken


def test_a_row_that_is_changed_is_found(agency: Unit) -> None:
    assert found() == []
    type(agency).objects.filter(pk=agency.pk).update(name="Khác")
    assert len(found()) == 1


def test_a_table_that_is_emptied_is_found(coordinator: User) -> None:
    assert found() == []
    table = coordinator.assignments.model._meta.db_table  # noqa: SLF001 -- Django's documented name
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- a name of our own
        assert cursor.rowcount > 0
        assert len(found()) == cursor.rowcount


def test_a_row_without_a_line_in_a_table_that_was_empty_is_found(agency: Unit) -> None:
    model = type(agency)
    copied = {**model.objects.values().get(pk=agency.pk), "id": agency.pk + 1000}
    copied["code"] = "KHAC"
    model.objects.bulk_create([model(**copied)])
    assert len(found()) == 1
