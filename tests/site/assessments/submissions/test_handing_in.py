from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    hand_back,
    hand_over,
    import_answers,
    recall_submission,
    return_submission,
    save_answers,
    submit_answers,
)
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from tests.site.clock import Clock


@pytest.fixture
def filled(submission: Submission, reporter: User) -> Submission:
    claim = PostedField("", state="not_applicable", reason="Không có")
    save_answers(
        submission,
        {
            "1.1.a": PostedField("1"),
            "1.2.a": PostedField("40"),
            "1.2.b": PostedField("100"),
            "2.1.a": PostedField("3"),
            "2.2.a": claim,
            "2.2.b": claim,
            "2.3.a": PostedField("full"),
        },
        by=reporter,
    )
    waive_evidence(submission, "1.2", "Văn thư đang số hóa", by=reporter)
    return submission


def test_submit_answers_writes_one_self_entry_a_criterion(
    filled: Submission, signatory: User
) -> None:
    done = submit_answers(filled, by=signatory)

    assert (done.state, done.submitted_by) == ("submitted", signatory)
    entries = ScoreEntry.objects.order_by("pk").values_list(
        "criterion", "stage", "verdict", "points", "max_points", "state"
    )
    assert list(entries) == [
        ("1.1", "self", "claimed", 10.0, 10.0, "given"),
        ("1.2", "self", "claimed", 10.0, 20.0, "given"),
        ("2.1", "self", "claimed", 6.0, 10.0, "given"),
        ("2.2", "self", "claimed", 0.0, 40.0, "not_applicable"),
        ("2.3", "self", "claimed", 10.0, 10.0, "given"),
    ]
    assert ScoreEntry.objects.get(criterion="1.2").answers["1.2.a"] == {
        "value": 40.0,
        "state": "given",
        "text": "",
    }


def test_submit_answers_without_evidence_or_reason_is_refused(
    submission: Submission, reporter: User, signatory: User
) -> None:
    save_answers(
        submission, {"1.2.a": PostedField("1"), "1.2.b": PostedField("2")}, by=reporter
    )

    with pytest.raises(ActionRefusedError, match=r"1\.2"):
        submit_answers(submission, by=signatory, blanks_confirmed=True)

    submission.refresh_from_db()
    assert submission.state == "open"
    assert not ScoreEntry.objects.exists()


def test_submit_answers_with_blanks_needs_a_confirmation(
    submission: Submission, signatory: User
) -> None:
    with pytest.raises(ActionRefusedError, match="5 tiêu chí để trống"):
        submit_answers(submission, by=signatory)

    assert (
        submit_answers(submission, by=signatory, blanks_confirmed=True).state
        == "submitted"
    )


