"""The scores of a criterion beside each other: who gave which, when, why, and by which documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.rounds.actions import (
    create_round,
    open_round,
    start_appraisal,
    start_step,
)
from opendti_site.assessments.rounds.bridge import criterion_in
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.actions import save_answers, submit_answers
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.side_by_side import side_by_side

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.assessments.submissions.side_by_side import StageColumn
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

STEPS = {"appraise_by": 20, "explain_by": 30, "reappraise_by": 40, "council_by": 50}


def corrected(value: str, reason: str) -> Judgement:
    return Judgement("corrected", reason, {"1.2.a": value, "1.2.b": "100"})


@pytest.fixture
def decided(  # noqa: PLR0913, PLR0917 -- fixtures
    draft: RoundDraft,
    agency: Unit,
    reporter: User,
    signatory: User,
    coordinator: User,
    appraiser: User,
    council: User,
    clock: Clock,
) -> Submission:
    """1.2 of the agency: 40 declared; appraised as 20, then 30; again as 25; settled as 10 of 100."""
    now = timezone.now()
    dates = {name: now + dt.timedelta(days=n) for name, n in STEPS.items()}
    round_ = create_round(replace(draft, **dates), by=coordinator)
    round_ = open_round(round_, by=coordinator)
    form: Submission = round_.submissions.get(unit=agency)
    values = {"1.2.a": PostedField("40"), "1.2.b": PostedField("100")}
    save_answers(form, values, by=reporter)
    attach_document(form, "1.2", Citation(number="7/BC"), by=reporter)
    submit_answers(form, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    for value in ("20", "30"):
        clock.move_on(hours=1)
        appraise(form, "1.2", corrected(value, f"Còn {value}"), by=appraiser)
    for step in ("explanation", "reappraisal"):
        clock.move_on(hours=1)
        start_step(round_, step, by=coordinator)
    clock.move_on(hours=1)
    appraise(form, "1.2", corrected("25", "Còn 25"), by=appraiser)
    start_step(round_, "council", by=coordinator)
    clock.move_on(hours=1)
    last = corrected("10", "Hội đồng thống nhất")
    appraise(form, "1.2", last, stage="final", by=council)
    form.refresh_from_db()
    return form


def columns_of(form: Submission, *, sees_appraisal: bool = True) -> list[StageColumn]:
    sheet = criterion_in(form.round, form.block, "1.2")
    assert sheet
    return side_by_side(form, sheet, sees_appraisal=sees_appraisal)


def test_each_stage_stands_beside_the_others_for_ever(
    decided: Submission, appraiser: User, council: User, signatory: User
) -> None:
    columns = columns_of(decided)

    assert [(c.title, c.values["a"], c.counts, c.earlier) for c in columns] == [
        ("Tự chấm", "40", False, 0),
        ("Thẩm định lần 1", "30", False, 1),
        ("Thẩm định lần 2", "25", False, 0),
        ("Hội đồng", "10", True, 0),
    ]
    people = [column.entry.by for column in columns if column.entry]
    assert people == [signatory, appraiser, appraiser, council]
    assert [c.entry.reason for c in columns if c.entry][1:] == [
        "Còn 30",
        "Còn 25",
        "Hội đồng thống nhất",
    ]
    looked_at = [
        None if c.documents is None else [d.number for d in c.documents]
        for c in columns
    ]
    assert looked_at == [None, ["7/BC"], ["7/BC"], ["7/BC"]]


@pytest.mark.tampered("the round is taken back by hand")
def test_what_lapsed_counts_no_more_and_the_first_appraisal_does_not_come_back(
    decided: Submission, coordinator: User
) -> None:
    decided.evidence_links.all().delete()
    Round.objects.filter(pk=decided.round_id).update(council_by=None)
    decided.round.refresh_from_db()

    columns = columns_of(decided)

    assert [(c.is_stale, c.counts) for c in columns] == [
        (False, True),
        (False, False),
        (True, False),
        (True, False),
    ]


def test_the_unit_sees_its_own_score_until_the_results_are_final(
    decided: Submission, client: Client, reporter: User, appraiser: User
) -> None:
    url = reverse("assessments:criterion_history", args=[decided.pk, "1.2"])
    client.force_login(reporter)
    own = client.get(url).content.decode()
    client.force_login(appraiser)
    all_of_it = client.get(url).content.decode()

    assert [c.title for c in columns_of(decided, sees_appraisal=False)] == ["Tự chấm"]
    assert "Hội đồng thống nhất" not in own
    assert "sau khi chốt kết quả" in own
    assert "Hội đồng thống nhất" in all_of_it
    assert "thay 1 lần trước" in all_of_it
