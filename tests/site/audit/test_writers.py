"""A verification while the site is worked with, on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.audit.models import AuditLine
from opendti_site.audit.reports import VerificationReport
from opendti_site.audit.verification import verify
from opendti_site.organisations.actions import create_unit
from opendti_site.organisations.models import Unit
from tests.site.walls.racing import DONE, interrupted

if TYPE_CHECKING:
    from collections.abc import Callable


def behind(table: str) -> Callable[[str], bool]:
    """Return what is true of the statement behind the first one that reads a table."""
    read: list[str] = []

    def is_behind(sql: str) -> bool:
        read.append(sql)
        return any(f'FROM "{table}"' in statement for statement in read[:-1])

    return is_behind


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "table", ["audit_auditline", "organisations_unit", "audit_chainhead"]
)
def test_a_line_that_is_added_while_verifying_is_no_finding(
    ministry: Unit, table: str
) -> None:
    reports: list[VerificationReport] = []

    outcomes = interrupted(
        lambda _world: reports.append(verify(deep=False)),
        lambda _world: create_unit(by=None, code="M", name="Mới", parent=ministry),
        None,
        before=behind(table),
    )

    assert outcomes == (DONE, DONE)
    assert reports[0].findings == []
    assert Unit.objects.filter(code="M").exists()
    assert AuditLine.objects.latest("pk").verb == "create_unit"
