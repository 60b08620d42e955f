"""The scores of one criterion beside each other: the unit's own, each appraisal, the council's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.queries import documents_by_key
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.steps import has_step
from opendti_site.assessments.submissions.bridge import plan_of_round, show_value
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import stale_entries, values_in
from opendti_site.audit.queries import lines_about
from opendti_site.frameworks.sheets import CriterionSheet


@dataclass(frozen=True, slots=True)
class StageColumn:
    """What one stage says of a criterion: its latest entry, as it was made.

    `values` are texts by the code of the item. `documents` are those that the appraiser was shown, each
    as the version of then; None where that was not kept. `earlier` counts the entries that it replaced.
    """

    title: str
    entry: ScoreEntry | None
    values: Mapping[str, str]
    documents: tuple[Document, ...] | None
    is_stale: bool
    counts: bool
    earlier: int


def side_by_side(
    submission: Submission, sheet: CriterionSheet, *, sees_appraisal: bool
) -> list[StageColumn]:
    """Return a column a stage that may be seen: the unit's own, first and second appraisal, the council's."""
    stages = tuple(Stage) if sees_appraisal else (Stage.SELF,)
    entries = submission.score_entries.filter(criterion=sheet.code, stage__in=stages)
    found = list(entries.select_related("by").order_by("pk"))
    stale = stale_entries([submission.pk], [sheet.code]) if sees_appraisal else set()
    groups = _groups(submission.round, found, sees_appraisal=sees_appraisal)
    shown = documents_by_key({key for entry in found for key in entry.documents or ()})
    # The first appraisal counts no more where there is a second one, be that stale.
    latest = {stage: title for title, stage, rows in groups if rows}
    stages_of_stale = {stage for _pk, _code, stage in stale}
    standing = [t for stage, t in latest.items() if stage not in stages_of_stale]
    return [
        StageColumn(
            title=title,
            entry=rows[-1] if rows else None,
            values=_values(submission.round, sheet, rows),
            documents=_documents(rows, shown),
            is_stale=latest.get(stage) == title and stage in stages_of_stale,
            counts=title in standing[-1:],
            earlier=max(len(rows) - 1, 0),
        )
        for title, stage, rows in groups
    ]


def _groups(
    round_: Round, entries: Sequence[ScoreEntry], *, sees_appraisal: bool
) -> list[tuple[str, str, list[ScoreEntry]]]:
    """Return title, stage and entries of each column; those of the second appraisal apart where a round has one."""
    own = [entry for entry in entries if entry.stage == Stage.SELF]
    groups: list[tuple[str, str, list[ScoreEntry]]] = [
        (str(Stage.SELF.label), Stage.SELF.value, own)
    ]
    if not sees_appraisal:
        return groups
    appraised = [entry for entry in entries if entry.stage == Stage.APPRAISED]
    if has_step(round_, RoundState.REAPPRAISAL):
        began = _second_appraisal_of(round_)
        first = [entry for entry in appraised if began is None or entry.at < began]
        second = [entry for entry in appraised if entry not in first]
        groups += [
            (_("Thẩm định lần 1"), Stage.APPRAISED.value, first),
            (_("Thẩm định lần 2"), Stage.APPRAISED.value, second),
        ]
    else:
        groups.append((str(Stage.APPRAISED.label), Stage.APPRAISED.value, appraised))
    settled = [entry for entry in entries if entry.stage == Stage.FINAL]
    groups.append((_("Hội đồng"), Stage.FINAL.value, settled))
    return groups


def _second_appraisal_of(round_: Round) -> dt.datetime | None:
    """Return when the second appraisal of a round began, None before that."""
    lines = lines_about(round_).filter(
        verb="start_step", detail__step=RoundState.REAPPRAISAL.value
    )
    return lines.order_by("at").values_list("at", flat=True).first()


def _values(
    round_: Round, sheet: CriterionSheet, rows: Sequence[ScoreEntry]
) -> dict[str, str]:
    if not rows:
        return {}
    plan, values = plan_of_round(round_), values_in(rows[-1])
    return {
        item.code: show_value(plan, item.id, values[item.id])
        if item.id in values
        else str(AnswerState.BLANK.label)
        for item in sheet.items
    }


def _documents(
    rows: Sequence[ScoreEntry], shown: Mapping[int, Document]
) -> tuple[Document, ...] | None:
    if not rows or rows[-1].documents is None:
        return None
    return tuple(shown[key] for key in rows[-1].documents if key in shown)