@pytest.mark.parametrize("who", ["reporter", "stranger", "coordinator", "viewer"])
def test_submit_answers_is_for_signatories(
    filled: Submission, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        submit_answers(filled, by=request.getfixturevalue(who))

    filled.refresh_from_db()
    assert filled.state == "open"


def test_hand_over_reports_who_and_when(filled: Submission, reporter: User) -> None:
    handed = hand_over(filled, by=reporter)

    assert handed.handed_over_by == reporter
    assert handed.handed_over_at is not None


def test_submitted_answers_cannot_be_changed_until_recalled(
    filled: Submission, reporter: User, signatory: User
) -> None:
    submit_answers(filled, by=signatory)

    with pytest.raises(ActionRefusedError):
        save_answers(filled, {"2.1.a": PostedField("5")}, by=reporter)
    with pytest.raises(ValidationError):
        recall_submission(filled, reason="", by=signatory)
    with pytest.raises(PermissionDenied):
        recall_submission(filled, reason="Nhầm", by=reporter)
    assert filled.answers.get(item="2.1.a").value == 3

    recall_submission(filled, reason="Nhầm số lớp", by=signatory)
    save_answers(filled, {"2.1.a": PostedField("5")}, by=reporter)
    submit_answers(filled, by=signatory)

    assert ScoreEntry.objects.filter(criterion="2.1").count() == 2


def test_recall_after_the_deadline_is_refused(
    filled: Submission, signatory: User, clock: Clock
) -> None:
    submit_answers(filled, by=signatory)
    clock.pass_deadline(filled.round)

    with pytest.raises(ActionRefusedError):
        recall_submission(filled, reason="Nhầm", by=signatory)

    filled.refresh_from_db()
    assert filled.state == "submitted"


def test_return_in_appraisal_needs_a_new_date_and_opens_the_form_again(
    filled: Submission,
    signatory: User,
    reporter: User,
    coordinator: User,
    clock: Clock,
) -> None:
    submit_answers(filled, by=signatory)
    clock.pass_deadline(filled.round)
    start_appraisal(filled.round, by=coordinator)

    with pytest.raises(ValidationError):
        return_submission(filled, reason="Thiếu bảng kê", by=coordinator)
    returned = return_submission(
        filled,
        reason="Thiếu bảng kê",
        due_at=timezone.now() + dt.timedelta(days=2),
        by=coordinator,
    )

    assert (returned.state, returned.return_reason) == ("returned", "Thiếu bảng kê")
    save_answers(filled, {"2.1.a": PostedField("4")}, by=reporter)
    assert filled.answers.get(item="2.1.a").value == 4


def test_a_coordinator_finds_the_way_back_on_the_form(
    client: Client, filled: Submission, signatory: User, coordinator: User
) -> None:
    way = f'href="/ho-so/{filled.pk}/tra-lai/"'
    client.force_login(coordinator)
    assert way not in client.get(f"/ho-so/{filled.pk}/").content.decode()
    submit_answers(filled, by=signatory)
    assert way in client.get(f"/ho-so/{filled.pk}/").content.decode()
    client.force_login(signatory)
    assert way not in client.get(f"/ho-so/{filled.pk}/").content.decode()


def test_return_is_for_coordinators(filled: Submission, signatory: User) -> None:
    submit_answers(filled, by=signatory)

    with pytest.raises(PermissionDenied):
        return_submission(filled, reason="x", by=signatory)

    filled.refresh_from_db()
    assert filled.state == "submitted"


def test_a_form_that_was_handed_over_changes_for_nobody_until_it_is_handed_back(
    filled: Submission, reporter: User, signatory: User
) -> None:
    hand_over(filled, by=reporter)

    for person in (reporter, signatory):
        with pytest.raises(ActionRefusedError, match="chờ người ký"):
            save_answers(filled, {"2.1.a": PostedField("5")}, by=person)
        with pytest.raises(ActionRefusedError, match="chờ người ký"):
            waive_evidence(filled, "1.2", "Khác", by=person)
    with pytest.raises(PermissionDenied):
        hand_back(filled, reason="Sửa", by=reporter)
    with pytest.raises(ValidationError):
        hand_back(filled, reason=" ", by=signatory)
    back = hand_back(filled, reason="Thiếu một lớp", by=signatory)

    assert (back.state, back.hand_back_reason) == ("open", "Thiếu một lớp")
    save_answers(filled, {"2.1.a": PostedField("5")}, by=reporter)
    assert filled.answers.get(item="2.1.a").value == 5


def test_a_returned_form_that_is_handed_back_is_still_a_returned_one(
    filled: Submission, reporter: User, signatory: User, coordinator: User
) -> None:
    submit_answers(filled, by=signatory)
    return_submission(filled, reason="Thiếu", by=coordinator)
    hand_over(filled, by=reporter)

    back = hand_back(filled, reason="Chưa đủ", by=signatory)

    assert (back.state, back.return_reason) == ("returned", "Thiếu")


def test_a_form_with_faults_is_not_handed_over(
    submission: Submission, reporter: User
) -> None:
    save_answers(submission, {"2.1.a": PostedField("ba")}, by=reporter)

    with pytest.raises(ActionRefusedError, match=r"Chưa chuyển được.*2\.1"):
        hand_over(submission, by=reporter)

    submission.refresh_from_db()
    assert submission.state == "open"


def test_no_table_is_imported_over_a_form_that_waits_or_is_signed(
    filled: Submission, reporter: User, signatory: User, coordinator: User
) -> None:
    rows = [ImportedRow("CucTMDT", "2.1.a", 9)]
    hand_over(filled, by=reporter)
    with pytest.raises(ActionRefusedError, match="CucTMDT"):
        import_answers(filled.round, rows, by=coordinator)
    submit_answers(filled, by=signatory)
    with pytest.raises(ActionRefusedError, match="CucTMDT"):
        import_answers(filled.round, rows, by=coordinator)

    assert filled.answers.get(item="2.1.a").value == 3


@pytest.mark.parametrize("change", ["value", "evidence"])
def test_a_form_that_changed_on_screen_is_not_signed_and_the_page_says_what_changed(
    filled: Submission, reporter: User, signatory: User, client: Client, change: str
) -> None:
    filled.refresh_from_db()
    seen = filled.version
    if change == "value":
        save_answers(filled, {"2.1.a": PostedField("5")}, by=reporter)
    else:
        waive_evidence(filled, "1.2", "Lý do khác", by=reporter)
    client.force_login(signatory)

    answer = client.post(f"/ho-so/{filled.pk}/nop/", {"version": seen})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hồ sơ đã thay đổi từ khi mở trang" in page
    assert ("Lưu số liệu" if change == "value" else "Lý do khác") in page
    filled.refresh_from_db()
    assert filled.state == "open"
    client.post(f"/ho-so/{filled.pk}/nop/", {"version": filled.version})
    filled.refresh_from_db()
    assert filled.state == "submitted"


def test_a_post_that_does_not_say_which_version_it_saw_signs_nothing(
    filled: Submission, signatory: User, client: Client
) -> None:
    client.force_login(signatory)

    client.post(f"/ho-so/{filled.pk}/nop/", {"blanks": "1"})

    filled.refresh_from_db()
    assert filled.state == "open"


def test_handing_back_is_a_task_of_the_reporter_and_stands_in_the_history(
    filled: Submission, reporter: User, signatory: User, client: Client
) -> None:
    hand_over(filled, by=reporter)
    client.force_login(reporter)
    assert "Nhập số liệu" not in client.get("/viec-cua-toi/").content.decode()
    client.force_login(signatory)
    client.post(f"/ho-so/{filled.pk}/chuyen-lai/", {"reason": "Thiếu một lớp"})

    client.force_login(reporter)
    tasks = client.get("/viec-cua-toi/").content.decode()
    page = client.get(f"/ho-so/{filled.pk}/nop/").content.decode()

    assert "Người ký chuyển lại: Thiếu một lớp" in tasks
    assert "Người ký chuyển lại hồ sơ" in page


def test_a_value_that_cannot_be_read_has_no_points_and_no_arithmetic(
    filled: Submission, reporter: User, client: Client
) -> None:
    save_answers(filled, {"2.1.a": PostedField("ba lớp")}, by=reporter)
    client.force_login(reporter)

    page = client.get(f"/ho-so/{filled.pk}/chi-so/2/").content.decode()
    card = page.partition('id="tc-2-1"')[2].partition("</details>")[0]

    filled.refresh_from_db()
    assert "Chưa tính được." in card
    assert "6,00" not in card
    assert "3 ×" not in card
    assert filled.points == 30.0  # 10 + 10 + 0 + 10, the claim counting as blank
