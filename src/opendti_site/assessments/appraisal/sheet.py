"""A unit's sheet to sign: figures, evidence, points and the three scores, blanks as blanks."""

from __future__ import annotations

from dataclasses import dataclass

from opendti.definitions import Text
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.bridge import display_text
from opendti_site.assessments.appraisal.queries import ThreeScores, three_scores
from opendti_site.assessments.evidence.queries import (
    CriterionEvidence,
    corrected_among,
)
from opendti_site.assessments.rounds.bridge import pages_of
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.queries import (
    SubmissionSummary,
    summary_of,
)
from opendti_site.assessments.submissions.readings import SubmissionScore
from opendti_site.assessments.submissions.stages import value_of
from opendti_site.frameworks.sheets import CriterionSheet


@dataclass(frozen=True, slots=True)
class SheetValue:
    """One item as it is printed: its text, or the state that stands in place of one."""

    code: str
    title: Text
    unit: Text | None
    text: str
    state: str
    comment: str

    @property
    def is_given(self) -> bool:
        """Whether there is a value, be it 0."""
        return self.state == AnswerState.GIVEN


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One criterion of the sheet."""

    scores: ThreeScores
    values: tuple[SheetValue, ...]
    claim_reason: str
    evidence: CriterionEvidence

    @property
    def is_blank(self) -> bool:
        """Whether no item has a value: no points are printed then, which is not 0 points earned."""
        return not any(value.is_given for value in self.values)


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The criteria of one main indicator."""

    code: str
    title: Text
    is_everything: bool
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """The whole sheet."""

    submission: Submission
    groups: tuple[SheetGroup, ...]
    stages: tuple[Stage, ...]
    totals: dict[str, SubmissionScore]
    former: frozenset[int]
    """The documents that were corrected since, as far as the reader may know: cited in an earlier version."""


def unit_sheet(submission: Submission, *, reader: User, sees_all: bool) -> UnitSheet:
    """Return the sheet of a form; who may not see the appraisal gets the unit's own scores alone.

    Documents that were added to a reply stand on it once that was sent.
    """
    stages = tuple(Stage) if sees_all else (Stage.SELF,)
    scores, totals = three_scores(submission, stages, alone=not sees_all)
    by_code = {row.sheet.code: row for row in scores}
    summary = summary_of(submission)
    groups = tuple(
        SheetGroup(
            group.code,
            group.title,
            group.is_everything,
            tuple(_row(summary, by_code[sheet.code]) for sheet in group.sheets),
        )
        for group in pages_of(submission.round, submission.block)
    )
    cited = [
        link.document
        for group in groups
        for row in group.rows
        for link in row.evidence.links
    ]
    former = corrected_among(cited, reader)
    return UnitSheet(submission, groups, stages, totals, former)


def _row(summary: SubmissionSummary, scores: ThreeScores) -> SheetRow:
    evidence = summary.evidence[scores.sheet.code]
    answers = [summary.answers.get(item.id) for item in scores.sheet.items]
    return SheetRow(
        scores,
        _values(summary, scores.sheet),
        next((row.reason for row in answers if row and row.reason), ""),
        CriterionEvidence(
            [link for link in evidence.links if link.counts], evidence.waiver
        ),
    )


def _values(
    summary: SubmissionSummary, sheet: CriterionSheet
) -> tuple[SheetValue, ...]:
    values = []
    for item in sheet.items:
        answer = summary.answers.get(item.id)
        state = str(answer.state) if answer else sheet.criterion.default_state
        # What could not be read is no answer.
        if answer and answer.rejected:
            state = AnswerState.BLANK
        value = value_of(answer) if answer else None
        given = state == AnswerState.GIVEN
        text = display_text(summary.submission.round, item.id, value) if given else ""
        comment = answer.comment if answer else ""
        values.append(
            SheetValue(item.code, item.title, item.unit, text, state, comment)
        )
    return tuple(values)
