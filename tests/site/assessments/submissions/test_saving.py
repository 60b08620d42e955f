from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    save_answers,
)
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from tests.site.clock import Clock


def save(submission: Submission, by: User, **texts: str) -> object:
    entries = {f"1.2.{item}": PostedField(text) for item, text in texts.items()}
    return save_answers(submission, entries, by=by)


def test_save_answers_keeps_values_and_reports_progress(
    submission: Submission, reporter: User
) -> None:
    outcome = save_answers(
        submission,
        {
            "1.1.a": PostedField("1"),
            "1.2.a": PostedField("1.234"),
            "1.2.b": PostedField("2 468"),
        },
        by=reporter,
    )

    assert outcome.saved == ["1.1.a", "1.2.a", "1.2.b"]
    stored = dict(submission.answers.values_list("item", "value"))
    assert stored == {
        "1.1.a": Decimal(1),
        "1.2.a": Decimal(1234),
        "1.2.b": Decimal(2468),
    }
    submission.refresh_from_db()
    assert (submission.filled, submission.total) == (2, 5)
    assert (submission.points, submission.max_points) == (22.5, 90.0)
    assert submission.version == 2
    line = AuditLine.objects.get(verb="save_answers")
    assert line.detail["changes"]["1.2.a"]["to"] == {"value": "1234", "state": "given"}


def test_save_answers_with_a_wrong_value_keeps_text_old_value_and_the_others(
    submission: Submission, reporter: User
) -> None:
    save(submission, reporter, a="10", b="20")

    outcome = save(submission, reporter, a="mười", b="40")

    assert outcome.faults == {"1.2.a": "Cần một số nguyên, ví dụ 1.234."}
    assert outcome.saved == ["1.2.b"]
    wrong = submission.answers.get(item="1.2.a")
    assert (wrong.value, wrong.rejected) == (Decimal(10), "mười")
    submission.refresh_from_db()
    assert submission.filled == 0


def test_save_answers_corrected_clears_the_rejected_text(
    submission: Submission, reporter: User
) -> None:
    save(submission, reporter, a="mười")
    save(submission, reporter, a="10")

    assert submission.answers.get(item="1.2.a").rejected == ""


def test_save_answers_of_an_untouched_field_changes_nothing(
    submission: Submission, reporter: User
) -> None:
    save(submission, reporter, a="10")
    lines = AuditLine.objects.count()

    outcome = save_answers(
        submission, {"1.2.a": PostedField("9", was="9", version=0)}, by=reporter
    )

    assert outcome.saved == []
    assert submission.answers.get().value == 10
    assert AuditLine.objects.count() == lines


def test_save_answers_over_a_newer_version_shows_both(
    submission: Submission, reporter: User, signatory: User
) -> None:
    save(submission, reporter, a="10")
    save_answers(
        submission, {"1.2.a": PostedField("15", was="10", version=1)}, by=signatory
    )

    outcome = save_answers(
        submission,
        {
            "1.2.a": PostedField("12", was="10", version=1),
            "1.2.b": PostedField("20", was="", version=0),
        },
        by=reporter,
    )

    conflict = outcome.conflicts["1.2.a"]
    assert (conflict.mine, conflict.theirs, conflict.who) == (
        "12",
        "15",
        "Trần Đức Long",
    )
    assert conflict.version == 2
    assert outcome.saved == ["1.2.b"]
    assert submission.answers.get(item="1.2.a").value == 15


def test_save_answers_with_not_applicable_needs_permission_of_the_framework_and_a_reason(
    submission: Submission, reporter: User
) -> None:
    claim = PostedField("", state="not_applicable", reason="Không có hồ sơ")

    no_reason = save_answers(
        submission, {"2.2.a": PostedField("", state="not_applicable")}, by=reporter
    )
    save_answers(submission, {"2.2.a": claim, "2.2.b": claim}, by=reporter)
    with pytest.raises(ActionRefusedError):
        save_answers(submission, {"1.1.a": claim}, by=reporter)

    assert no_reason.faults == {"2.2": "Hãy ghi lý do không áp dụng."}
    states = set(submission.answers.values_list("item", "state", "reason"))
    assert states == {
        ("2.2.a", "not_applicable", "Không có hồ sơ"),
        ("2.2.b", "not_applicable", "Không có hồ sơ"),
    }
    submission.refresh_from_db()
    assert (
        submission.max_points == 90
    )  # a claim takes nothing out before it is accepted


