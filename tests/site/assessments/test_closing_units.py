"""A unit is not closed over its open forms in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import close_unit, edit_unit

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit


def test_close_unit_with_an_open_form_needs_a_decision(
    submission: Submission, agency: Unit, coordinator: User
) -> None:
    closing = {"on": timezone.localdate(), "reason": "Sáp nhập", "by": coordinator}

    with pytest.raises(ActionRefusedError, match="hồ sơ đang mở"):
        close_unit(unit=agency, **closing)
    agency.refresh_from_db()
    assert agency.closed_on is None
    closed = close_unit(unit=agency, decision="Nộp nốt trước hạn", **closing)

    assert closed.closed_on == timezone.localdate()
    detail = AuditLine.objects.latest("pk").detail
    assert detail["decision"] == "Nộp nốt trước hạn"
    assert detail["under_way"] == ["Kỳ 2026: Đang nhập"]


def test_edit_unit_closes_no_unit_that_has_an_open_form(
    submission: Submission, agency: Unit, coordinator: User
) -> None:
    changes = {"closed_on": timezone.localdate()}

    with pytest.raises(ActionRefusedError, match="trang Kết thúc hoạt động đơn vị"):
        edit_unit(unit=agency, version=1, by=coordinator, changes=changes)

    agency.refresh_from_db()
    assert agency.closed_on is None


def test_close_unit_page_lists_the_open_forms(
    submission: Submission, agency: Unit, coordinator: User, client: Client
) -> None:
    client.force_login(coordinator)
    there = f"{agency.get_absolute_url()}dong/"
    day = timezone.localdate().strftime("%d/%m/%Y")

    page = client.get(there).content.decode()
    refused = client.post(there, {"on": day, "reason": "Sáp nhập"}).content.decode()

    assert submission.get_absolute_url() in page
    assert "Cách xử lý các hồ sơ đang mở" in page
    assert "hãy ghi cách xử lý" in refused
    agency.refresh_from_db()
    assert agency.closed_on is None
