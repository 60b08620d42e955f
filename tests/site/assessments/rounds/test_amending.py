"""An open round edited where it is safe: its name, and the dates that lie ahead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import (
    amend_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.actions import extend_submission
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

DAY = dt.timedelta(days=1)


@pytest.fixture
def dated(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
) -> Round:
    """Open a round with an appraisal, ten days after the submissions end."""
    until = draft.submit_by + 10 * DAY
    return open_round(
        create_round(replace(draft, appraise_by=until), by=coordinator), by=coordinator
    )


def amended(round_: Round, by: User, **values: object) -> Round:
    fields = {"title": round_.title, "reason": "Sửa theo công văn"} | values
    return amend_round(round_, version=round_.version, by=by, **fields)  # type: ignore[arg-type]  # as the test says


def test_name_and_later_dates_change_with_a_reason_and_a_line(
    dated: Round, coordinator: User
) -> None:
    council = dated.submit_by + 30 * DAY
    appraise_by = dated.submit_by + 5 * DAY

    amended(
        dated,
        coordinator,
        title=" Kỳ chính thức ",
        appraise_by=appraise_by,
        council_by=council,
        document="9/CV",
    )

    row = Round.objects.get(pk=dated.pk)
    assert (row.title, row.appraise_by, row.council_by) == (
        "Kỳ chính thức",
        appraise_by,
        council,
    )
    assert (row.state, row.version) == ("open", dated.version + 1)
    line = AuditLine.objects.get(verb="amend_round")
    assert line.detail["before"]["title"] == dated.title
    assert set(line.detail["after"]) == {"title", "appraise_by", "council_by"}
    assert (line.detail["reason"], line.detail["document_number"]) == (
        "Sửa theo công văn",
        "9/CV",
    )


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"appraise_by": -1}, "sau hạn nộp"),
        ({"council_by": 9}, "sau hạn thẩm định"),
        ({"explain_by": 20}, "hạn thẩm định lại"),
        ({"title": "  "}, "tên kỳ"),
        ({"reason": " "}, "lý do"),
        ({}, "Chưa có gì"),
    ],
)
def test_what_is_out_of_order_or_nothing_is_refused(
    dated: Round, coordinator: User, values: dict[str, object], fault: str
) -> None:
    lines = AuditLine.objects.count()
    dates = {
        name: dated.submit_by + days * DAY if isinstance(days, int) else days
        for name, days in values.items()
    }

    with pytest.raises(ValidationError, match=fault):
        amended(dated, coordinator, **dates)

    assert AuditLine.objects.count() == lines


def test_the_present_deadline_and_what_has_passed_stay(
    dated: Round, coordinator: User, clock: Clock
) -> None:
    for name in ("submit_by", "opens_at", "state", "root"):
        with pytest.raises(EditConflictError):
            amended(dated, coordinator, **{name: dated.submit_by + DAY})
    clock.move_on(days=12)
    with pytest.raises(ValidationError, match="sau lúc này"):
        amended(dated, coordinator, appraise_by=dated.submit_by + DAY)


def test_a_stale_page_and_others_are_refused(
    dated: Round, agency: Unit, coordinator: User
) -> None:
    seen = dated.version
    amended(dated, coordinator, title="Một")
    with pytest.raises(EditConflictError):
        amend_round(dated, title="Hai", reason="R", version=seen, by=coordinator)
    own = person("own", "Điều phối của đơn vị", Role.COORDINATOR, agency)
    with pytest.raises(PermissionDenied):
        amended(Round.objects.get(pk=dated.pk), own, title="Ba")
    Round.objects.get(pk=dated.pk, title="Một")


def test_an_appraisal_does_not_end_before_a_unit_s_own_deadline(
    dated: Round, coordinator: User
) -> None:
    form = dated.submissions.first()
    assert form
    due = dated.submit_by + 8 * DAY
    extend_submission(form, due_at=due, reason="Lũ", by=coordinator)

    with pytest.raises(ValidationError, match="1 đơn vị có hạn nộp riêng"):
        amended(dated, coordinator, appraise_by=due)
    assert amended(dated, coordinator, appraise_by=due + DAY)


def test_a_step_that_has_begun_keeps_its_date(
    dated: Round, coordinator: User, clock: Clock
) -> None:
    clock.move_on(days=11)
    round_ = start_appraisal(dated, by=coordinator)
    with pytest.raises(EditConflictError):
        amended(round_, coordinator, appraise_by=timezone.now() + 50 * DAY)
    council = round_.submit_by + 40 * DAY
    assert amended(round_, coordinator, council_by=council).council_by == council
    gone = Round(pk=round_.pk + 99)
    with pytest.raises(ActionRefusedError):
        amended(gone, coordinator, title="Không có")


def test_the_page_offers_what_may_be_changed(
    dated: Round, coordinator: User, client: Client
) -> None:
    client.force_login(coordinator)
    address = f"/ky/{dated.pk}/sua-ky-dang-mo/"
    assert address in client.get(dated.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert 'name="submit_by"' not in page
    assert "2 đơn vị" in page

    answer = client.post(
        address,
        {"title": "Tên mới", "reason": "Sửa", "version": dated.version},
    )

    assert answer.headers["Location"] == dated.get_absolute_url()
    row = Round.objects.get(pk=dated.pk)
    assert (row.title, row.appraise_by) == ("Tên mới", None)
