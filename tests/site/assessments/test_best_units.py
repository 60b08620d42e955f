"""Scores beside the best units of a round, which are kept: after every act they are those of a run."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opendti import score
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.grid import unit_grid_view
from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.requests.actions import (
    Question,
    ReplyDraft,
    ask_requests,
    draft_reply,
)
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    admit_unit,
    answer_request,
    change_block,
    import_answers,
    readmit_unit,
    return_submission,
    save_answers,
    submit_answers,
    withdraw_unit,
)
from opendti_site.assessments.submissions.bridge import (
    answer_table,
    plan_of_round,
    score_in_round,
)
from opendti_site.assessments.submissions.bridge.best import best_units
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.organisations.actions import create_unit

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

STAGES = ("self", "appraised", "final")
Points = dict[tuple[str, str], float | None]


@pytest.fixture
def framework_text(framework_text: str) -> str:
    return framework_text.replace("{kind: count, each: 2}", "{kind: relative}")


@pytest.fixture
def department(ministry: Unit) -> Unit:
    return _unit(ministry, "VuDKT", "Vụ Dầu khí và Than")


@pytest.fixture
def filled(round_: Round, coordinator: User) -> Round:
    rows = [ImportedRow("CucTMDT", "2.1", 3.0), ImportedRow("VuDKT", "2.1", 6.0)]
    import_answers(round_, rows, by=coordinator)
    return round_


def _unit(above: Unit, code: str, name: str) -> Unit:
    return create_unit(by=None, code=code, name=name, parent=above, block="services")


def _shown(round_: Round) -> Points:
    """What the site says of 2.1, with what it kept."""
    return {
        (form.unit.code, stage): score_in_round(form, stage).criteria["2.1"].points
        for stage in STAGES
        for form in round_.taking_part.select_related("unit", "round")
    }


def _of_a_run(round_: Round) -> Points:
    """What a run would compute of all values, in which nothing is kept."""
    found: Points = {}
    for stage in STAGES:
        answers = answer_table(round_, stage)
        scores = score(plan_of_round(round_), answers, ["2.1"])
        for unit, points in zip(answers.units, scores.points[:, 0], strict=True):
            found[unit, stage] = None if math.isnan(points) else float(points)
    return found


def _check(round_: Round, best: dict[str, float]) -> None:
    shown = _shown(round_)
    assert shown == _of_a_run(round_)
    assert {unit: shown[unit, "final"] for unit in best} == best


def test_while_forms_are_filled_in(
    filled: Round, agency: Unit, ministry: Unit, reporter: User, coordinator: User
) -> None:
    by, own = {"reason": "Lý do", "by": coordinator}, filled.submissions
    mine, other = own.get(unit=agency), own.get(unit__code="VuDKT")
    _check(filled, {"CucTMDT": 5, "VuDKT": 10})

    save_answers(mine, {"2.1": PostedField("12", version=1)}, by=reporter)
    _check(filled, {"CucTMDT": 10, "VuDKT": 5})
    import_answers(filled, [ImportedRow("VuDKT", "2.1", 24.0)], by=coordinator)
    _check(filled, {"CucTMDT": 5, "VuDKT": 10})
    withdraw_unit(other, **by)
    _check(filled, {"CucTMDT": 10})
    readmit_unit(other, **by)
    _check(filled, {"CucTMDT": 5})
    change_block(other, "no_services", **by)
    _check(filled, {"CucTMDT": 10})
    new = _unit(ministry, "VuMoi", "Vụ mới")
    admit_unit(filled, new, "services", **by)
    _check(filled, {"CucTMDT": 10})
    import_answers(filled, [ImportedRow("VuMoi", "2.1", 48.0)], by=coordinator)
    _check(filled, {"CucTMDT": 2.5, "VuMoi": 10})


def test_while_they_are_appraised(
    filled: Round,
    agency: Unit,
    reporter: User,
    coordinator: User,
    appraiser: User,
    clock: Clock,
) -> None:
    mine = filled.submissions.get(unit=agency)
    other = filled.submissions.get(unit__code="VuDKT")
    clock.pass_deadline(filled)
    start_appraisal(filled, by=coordinator)
    _check(filled, {"CucTMDT": 5, "VuDKT": 10})

    appraise(other, "2.1", _corrected("4"), by=appraiser)
    _check(filled, {"CucTMDT": 7.5, "VuDKT": 10})
    appraise(mine, "2.1", _corrected("8"), by=appraiser)
    _check(filled, {"CucTMDT": 10, "VuDKT": 5})
    due = clock.now() + dt.timedelta(days=30)
    return_submission(mine, reason="Xem lại", due_at=due, by=coordinator)
    # The appraiser saw another reason: the entry is stale.
    waive_evidence(mine, "2.1", "Không có văn bản", by=reporter)
    _check(filled, {"CucTMDT": 7.5, "VuDKT": 10})
    appraise(mine, "2.1", _corrected("16"), by=appraiser)
    _check(filled, {"CucTMDT": 10, "VuDKT": 2.5})
    save_answers(mine, {"2.1": PostedField("2", version=1)}, by=reporter)
    _check(filled, {"CucTMDT": 5, "VuDKT": 10})


def test_when_a_reply_makes_an_entry_stale(  # noqa: PLR0913, PLR0917 -- fixtures
    filled: Round,
    submission: Submission,
    reporter: User,
    signatory: User,
    coordinator: User,
    appraiser: User,
    clock: Clock,
) -> None:
    submission.refresh_from_db()
    submit_answers(submission, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(filled)
    start_appraisal(filled, by=coordinator)
    appraise(submission, "2.1", _corrected("12"), by=appraiser)
    question = Question("Vì sao?", clock.now() + dt.timedelta(days=5))
    (request,) = ask_requests(filled, "2.1", [submission.pk], question, by=appraiser)
    _check(filled, {"CucTMDT": 10, "VuDKT": 5})

    draft_reply(request, ReplyDraft("Đã bổ sung"), by=reporter)
    answer_request(request, by=signatory)
    _check(filled, {"CucTMDT": 5, "VuDKT": 10})


def _corrected(text: str) -> Judgement:
    return Judgement("corrected", reason="Trùng", texts={"2.1.a": text})


def test_a_page_of_one_unit_reads_the_others_only_after_a_change(
    filled: Round, agency: Unit, coordinator: User, appraiser: User, clock: Clock
) -> None:
    clock.pass_deadline(filled)
    start_appraisal(filled, by=coordinator)
    form = filled.submissions.select_related("unit", "round").get(unit=agency)
    unit_grid_view(form, "appraised", appraiser)
    with CaptureQueriesContext(connection) as kept:
        unit_grid_view(form, "appraised", appraiser)

    appraise(form, "2.1", _corrected("9"), by=appraiser)
    with CaptureQueriesContext(connection) as changed:
        (row,) = (
            row
            for row in unit_grid_view(form, "appraised", appraiser).rows
            if row.key == "2.1"
        )

    assert row.points["appraised"] == 10
    assert len(kept) < len(changed)
    assert best_units(filled, "appraised")["services"] == {form.pk}
    assert _of_block(filled, "self") == {filled.submissions.get(unit__code="VuDKT").pk}


def _of_block(round_: Round, stage: str) -> frozenset[int]:
    return best_units(round_, stage)["services"]
