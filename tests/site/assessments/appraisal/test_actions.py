from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from opendti_site.assessments.appraisal.actions import Judgement, accept_rest, appraise
from opendti_site.assessments.appraisal.basis import bases_at, token
from opendti_site.assessments.appraisal.queries import undecided_in
from opendti_site.assessments.rounds.actions import (
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    save_answers,
)
from opendti_site.assessments.submissions.bridge import answer_table, score_in_round
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from tests.site.clock import Clock

ACCEPT = Judgement("accepted")


@pytest.fixture
def appraised(
    round_: Round,
    submission: Submission,
    reporter: User,
    coordinator: User,
    clock: Clock,
) -> Submission:
    claim = PostedField("", state="not_applicable", reason="Không có hồ sơ")
    save_answers(submission, {"2.2.a": claim, "2.2.b": claim}, by=reporter)
    import_answers(
        round_,
        [
            ImportedRow("CucTMDT", "1.1", 1),
            ImportedRow("CucTMDT", "1.2.a", 40.0),
            ImportedRow("CucTMDT", "1.2.b", 100.0),
            ImportedRow("VuDKT", "1.2.a", 80.0),
            ImportedRow("VuDKT", "1.2.b", 100.0),
        ],
        by=coordinator,
    )
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    return submission


def correct(reason: str = "Trùng", **texts: str) -> Judgement:
    return Judgement(
        "corrected",
        reason=reason,
        texts={f"1.2.{item}": text for item, text in texts.items()},
    )


def test_accept_keeps_the_declared_values_and_scores_them(
    appraised: Submission, appraiser: User
) -> None:
    entry = appraise(appraised, "1.2", ACCEPT, by=appraiser)

    assert (entry.stage, entry.verdict, entry.by) == (
        "appraised",
        "accepted",
        appraiser,
    )
    assert (entry.points, entry.max_points) == (10.0, 20.0)
    assert entry.answers["1.2.a"]["value"] == 40.0
    assert AuditLine.objects.filter(verb="appraise_criterion").count() == 1


def test_correct_changes_the_values_and_the_score_follows_by_the_rule(
    appraised: Submission, appraiser: User
) -> None:
    entry = appraise(appraised, "1.2", correct(a="20", b="100"), by=appraiser)

    assert (entry.verdict, entry.points, entry.reason) == ("corrected", 5.0, "Trùng")
    assert appraised.answers.get(item="1.2.a").value == 40
    assert score_in_round(appraised, "self").points == 20.0
    assert score_in_round(appraised, "appraised").points == 15.0


@pytest.mark.parametrize(
    "judgement",
    [
        correct(reason=" ", a="20", b="100"),
        correct(a="hai", b="9"),
        correct(a="9", b="3"),
    ],
)
def test_correct_without_reason_or_with_wrong_values_is_refused(
    appraised: Submission, appraiser: User, judgement: Judgement
) -> None:
    with pytest.raises(ValidationError):
        appraise(appraised, "1.2", judgement, by=appraiser)

    assert not ScoreEntry.objects.exists()


def test_a_correction_that_corrects_nothing_is_refused(
    appraised: Submission, appraiser: User
) -> None:
    with pytest.raises(ValidationError, match="Số liệu chưa được sửa"):
        appraise(appraised, "1.2", correct(a="40", b="100"), by=appraiser)

    assert not ScoreEntry.objects.exists()


def test_the_same_correction_again_needs_another_reason(
    appraised: Submission, appraiser: User
) -> None:
    appraise(appraised, "1.2", correct(a="20", b="100"), by=appraiser)

    with pytest.raises(ValidationError, match="Chưa có gì thay đổi"):
        appraise(appraised, "1.2", correct(" Trùng ", a="20", b="100"), by=appraiser)
    assert ScoreEntry.objects.count() == 1

    appraise(appraised, "1.2", correct("Trùng số", a="20", b="100"), by=appraiser)
    appraise(appraised, "1.2", correct("Trùng số", a="21", b="100"), by=appraiser)
    assert ScoreEntry.objects.count() == 3


def test_a_claim_refused_twice_for_the_same_reason_is_refused(
    appraised: Submission, appraiser: User
) -> None:
    refused = Judgement("corrected", reason="Có hồ sơ")
    appraise(appraised, "2.2", refused, by=appraiser)

    with pytest.raises(ValidationError, match="Chưa có gì thay đổi"):
        appraise(appraised, "2.2", refused, by=appraiser)
    assert ScoreEntry.objects.count() == 1


def test_accept_rest_is_for_those_who_appraise_one_of_the_units(
    appraised: Submission, reporter: User, stranger: User
) -> None:
    for nobody in (reporter, stranger):
        with pytest.raises(PermissionDenied):
            accept_rest(appraised.round, "1.2", by=nobody)
    assert not ScoreEntry.objects.exists()


def test_accept_rest_of_nothing_leaves_no_line(
    appraised: Submission, appraiser: User
) -> None:
    assert accept_rest(appraised.round, "1.2", by=appraiser) == 2
    lines = AuditLine.objects.count()

    assert accept_rest(appraised.round, "1.2", by=appraiser) == 0
    assert AuditLine.objects.count() == lines


