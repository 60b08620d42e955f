"""Units with work under way in a round are merged only when it is said what becomes of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.accounts.actions import create_user
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import create_unit, merge_units, preview_merge
from opendti_site.organisations.reorganisation import (
    Merger,
    NewUnit,
    ReorganisationOrder,
)

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit

TODAY = timezone.localdate()
ORDER = ReorganisationOrder(on=TODAY, document="15/NQ-CP", reason="Sắp xếp bộ máy")


def merger_of(*units: Unit, order: ReorganisationOrder = ORDER) -> Merger:
    new = NewUnit(code="CucMoi", name="Cục Mới", block="services")
    return Merger(units, new, units[0].parent, order)


def test_an_open_form_needs_a_decision_and_says_who_is_left(
    submission: Submission,
    agency: Unit,
    department: Unit,
    coordinator: User,
    reporter: User,
) -> None:
    stays = preview_merge(merger_of(agency, department), coordinator)
    moving = ReorganisationOrder(TODAY, "1/QĐ", "Sắp xếp", moves_roles=True)
    moved = preview_merge(merger_of(agency, department, order=moving), coordinator)

    def people(effect) -> dict[str, bool]:
        return {work.unit.code: work.has_people for work in effect.open_forms}

    assert people(stays)["CucTMDT"]
    assert not people(moved)["CucTMDT"]
    with pytest.raises(ActionRefusedError, match="hồ sơ đang mở"):
        merge_units(merger_of(agency, department), by=coordinator)
    decided = ReorganisationOrder(TODAY, "1/QĐ", "Sắp xếp", decision="Nộp nốt")
    merge_units(merger_of(agency, department, order=decided), by=coordinator)
    assert AuditLine.objects.latest("pk").detail["decision"] == "Nộp nốt"


def test_a_unit_that_leads_a_running_round_does_not_end(
    submission: Submission, ministry: Unit
) -> None:
    other = create_unit(by=None, code="BKHAC", name="Bộ khác", kind="ministry")
    # Of a top unit only a superuser decides.
    boss = create_user(by=None, username="sep", full_name="Sếp", is_superuser=True)

    with pytest.raises(ActionRefusedError, match="đang chủ trì"):
        preview_merge(merger_of(ministry, other), boss)
