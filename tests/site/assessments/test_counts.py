"""What is counted and listed of judgements, of missing answers and of undecided forms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.queries import (
    UndecidedCounts,
    progress_by_criterion,
    three_scores,
    undecided_in,
)
from opendti_site.assessments.rounds.actions import create_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    hand_back,
    hand_over,
    save_answers,
)
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import (
    changes_since,
    history_of,
    missing_in,
    summary_of,
)
from tests.site.assessments.rows import by_hand, form_in
from tests.site.cast import person

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit


def appraise_form(form: Submission, criterion: str, stage: str, by: User, **more: Any):
    return ScoreEntry.objects.create(
        submission=form,
        criterion=criterion,
        stage=stage,
        verdict=Verdict.ACCEPTED,
        max_points=10,
        by=by,
        **more,
    )


@by_hand
def test_appraisals_are_counted_by_criterion_and_stage(
    round_: Round,
    submission: Submission,
    reporter: User,
    coordinator: User,
    viewer: User,
):
    theirs = round_.submissions.exclude(pk=submission.pk).get()
    save_answers(submission, {"2.1.a": PostedField("3")}, by=reporter)
    for form, criterion, stage, more in (
        (submission, "1.1", Stage.APPRAISED, {}),
        (submission, "1.1", Stage.APPRAISED, {}),
        (theirs, "1.1", Stage.APPRAISED, {}),
        (submission, "1.1", Stage.FINAL, {}),
        (submission, "1.2", Stage.SELF, {}),
        (submission, "2.1", Stage.APPRAISED, {"basis": "of other values"}),
        (submission, "2.1", Stage.FINAL, {"basis": "of other values"}),
        (theirs, "2.3", Stage.FINAL, {}),
    ):
        appraise_form(form, criterion, stage, coordinator, **more)
    Submission.objects.filter(pk=submission.pk).update(
        changed_at=ScoreEntry.objects.latest("pk").at
    )
    Submission.objects.filter(pk=theirs.pk).update(state="returned")

    def counts(user: User) -> dict[str, tuple[int, int, int]]:
        return {
            criterion.sheet.code: (
                criterion.units,
                criterion.appraised,
                criterion.final,
            )
            for main in progress_by_criterion(round_, user)
            for criterion in main.criteria
        }

    assert counts(viewer) == {
        "1.1": (2, 2, 1),
        "1.2": (2, 0, 0),
        "2.1": (2, 0, 0),
        "2.2": (1, 0, 0),
        "2.3": (2, 0, 1),
    }
    assert counts(reporter) == {
        "1.1": (1, 1, 1),
        "1.2": (1, 0, 0),
        "2.1": (1, 0, 0),
        "2.2": (1, 0, 0),
        "2.3": (1, 0, 0),
    }
    left = undecided_in(round_)
    assert (left.units, left.not_submitted, left.returned) == (2, 2, 1)
    assert (left.criteria, left.without_entry, left.stale) == (9, 5, 1)
    assert not left.is_nothing
    for name in ("not_submitted", "without_entry", "stale"):
        nothing = replace(left, not_submitted=0, without_entry=0, stale=0)
        assert nothing.is_nothing
        assert not replace(nothing, **{name: 1}).is_nothing
    rows, totals = three_scores(submission, (Stage.SELF, Stage.FINAL), alone=True)
    by_code = {row.sheet.code: row for row in rows}
    assert set(totals) == {"self", "final"}
    assert list(by_code) == ["1.1", "1.2", "2.1", "2.2", "2.3"]
    assert set(by_code["1.1"].entries) == {"final"}
    assert set(by_code["1.2"].entries) == {"self"}
    assert by_code["2.1"].stale == {"final"}
    assert by_code["1.1"].stale == frozenset()
    assert by_code["2.1"].scores["self"] == 6.0


def test_what_is_missing_stands_in_order_of_what_blocks(
    submission: Submission, reporter: User
):
    save_answers(
        submission,
        {
            "1.1.a": PostedField("1"),
            "1.2.a": PostedField("40"),
            "1.2.b": PostedField("100"),
            "2.2.a": PostedField("4"),
            "2.3.a": PostedField("sai"),
        },
        by=reporter,
    )
    found = missing_in(summary_of(submission))
    assert [(missing.sheet.code, missing.is_blocking) for missing in found] == [
        ("1.2", True),
        ("2.3", True),
        ("2.1", False),
        ("2.2", False),
    ]


def test_the_lines_of_a_form(submission: Submission, reporter: User):
    for text in range(3):
        save_answers(submission, {"2.1.a": PostedField(str(text))}, by=reporter)
    assert [line.detail["version"] for line in changes_since(submission, 2)] == [4, 3]
    assert history_of(submission) == []
    head = person("long2", "Long", Role.SIGNATORY, submission.unit)
    for _ in range(11):
        hand_over(submission, by=reporter)
        hand_back(submission, reason="Xem lại", by=head)
    assert [line.verb for line in history_of(submission)] == [
        "hand_back",
        "hand_over",
    ] * 10
    assert len(changes_since(submission, 2)) == 20


@by_hand
def test_a_round_without_forms_has_nothing_undecided(
    draft: RoundDraft, agency: Unit, coordinator: User
):
    round_ = create_round(draft, by=coordinator)
    assert undecided_in(round_) == UndecidedCounts(0, 0, 0, 0, 0, 0)
    form = form_in(round_, agency, "submitted", total=1)
    appraise_form(form, "1.1", Stage.APPRAISED, coordinator)
    assert undecided_in(round_) == UndecidedCounts(1, 0, 0, 1, 0, 0)
