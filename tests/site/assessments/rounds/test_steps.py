"""The steps of a round: which it has, in what order, and what the clock ends."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    reopen_round,
    start_appraisal,
    start_step,
)
from opendti_site.assessments.rounds.enums import RoundOrigin, RoundState
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.steps import step_after, steps_of
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

EXPLAINED = {"appraise_by": 20, "explain_by": 30, "reappraise_by": 40}
DECIDED = {"council_by": 50}
ALWAYS = ["draft", "open", "appraisal"]


def dated(draft: RoundDraft, days: dict[str, int]) -> RoundDraft:
    """Return the draft with deadlines so many days from now."""
    now = timezone.now()
    dates = {name: now + dt.timedelta(days=n) for name, n in days.items()}
    return replace(draft, **dates)


@pytest.mark.parametrize(
    ("days", "between"),
    [
        ({}, []),
        ({"appraise_by": 20}, []),
        (EXPLAINED, ["explanation", "reappraisal"]),
        (DECIDED, ["council"]),
        (EXPLAINED | DECIDED, ["explanation", "reappraisal", "council"]),
    ],
)
def test_a_round_goes_through_the_steps_that_have_a_date_and_back_to_its_last(
    draft: RoundDraft,
    agency: Unit,
    coordinator: User,
    clock: Clock,
    days: dict[str, int],
    between: list[str],
):
    round_ = create_round(dated(draft, days), by=coordinator)
    assert [step.state for step in steps_of(round_)] == [*ALWAYS, *between, "closed"]

    round_ = open_round(round_, by=coordinator)
    clock.pass_deadline(round_)
    round_ = start_appraisal(round_, by=coordinator)
    for step in between:
        # No step is jumped over, none is begun twice, and none is ended before it began.
        for other in {*RoundState.values} - {step}:
            with pytest.raises(ActionRefusedError):
                start_step(round_, other, by=coordinator)
        with pytest.raises(ActionRefusedError):
            close_round(round_, by=coordinator)
        round_ = start_step(round_, step, by=coordinator)
        assert round_.state == step
    round_ = close_round(round_, by=coordinator)
    assert step_after(round_) is None

    reopened = reopen_round(round_, reason="Bổ sung", by=coordinator)

    assert reopened.state == (between or ["appraisal"])[-1]


@pytest.mark.parametrize(
    ("days", "faults"),
    [
        ({"explain_by": 30}, {"reappraise_by"}),
        ({"reappraise_by": 30}, {"explain_by"}),
        ({"explain_by": 30, "reappraise_by": 30}, {"reappraise_by"}),
        ({"council_by": 9}, {"council_by"}),
        (EXPLAINED | {"council_by": 40}, {"council_by"}),
        (EXPLAINED | {"explain_by": 19}, {"explain_by"}),
    ],
)
def test_the_deadlines_of_the_steps_follow_on_each_other(
    draft: RoundDraft, coordinator: User, days: dict[str, int], faults: set[str]
):
    now = timezone.now()
    draft = replace(draft, submit_by=now + dt.timedelta(days=10))

    with pytest.raises(ValidationError) as refused:
        create_round(dated(draft, days), by=coordinator)

    assert set(refused.value.message_dict) == faults


@pytest.mark.parametrize(
    ("days", "stage", "state", "day", "is_done"),
    [
        ({"appraise_by": 20}, "appraised", "appraisal", 19, True),
        ({"appraise_by": 20}, "appraised", "appraisal", 21, False),
        ({}, "appraised", "appraisal", 100, True),
        # Without a step of its own, the council decides beside the appraisers, at any time.
        ({"appraise_by": 20}, "final", "appraisal", 21, True),
        (EXPLAINED, "final", "reappraisal", 41, True),
        (EXPLAINED, "final", "explanation", 21, False),
        (EXPLAINED, "appraised", "explanation", 21, False),
        (EXPLAINED, "appraised", "reappraisal", 31, True),
        (EXPLAINED, "appraised", "reappraisal", 41, False),
        (DECIDED, "final", "appraisal", 11, False),
        (DECIDED, "final", "council", 11, True),
        (DECIDED, "final", "council", 51, False),
        (DECIDED, "appraised", "council", 11, False),
    ],
)
@pytest.mark.tampered("the state is set by hand")
def test_a_stage_is_decided_in_its_step_and_before_the_step_is_over(  # noqa: PLR0913, PLR0917 -- fixtures
    draft: RoundDraft,
    agency: Unit,
    coordinator: User,
    appraiser: User,
    council: User,
    clock: Clock,
    days: dict[str, int],
    stage: str,
    state: str,
    day: int,
    is_done: bool,  # noqa: FBT001 -- a row of the table
):
    round_ = open_round(
        create_round(dated(draft, days), by=coordinator), by=coordinator
    )
    Round.objects.filter(pk=round_.pk).update(state=state)
    by = {"appraised": appraiser, "final": council}[stage]
    clock.move_on(days=day)
    submission = round_.submissions.get(unit=agency)

    refused = nullcontext() if is_done else pytest.raises(ActionRefusedError)
    with refused:
        appraise(submission, "2.1", Judgement("accepted"), stage=stage, by=by)
    assert submission.score_entries.exists() == is_done


def test_the_refusal_names_the_deadline_and_the_way_out(
    draft: RoundDraft, agency: Unit, coordinator: User, appraiser: User, clock: Clock
):
    # The last second of a day in Vietnam, on a server whose clock runs in UTC.
    ends = dt.datetime(2030, 3, 31, 16, 59, 59, tzinfo=dt.UTC)
    draft = replace(draft, submit_by=ends - dt.timedelta(days=9), appraise_by=ends)
    round_ = open_round(create_round(draft, by=coordinator), by=coordinator)
    submission = round_.submissions.get(unit=agency)
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    clock.move_on(days=9, seconds=-2)
    appraise(submission, "2.1", Judgement("accepted"), by=appraiser)

    clock.move_on(seconds=2)

    with pytest.raises(ActionRefusedError) as refused:
        appraise(submission, "2.2", Judgement("accepted"), by=appraiser)
    assert str(refused.value) == (
        "Bước “Đang thẩm định” đã hết hạn lúc 23:59:59 31/03/2030 nên không ghi được "
        "nữa; điều phối viên có thể gia hạn."
    )


def test_a_form_takes_values_in_the_last_second_before_its_deadline_and_no_later(
    draft: RoundDraft, agency: Unit, coordinator: User, reporter: User, clock: Clock
):
    # 23:59:59 in Vietnam; no worker runs in this test, and none is needed.
    ends = dt.datetime(2030, 3, 31, 16, 59, 59, tzinfo=dt.UTC)
    draft = replace(draft, submit_by=ends)
    round_ = open_round(create_round(draft, by=coordinator), by=coordinator)
    submission = round_.submissions.get(unit=agency)
    clock.pass_deadline(round_)
    clock.move_on(seconds=-2)
    save_answers(submission, {"2.1.a": PostedField("3")}, by=reporter)

    clock.move_on(seconds=2)

    with pytest.raises(ActionRefusedError):
        save_answers(submission, {"2.1.a": PostedField("4", version=1)}, by=reporter)
    # What was typed in time is kept.
    assert submission.answers.get(item="2.1.a").value == 3


def test_published_data_is_exempt_from_deadlines(
    draft: RoundDraft, agency: Unit, coordinator: User, appraiser: User, clock: Clock
):
    draft = replace(
        dated(draft, {"appraise_by": 20}), origin=RoundOrigin.PUBLISHED_DATA
    )
    round_ = open_round(create_round(draft, by=coordinator), by=coordinator)
    clock.move_on(days=30)
    round_ = start_appraisal(round_, by=coordinator)

    submission = round_.submissions.get(unit=agency)
    assert appraise(submission, "2.1", Judgement("accepted"), by=appraiser).pk
