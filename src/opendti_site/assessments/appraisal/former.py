"""What was decided about a criterion a year ago."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from opendti_site.assessments.appraisal.bridge import scores_in, sheet_of
from opendti_site.assessments.appraisal.keys import (
    FormKey,
    any_given,
    form_keys,
    share_of,
)
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.queries import former_round, matches_of
from opendti_site.assessments.submissions.stages import suspects_in, values_at
from opendti_site.frameworks.sheets import CriterionSheet


@dataclass(frozen=True, slots=True)
class FormerCriteria:
    """
    The former round, with what present criteria and items were in it.

    Both map from the present code to the former one: a criterion may have been renumbered, and its code
    may have been another criterion's.
    """

    round: Round
    criteria: Mapping[str, str]
    items: Mapping[str, str]


def former_criteria(
    round_: Round, sheets: Iterable[CriterionSheet]
) -> FormerCriteria | None:
    """Return which of some criteria the former round has, with items of the same names and types; None where none."""
    former = former_round(round_)
    if former is None:
        return None
    codes = matches_of(former, round_).criteria
    criteria: dict[str, str] = {}
    items: dict[str, str] = {}
    for sheet in sheets:
        before = sheet_of(former, codes.get(sheet.code, ""))
        if before is not None and _asked_in(before) == _asked_in(sheet):
            criteria[sheet.code] = before.code
            pairs = zip(sheet.items, before.items, strict=True)
            items |= {item.id: was.id for item, was in pairs}
    return FormerCriteria(former, criteria, items) if criteria else None


def _asked_in(sheet: CriterionSheet) -> list[tuple[str, str]]:
    return [(item.code, item.type) for item in sheet.items]


def former_decisions(
    former: FormerCriteria | None, units: Collection[int]
) -> dict[tuple[int, str], ScoreEntry]:
    """Return the last entry, of the council or else of an appraiser, by unit and present code of the criterion."""
    if former is None:
        return {}
    present = {was: code for code, was in former.criteria.items()}
    entries = ScoreEntry.objects.filter(
        submission__in=former.round.taking_part.values("pk"),
        submission__unit__in=units,
        criterion__in=present,
        stage__in=[Stage.APPRAISED, Stage.FINAL],
    ).select_related("by", "submission")
    # By the order of the stages in a round, which is the alphabetical one, then of time.
    ordered = entries.order_by("stage", "pk")
    return {
        (entry.submission.unit_id, present[entry.criterion]): entry for entry in ordered
    }


def former_shares(round_: Round, sheet: CriterionSheet) -> dict[int, float]:
    """Return each unit's share of the maximum in the former round.

    It is scored by the former framework: rule and maximum may have been others. A unit that gave
    nothing has no share, since a rise from a blank says nothing of it.
    """
    known = former_criteria(round_, [sheet])
    if known is None:
        return {}
    former, criterion = known.round, known.criteria[sheet.code]
    before = sheet_of(former, criterion)
    forms = form_keys(former.taking_part)
    compares = before is None or before.criterion.compares
    shares = {} if compares else _decided(former, criterion)
    rest = [form for form in forms if form.pk not in shares]
    found = {pk: share for pk, share in shares.items() if share is not None}
    found |= _scored(former, criterion, rest)
    return {form.unit.pk: found[form.pk] for form in forms if form.pk in found}


def _decided(former: Round, criterion: str) -> dict[int, float | None]:
    """Return the share that the latest entry of each submission gave, where it still counts.

    The points of an entry follow from its values alone, so nothing has to be scored again.
    """
    rows = former.taking_part
    entries = ScoreEntry.objects.filter(
        submission__in=rows.values("pk"),
        criterion=criterion,
        stage__in=[Stage.APPRAISED, Stage.FINAL],
    )
    listed = entries.order_by("pk").values_list(
        "submission", "stage", "points", "max_points", "state"
    )
    by_stage: dict[str, dict[int, float | None]] = {"appraised": {}, "final": {}}
    for pk, stage, points, max_points, state in listed:
        has_points = state == AnswerState.GIVEN and max_points
        share = points / max_points if has_points and points is not None else None
        by_stage[stage][pk] = share
    suspects = suspects_in(rows, criterion)
    decided = by_stage["appraised"] | by_stage["final"]
    return {pk: share for pk, share in decided.items() if pk not in suspects}


def _scored(former: Round, criterion: str, forms: list[FormKey]) -> dict[int, float]:
    if not forms:
        return {}
    values = values_at([form.pk for form in forms], Stage.FINAL, [criterion])
    scores = scores_in(former, forms, criterion, values)
    return {
        form.pk: share
        for form in forms
        if any_given(values[form.pk].values())
        and (share := share_of(scores.get(form.pk))) is not None
    }
