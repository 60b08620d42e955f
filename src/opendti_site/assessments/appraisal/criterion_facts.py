"""The facts of one criterion of every unit of a round: read in columns, in a number of queries that does not grow with the units."""

from __future__ import annotations

from django.db.models import QuerySet

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.bridge import fences_by_block, scores_in
from opendti_site.assessments.appraisal.facts import (
    FactTables,
    LatestEntry,
    RowFacts,
    Viewer,
    viewer_of,
)
from opendti_site.assessments.appraisal.former import former_shares
from opendti_site.assessments.appraisal.keys import FormKey, form_keys, share_of
from opendti_site.assessments.appraisal.outliers import compared_number
from opendti_site.assessments.evidence.models import EvidenceLink, EvidenceWaiver
from opendti_site.assessments.evidence.queries import COUNTING
from opendti_site.assessments.requests.queries import explained_in
from opendti_site.assessments.rounds.models import TAKES_PART, Round, Submission
from opendti_site.assessments.rounds.queries import submissions_visible_to
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.stages import (
    LATER,
    ByItem,
    raw_values,
    stale_entries,
    suspects_in,
    without_claims,
)
from opendti_site.frameworks.sheets import CriterionSheet


def criterion_facts(
    round_: Round, sheet: CriterionSheet, stage: str, user: User
) -> list[RowFacts]:
    """Return the facts of every visible unit that has the criterion, in the order of the tree."""
    rows = submissions_visible_to(user).filter(TAKES_PART, round=round_)
    forms = form_keys(rows)
    tables = _tables(sheet, stage, rows, forms, viewer_of(user, round_), round_)
    return [
        tables.facts(form.pk, form, sheet)
        for form in forms
        # Units of blocks without the criterion have no score.
        if form.pk in tables.own
    ]


def _tables(
    sheet: CriterionSheet,
    stage: str,
    rows: QuerySet[Submission],
    forms: list[FormKey],
    viewer: Viewer,
    round_: Round,
) -> FactTables[int]:
    # The best unit of the round decides the points of the others, seen by this person or not.
    everyone = round_.taking_part if sheet.criterion.compares else rows
    scored = forms if everyone is rows else form_keys(everyone)
    raw = raw_values(everyone, Stage.SELF, sheet.code)
    values = {pk: without_claims(by_item) for pk, by_item in raw.items()}
    own = scores_in(round_, scored, sheet.code, values)
    only = {"submission__in": rows.values("pk"), "criterion": sheet.code}
    links = EvidenceLink.objects.filter(COUNTING, **only).order_by()
    waivers = EvidenceWaiver.objects.filter(**only).order_by()
    former = former_shares(round_, sheet)
    at_final = stage == Stage.FINAL
    return FactTables(
        stage=stage,
        viewer=viewer,
        raw=raw,
        own=own,
        former={
            form.pk: former[form.unit.pk] for form in forms if form.unit.pk in former
        },
        latest=_latest(rows, sheet.code, stage),
        appraised=set(_latest(rows, sheet.code, Stage.APPRAISED) if at_final else ()),
        stale=_stale(rows, sheet.code, stage),
        outliers=_outliers(sheet, forms, raw, own),
        documents=set(links.values_list("submission", flat=True)),
        waived=set(waivers.values_list("submission", flat=True)),
        explained=explained_in(rows, sheet.code),
    )


def _latest(
    rows: QuerySet[Submission], criterion: str, stage: str
) -> dict[int, LatestEntry]:
    found = ScoreEntry.objects.filter(
        submission__in=rows.values("pk"), criterion=criterion, stage=stage
    )
    listed = found.order_by("pk").values_list("submission", "verdict", "state")
    return {key: LatestEntry(*rest) for key, *rest in listed}


def _stale(
    rows: QuerySet[Submission], criterion: str, stage: str
) -> dict[int, frozenset[str]]:
    suspects = suspects_in(rows, criterion)
    if not suspects:
        return {}
    found: dict[int, set[str]] = {}
    for pk, _code, of_stage in stale_entries(sorted(suspects), [criterion]):
        if of_stage in LATER[Stage(stage)]:
            found.setdefault(pk, set()).add(of_stage)
    return {pk: frozenset(stages) for pk, stages in found.items()}


def _outliers(
    sheet: CriterionSheet,
    forms: list[FormKey],
    raw: ByItem,
    own: dict[int, CriterionScore],
) -> set[int]:
    """Return the units whose number lies far from the others of their block."""
    numbers: dict[int, float] = {}
    for form in forms:
        share = share_of(own.get(form.pk))
        number = compared_number(sheet, raw.get(form.pk, {}), share)
        if number is not None:
            numbers[form.pk] = number
    blocks = {form.pk: form.block for form in forms}
    fences = fences_by_block(numbers, blocks)
    return {
        pk
        for pk, number in numbers.items()
        if blocks[pk] in fences and fences[blocks[pk]].leave_out(number)
    }
