"""The facts of every criterion of one unit."""

from __future__ import annotations

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.facts import (
    FactTables,
    LatestEntry,
    RowFacts,
    Viewer,
    viewer_of,
)
from opendti_site.assessments.appraisal.former import former_criteria
from opendti_site.assessments.appraisal.keys import (
    FormKey,
    FormUnit,
    any_given,
    share_of,
)
from opendti_site.assessments.appraisal.outliers import compared_number, fences_in
from opendti_site.assessments.evidence.queries import COUNTING
from opendti_site.assessments.requests.queries import explained_criteria
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import score_in_round
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.stages import (
    LATER,
    Values,
    criterion_values,
    stale_entries,
)
from opendti_site.frameworks.sheets import CriterionSheet


def unit_facts(submission: Submission, stage: str, user: User) -> list[RowFacts]:
    """Return the facts of every criterion that the unit's block has, in the framework's order."""
    round_, unit = submission.round, submission.unit
    sheets = framework_page(round_).criteria_in(submission.block)
    tables = _tables(submission, sheets, stage, viewer_of(user, round_))
    form = FormKey(
        submission.pk,
        FormUnit(unit.pk, unit.code, unit.path),
        submission.block,
        submission.state,
    )
    return [tables.facts(sheet.code, form, sheet) for sheet in sheets]


def _tables(
    submission: Submission,
    sheets: tuple[CriterionSheet, ...],
    stage: str,
    viewer: Viewer,
) -> FactTables[str]:
    values = criterion_values([submission.pk], Stage.SELF)
    raw = {code: of_criterion for (_pk, code), of_criterion in values.items()}
    own = score_in_round(submission, Stage.SELF).criteria
    links = submission.evidence_links.filter(COUNTING).order_by()
    waivers = submission.evidence_waivers.order_by()
    at_final = stage == Stage.FINAL
    return FactTables(
        stage=stage,
        viewer=viewer,
        raw=raw,
        own=own,
        former=_former_shares(submission, sheets),
        latest=_latest(submission, stage),
        appraised=set(_latest(submission, Stage.APPRAISED) if at_final else ()),
        stale=_stale(submission, stage),
        outliers=_outliers(submission, sheets, raw, own),
        documents=set(links.values_list("criterion", flat=True)),
        waived=set(waivers.values_list("criterion", flat=True)),
        explained=explained_criteria(submission),
    )


def _latest(submission: Submission, stage: str) -> dict[str, LatestEntry]:
    entries = submission.score_entries.filter(stage=stage).order_by("pk")
    listed = entries.values_list("criterion", "verdict", "state")
    return {code: LatestEntry(*rest) for code, *rest in listed}


def _stale(submission: Submission, stage: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for _pk, code, of_stage in stale_entries([submission.pk]):
        if of_stage in LATER[Stage(stage)]:
            found.setdefault(code, set()).add(of_stage)
    return {code: frozenset(stages) for code, stages in found.items()}


def _outliers(
    submission: Submission,
    sheets: tuple[CriterionSheet, ...],
    raw: dict[str, Values],
    own: dict[str, CriterionScore],
) -> set[str]:
    fences = fences_in(submission.round)
    found: set[str] = set()
    for sheet in sheets:
        share = share_of(own.get(sheet.code))
        number = compared_number(sheet, raw.get(sheet.code, {}), share)
        of_block = fences.get((sheet.code, submission.block))
        if number is not None and of_block and of_block.leave_out(number):
            found.add(sheet.code)
    return found


def _former_shares(
    submission: Submission, sheets: tuple[CriterionSheet, ...]
) -> dict[str, float]:
    """Return the unit's share of the maximum in the former round, as `former_shares` does of all units."""
    known = former_criteria(submission.round, sheets)
    if known is None:
        return {}
    former = known.round
    form = former.taking_part.filter(unit=submission.unit_id).first()
    if form is None:
        return {}
    form.round, form.unit = former, submission.unit
    values = criterion_values([form.pk], Stage.FINAL)
    scores = score_in_round(form, Stage.FINAL).criteria
    return {
        code: share
        for code, was in known.criteria.items()
        if any_given(values[form.pk, was].values())
        and (share := share_of(scores.get(was))) is not None
    }