def test_accept_rest_leaves_out_units_that_the_criterion_is_not_for(
    appraised: Submission, appraiser: User
) -> None:
    assert appraised.round.submissions.count() == 2
    assert accept_rest(appraised.round, "2.2", by=appraiser) == 1
    entry = ScoreEntry.objects.get(criterion="2.2")
    assert entry.submission.block == "services"


def test_claim_accepted_leaves_points_and_maximum(
    appraised: Submission, appraiser: User
) -> None:
    assert score_in_round(appraised, "appraised").max_points == 90.0

    entry = appraise(appraised, "2.2", ACCEPT, by=appraiser)

    assert entry.state == "not_applicable"
    assert score_in_round(appraised, "appraised").max_points == 50.0
    assert score_in_round(appraised, "self").max_points == 90.0


def test_claim_refused_counts_as_blank(appraised: Submission, appraiser: User) -> None:
    appraise(appraised, "2.2", Judgement("corrected", reason="Có hồ sơ"), by=appraiser)

    assert score_in_round(appraised, "appraised").max_points == 90.0
    assert ScoreEntry.objects.get().state == "blank"


def test_council_stands_on_the_appraisers_values(
    appraised: Submission, appraiser: User, council: User
) -> None:
    appraise(appraised, "1.2", correct(a="20", b="100"), by=appraiser)

    entry = appraise(appraised, "1.2", ACCEPT, stage="final", by=council)

    assert (entry.stage, entry.points) == ("final", 5.0)
    assert ScoreEntry.objects.count() == 2


def test_entries_are_appended_and_the_latest_counts(
    appraised: Submission, appraiser: User
) -> None:
    appraise(appraised, "1.2", correct(a="20", b="100"), by=appraiser)
    appraise(appraised, "1.2", correct(a="80", b="100"), by=appraiser)

    assert list(ScoreEntry.objects.values_list("points", flat=True)) == [5.0, 20.0]
    assert score_in_round(appraised, "appraised").criteria["1.2"].points == 20.0


def test_appraisal_over_an_unread_entry_is_refused(
    appraised: Submission, appraiser: User
) -> None:
    shown = token(None, bases_at([appraised.pk], "1.2", "appraised")[appraised.pk])
    appraise(appraised, "1.2", ACCEPT, by=appraiser)

    with pytest.raises(EditConflictError, match="Phạm Minh Quân"):
        appraise(appraised, "1.2", Judgement("accepted", seen=shown), by=appraiser)

    assert ScoreEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "stage"),
    [
        ("reporter", "appraised"),
        ("coordinator", "appraised"),
        ("council", "appraised"),
        ("viewer", "appraised"),
        ("appraiser", "final"),
    ],
)
def test_appraise_is_for_the_stages_own_judges(
    appraised: Submission, who: str, stage: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        appraise(appraised, "1.2", ACCEPT, stage=stage, by=request.getfixturevalue(who))

    assert not ScoreEntry.objects.exists()


def test_appraise_before_the_appraisal_is_refused(
    submission: Submission, appraiser: User
) -> None:
    with pytest.raises(ActionRefusedError):
        appraise(submission, "1.2", ACCEPT, by=appraiser)

    assert not ScoreEntry.objects.exists()


def test_accept_rest_leaves_what_is_appraised(
    appraised: Submission, appraiser: User
) -> None:
    appraise(appraised, "1.2", correct(a="20", b="100"), by=appraiser)

    assert accept_rest(appraised.round, "1.2", by=appraiser) == 1

    points = ScoreEntry.objects.order_by("pk").values_list(
        "submission__unit__code", "points"
    )
    assert list(points) == [("CucTMDT", 5.0), ("VuDKT", 20.0)]


@pytest.mark.parametrize(
    ("stage", "count"), [("self", 3), ("appraised", 8), ("final", 8)]
)
def test_answer_table_takes_a_constant_number_of_queries(
    appraised: Submission,
    appraiser: User,
    stage: str,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    appraise(appraised, "1.2", ACCEPT, by=appraiser)
    appraise(appraised, "1.1", ACCEPT, by=appraiser)
    answer_table(appraised.round, stage)

    with django_assert_num_queries(count):
        answers = answer_table(appraised.round, stage)

    assert answers.units == ("CucTMDT", "VuDKT")
    assert answers.values.shape == (2, 7)


def test_one_value_that_does_not_apply_leaves_the_criterion_out(
    round_: Round,
    submission: Submission,
    reporter: User,
    coordinator: User,
    appraiser: User,
    clock: Clock,
) -> None:
    claim = PostedField("", state="not_applicable", reason="Không có hồ sơ")
    save_answers(submission, {"2.2.a": claim}, by=reporter)
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)

    assert appraise(submission, "2.2", ACCEPT, by=appraiser).state == "not_applicable"


def test_what_is_undecided_is_of_this_round_alone(
    appraised: Submission, draft: RoundDraft, coordinator: User, appraiser: User
) -> None:
    later = replace(draft, submit_by=timezone.now() + dt.timedelta(days=9))
    other = open_round(create_round(later, by=coordinator), by=coordinator)
    before = undecided_in(appraised.round)
    appraise(appraised, "1.2", ACCEPT, by=appraiser)
    appraise(appraised, "1.2", correct(a="20", b="100"), by=appraiser)

    after = undecided_in(appraised.round)
    assert before.without_entry - after.without_entry == 1
    assert undecided_in(other).without_entry == undecided_in(other).criteria > 0
