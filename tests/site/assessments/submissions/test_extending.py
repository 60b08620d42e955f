"""A deadline extended for one unit: it alone has longer, and the later deadline always holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import (
    create_round,
    extend_round,
    open_round,
)
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions import (
    extend_submission,
    return_submission,
    save_answers,
)
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.home.progress_files import UNITS, progress_file
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

DAY = dt.timedelta(days=1)
FILLED = {"2.1.a": PostedField("4")}


def test_one_unit_has_longer_also_after_the_deadline(
    submission: Submission,
    department: Unit,
    coordinator: User,
    reporter: User,
    clock: Clock,
) -> None:
    other = submission.round.submissions.get(unit=department)
    clock.move_on(days=11)
    with pytest.raises(ActionRefusedError):
        save_answers(submission, FILLED, by=reporter)
    before, due = submission.round.submit_by, timezone.now() + 2 * DAY

    extended = extend_submission(
        submission, due_at=due, reason=" Lũ ", document=" 7/CV ", by=coordinator
    )

    assert (extended.closes_at, extended.due_reason) == (due, "Lũ")
    assert save_answers(submission, FILLED, by=reporter).is_clean
    other.refresh_from_db()
    assert (other.closes_at, other.is_in_time) == (before, False)
    line = AuditLine.objects.get(verb="extend_submission")
    assert line.detail == {
        "before": {"submit_by": before.isoformat()},
        "after": {"submit_by": due.isoformat()},
        "reason": "Lũ",
        "document_number": "7/CV",
    }
    clock.move_on(days=2)
    with pytest.raises(ActionRefusedError):
        save_answers(submission, {"2.1.a": PostedField("5")}, by=reporter)


def test_the_later_of_both_deadlines_holds(
    submission: Submission, coordinator: User
) -> None:
    first = submission.round.submit_by
    extend_submission(submission, due_at=first + DAY, reason="Lũ", by=coordinator)
    extend_round(
        submission.round, submit_by=first + 3 * DAY, reason="Bão", by=coordinator
    )

    (row,) = Submission.objects.filter(pk=submission.pk).select_related("round")

    assert (row.closes_at, row.has_own_deadline) == (first + 3 * DAY, False)


def test_a_deadline_that_takes_time_away_or_has_passed_is_refused(
    submission: Submission, coordinator: User, signatory: User, clock: Clock
) -> None:
    due = submission.closes_at
    with pytest.raises(ValidationError, match="sau hạn hiện nay"):
        extend_submission(submission, due_at=due, reason="Lũ", by=coordinator)
    with pytest.raises(ValidationError, match="lý do gia hạn"):
        extend_submission(submission, due_at=due + DAY, reason=" ", by=coordinator)
    with pytest.raises(ValidationError, match="không được trước hạn nộp"):
        return_submission(submission, reason="Sai", due_at=due - DAY, by=coordinator)
    clock.move_on(days=12)
    with pytest.raises(ValidationError, match="sau lúc này"):
        extend_submission(submission, due_at=due + DAY, reason="Lũ", by=coordinator)

    assert Submission.objects.get(pk=submission.pk).due_at is None


def test_a_deadline_after_the_last_appraisal_is_refused(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    until = draft.submit_by + 5 * DAY
    dated = replace(draft, appraise_by=until)
    round_ = open_round(create_round(dated, by=coordinator), by=coordinator)
    row = round_.submissions.get(unit=agency)

    with pytest.raises(ValidationError, match="không ai thẩm định"):
        extend_submission(row, due_at=until, reason="Lũ", by=coordinator)

    due = until - dt.timedelta(minutes=1)
    assert extend_submission(row, due_at=due, reason="Lũ", by=coordinator)


@pytest.mark.tampered("the state is set by hand")
def test_only_who_coordinates_the_round_extends_and_not_what_is_submitted(
    submission: Submission, agency: Unit, coordinator: User
) -> None:
    own = person("own", "Điều phối của đơn vị", Role.COORDINATOR, agency)
    due = submission.closes_at + DAY
    with pytest.raises(PermissionDenied):
        extend_submission(submission, due_at=due, reason="Lũ", by=own)
    Submission.objects.filter(pk=submission.pk).update(state="submitted")
    with pytest.raises(ActionRefusedError, match="đã nộp"):
        extend_submission(submission, due_at=due, reason="Lũ", by=coordinator)


def test_pages_and_files_show_the_units_own_deadline(
    submission: Submission, coordinator: User, reporter: User, client: Client
) -> None:
    due = timezone.localtime(submission.closes_at + 2 * DAY).replace(second=0)
    typed = {"due_at": due.strftime("%Y-%m-%dT%H:%M")}
    address = f"/ho-so/{submission.pk}/gia-han/"
    client.force_login(coordinator)
    assert address in client.get(submission.get_absolute_url()).content.decode()

    assert "Hạn hiện nay của đơn vị" in client.get(address).content.decode()
    answer = client.post(
        address, typed | {"reason": "Lũ cuốn", "document": "7/CV-TMĐT"}
    )

    assert answer.headers["Location"] == submission.round.get_absolute_url()
    written = due.strftime("%H:%M ngày %d/%m/%Y")
    shown = client.get(submission.round.get_absolute_url()).content.decode()
    assert f"Hạn riêng: {written}" in shown
    table = progress_file(UNITS, submission.round, coordinator)
    assert [row[4] for row in table.rows].count(due.strftime("%H:%M %d/%m/%Y")) == 1
    client.force_login(reporter)
    form = client.get(submission.get_absolute_url()).content.decode()
    assert f"gia hạn nộp đến {written}: Lũ cuốn" in form
    assert "7/CV-TMĐT" in form
    assert address not in form
