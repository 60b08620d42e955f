"""The grid: one criterion across all units, with everything that an appraiser compares."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from opendti.plan.model import PlanItem
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.basis import bases_at, token
from opendti_site.assessments.appraisal.bridge import (
    display_text,
    field_text,
    scores_in,
    sheet_of,
)
from opendti_site.assessments.appraisal.rows import (
    CellView,
    Flag,
    GridView,
    RefusedInput,
    RowView,
)
from opendti_site.assessments.evidence.queries import evidence_for_criterion
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import submissions_visible_to
from opendti_site.assessments.submissions.bridge import write_points
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.queries import former_round
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.stages import (
    LATER,
    Values,
    is_stale,
    latest_entries,
    values_at,
    values_in,
)
from opendti_site.frameworks.sheets import CriterionSheet

JUMP_THRESHOLD = 0.25


def grid_view(
    round_: Round,
    criterion: str,
    stage: str,
    user: User,
    refused_input: RefusedInput | None = None,
) -> GridView | None:
    """Read the grid in a number of queries that does not grow with the units."""
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        return None
    rows = list(
        submissions_visible_to(user).filter(round=round_).order_by("unit__path")
    )
    builder = _GridBuilder(round_, sheet, stage, rows)
    builder.refused_input = refused_input
    return builder.view()


class _GridBuilder:
    """Reads and builds the rows of a grid."""

    def __init__(
        self, round_: Round, sheet: CriterionSheet, stage: str, rows: list[Submission]
    ) -> None:
        self.round, self.sheet, self.stage = round_, sheet, stage
        self.refused_input: RefusedInput | None = None
        keys = [row.pk for row in rows]
        self.bases = {
            later: bases_at(keys, sheet.code, later) for later in LATER[Stage(stage)]
        }
        first = self.bases[Stage.APPRAISED]
        self.raw = {pk: basis.values for pk, basis in first.items()}
        everyone = round_.submissions.select_related("unit")
        # A compared criterion needs all units of the round, also those that this person may not
        # see: the best of them decides the points of the others.
        self.scored = list(everyone) if sheet.criterion.compares else rows
        self.own = self._scores(Stage.SELF)
        # Units of blocks without this criterion are not in the grid.
        self.rows = [row for row in rows if row.pk in self.own]
        self.entries = latest_entries(keys, criterion=sheet.code)
        self.evidence = evidence_for_criterion(self.rows, sheet.code)
        said = (
            Answer.objects
            .filter(submission__in=keys, criterion=sheet.code)
            .exclude(reason="", comment="")
            .values_list("submission", "item", "reason", "comment")
        )
        self.reasons = {pk: reason for pk, _item, reason, _comment in said if reason}
        self.comments = {(pk, item): comment for pk, item, _reason, comment in said}
        self.former = former_round(round_)
        self.former_values: dict[int, Values] = {}
        self.former_scores: dict[int, CriterionScore] = {}
        self._read_former()
        # A score that is compared changes with the other units' values, also after its appraisal.
        rescored_stages = (
            (Stage.APPRAISED, Stage.FINAL) if sheet.criterion.compares else ()
        )
        self.rescored = {str(stage): self._scores(stage) for stage in rescored_stages}

    def _scores(self, stage: Stage) -> dict[int, CriterionScore]:
        """Score the criterion for every unit of the round at a stage."""
        code = self.sheet.code
        values = values_at([row.pk for row in self.scored], stage, [code])
        return scores_in(self.round, self.scored, code, values)

    def view(self) -> GridView:
        """Return the grid."""
        rows = tuple(self._row(row) for row in self.rows)
        year = self.former.year if self.former else None
        return GridView(self.round, self.sheet, self.stage, rows, year)

    def _read_former(self) -> None:
        if self.former is None or sheet_of(self.former, self.sheet.code) is None:
            return
        # Scored by last year's framework: its rule and its maximum may have been others.
        rows = list(self.former.submissions.select_related("unit"))
        values = values_at([row.pk for row in rows], Stage.FINAL, [self.sheet.code])
        scores = scores_in(self.former, rows, self.sheet.code, values)
        self.former_values = {row.unit_id: values[row.pk] for row in rows}
        self.former_scores = {
            row.unit_id: scores[row.pk] for row in rows if row.pk in scores
        }

    def _row(self, row: Submission) -> RowView:
        entries = {
            str(stage): self.entries[row.pk, self.sheet.code, stage]
            for stage in Stage
            if (row.pk, self.sheet.code, stage) in self.entries
        }
        stale = self._stale(row, entries)
        raw = self.raw[row.pk]
        claimed = any(
            item_value.state == AnswerState.NOT_APPLICABLE
            for item_value in raw.values()
        )
        former = self._former_share(row.unit_id)
        refused_input, latest = self._refused_input(row), entries.get(self.stage)
        reason = latest.reason if latest else ""
        return RowView(
            submission=row,
            cells=self._cells(row, None if self.stage in stale else latest),
            own=self.own[row.pk],
            former_share=former,
            evidence=self.evidence[row.pk],
            flags=tuple(self._flags(row, former, stale, claimed=claimed)),
            claim_reason=self.reasons.get(row.pk, ""),
            is_claimed=claimed,
            entries=entries,
            points={
                stage: self.rescored[stage][row.pk].points
                if stage in self.rescored
                else entry.points
                for stage, entry in entries.items()
                if stage not in stale
            },
            stale=stale,
            token=token(latest, self.bases[Stage(self.stage)][row.pk]),
            stage=self.stage,
            reason=refused_input.reason if refused_input else reason,
            was_reason=reason,
            refused_input=refused_input,
        )

    def _stale(
        self, row: Submission, entries: Mapping[str, ScoreEntry]
    ) -> frozenset[str]:
        """Return the stages whose latest entry appraised other values or evidence than the present."""
        return frozenset(
            str(stage)
            for stage, bases in self.bases.items()
            if stage in entries and is_stale(entries[stage].basis, bases[row.pk].digest)
        )

    def _refused_input(self, row: Submission) -> RefusedInput | None:
        refused_input = self.refused_input
        return (
            refused_input
            if refused_input and refused_input.submission == row.pk
            else None
        )

    def _former_share(self, unit: int) -> float | None:
        """Return last year's share of the maximum; None where all was blank."""
        values = self.former_values.get(unit, {}).values()
        # A blank scored 0 last year; a rise from it says nothing of the unit.
        if not any(item_value.state == AnswerState.GIVEN for item_value in values):
            return None
        return _share(self.former_scores.get(unit))

    def _cells(self, row: Submission, entry: ScoreEntry | None) -> tuple[CellView, ...]:
        current = self.bases[Stage(self.stage)][row.pk].values
        if entry:
            current = {**current, **values_in(entry)}
        return tuple(self._cell(row, item, current) for item in self.sheet.items)

    def _cell(self, row: Submission, item: PlanItem, current: Values) -> CellView:
        former = self.former_values.get(row.unit_id, {}).get(item.id)
        refused_input = self._refused_input(row)
        text = field_text(self.round, item.id, current.get(item.id))
        return CellView(
            item=item,
            declared=display_text(self.round, item.id, self.raw[row.pk].get(item.id)),
            former=display_text(self.former, item.id, former) if self.former else "",
            appraised=display_text(self.round, item.id, current.get(item.id)),
            text=refused_input.texts.get(item.id, text) if refused_input else text,
            was=text,
            comment=self.comments.get((row.pk, item.id), ""),
        )

    def _flags(
        self,
        row: Submission,
        former: float | None,
        stale: frozenset[str],
        *,
        claimed: bool,
    ) -> list[Flag]:
        own = self.own[row.pk]
        given = [h for h in self.raw[row.pk].values() if h.state == AnswerState.GIVEN]
        flags = []
        if row.state != SubmissionState.SUBMITTED:
            flags.append(Flag("not-submitted", icon="send-off", words=_("Chưa nộp")))
        if own.faults:
            flags.append(Flag("faulty", icon="alert-circle", words=_("Số liệu có lỗi")))
        elif not given and not claimed:
            flags.append(
                Flag("empty", icon="circle-dashed", words=AnswerState.BLANK.label)
            )
        elif self.sheet.criterion.evidence_required and not self.evidence[row.pk].links:
            flags.append(
                Flag("no-evidence", icon="paperclip", words=_("Không tài liệu"))
            )
        share = _share(own)
        if (
            given
            and share is not None
            and former is not None
            and abs(share - former) >= JUMP_THRESHOLD
        ):
            flags.append(_jump(share - former))
        if stale:
            flags.append(
                Flag("changed", icon="refresh", words=_("Đã đổi sau khi thẩm định"))
            )
        return flags


def _share(score: CriterionScore | None) -> float | None:
    if score is None or score.points is None or not score.max_points:
        return None
    return score.points / score.max_points


def _jump(change: float) -> Flag:
    """Return a flag with the change since last year in hundredths of the maximum."""
    size = write_points(abs(change) * 100, 0)
    if change > 0:
        words = _("Tăng vọt +%(size)s điểm\u00a0%%") % {"size": size}
        return Flag("jump", icon="trending-up", words=words)
    words = _("Giảm sâu −%(size)s điểm\u00a0%%") % {"size": size}
    return Flag("jump", icon="trending-down", words=words)