def test_save_answers_that_break_a_check_score_nothing(
    submission: Submission, reporter: User
) -> None:
    save(submission, reporter, a="30", b="20")

    submission.refresh_from_db()
    assert (submission.points, submission.filled) == (0, 0)


@pytest.mark.parametrize(
    "who", ["stranger", "coordinator", "appraiser", "council", "viewer"]
)
def test_save_answers_is_for_the_units_own_people(
    submission: Submission, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        save(submission, user, a="1")

    assert not Answer.objects.exists()


def test_save_answers_after_the_deadline_is_refused_by_the_clock(
    submission: Submission, reporter: User, clock: Clock
) -> None:
    clock.pass_deadline(submission.round)

    with pytest.raises(ActionRefusedError):
        save(submission, reporter, a="1")

    assert not Answer.objects.exists()


def test_save_answers_of_one_value_takes_few_queries(
    submission: Submission,
    reporter: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    save_answers(
        submission,
        {item: PostedField("1") for item in ("1.1.a", "1.2.a", "1.2.b")},
        by=reporter,
    )
    _ = reporter.held_roles

    with django_assert_num_queries(19):
        save_answers(submission, {"1.2.a": PostedField("0")}, by=reporter)


def test_import_answers_writes_numbers_options_and_states(
    round_: Round, submission: Submission, coordinator: User
) -> None:
    count = import_answers(
        round_,
        [
            ImportedRow("CucTMDT", "1.1", 1),
            ImportedRow("CucTMDT", "2.3", "part"),
            ImportedRow("VuDKT", "1.2.a", 40.0),
            ImportedRow("VuDKT", "1.2.b", 100.0),
            ImportedRow("VuDKT", "2.1", None, "blank"),
        ],
        by=coordinator,
    )

    assert count == 5
    submission.refresh_from_db()
    assert (submission.points, submission.filled) == (15.0, 2)
    assert round_.submissions.get(unit__code="VuDKT").points == 10.0
    assert Answer.objects.get(item="2.3.a").value == 1


def test_answers_that_an_import_adds_are_written_once(
    round_: Round, submission: Submission, coordinator: User
) -> None:
    rows = [ImportedRow("CucTMDT", "1.1", 1)]

    def updates() -> int:
        with CaptureQueriesContext(connection) as asked:
            import_answers(round_, rows, by=coordinator)
        update = 'UPDATE "assessments_answer"'
        return sum(query["sql"].startswith(update) for query in asked.captured_queries)

    assert (updates(), updates()) == (0, 1)


def test_import_answers_with_an_unknown_unit_writes_nothing(
    round_: Round, coordinator: User
) -> None:
    rows = [ImportedRow("CucTMDT", "1.1", 1), ImportedRow("Nowhere", "1.1", 1)]

    with pytest.raises(ActionRefusedError, match="Nowhere"):
        import_answers(round_, rows, by=coordinator)

    assert not Answer.objects.exists()


def test_import_answers_is_for_coordinators(round_: Round, reporter: User) -> None:
    with pytest.raises(PermissionDenied):
        import_answers(round_, [ImportedRow("CucTMDT", "1.1", 1)], by=reporter)

    assert not Answer.objects.exists()


def test_an_item_has_one_row_by_whichever_address_it_is_saved(
    submission: Submission, reporter: User
) -> None:
    save_answers(submission, {"2.1.a": PostedField("3")}, by=reporter)

    outcome = save_answers(
        submission, {"2.1": PostedField("4", version=1)}, by=reporter
    )
    stale = save_answers(submission, {"2.1": PostedField("5", version=1)}, by=reporter)

    assert outcome.saved == ["2.1.a"]
    assert list(stale.conflicts) == ["2.1.a"]
    assert [(row.item, row.value) for row in Answer.objects.all()] == [("2.1.a", 4)]
