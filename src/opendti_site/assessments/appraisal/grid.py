"""The grid: one criterion across all units, with everything a judge compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from opendti_site.assessments.appraisal.bridge import scores_in, sheet_of, shown, typed
from opendti_site.assessments.evidence.queries import evidence_for_criterion
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.queries import submissions_visible_to
from opendti_site.assessments.submissions.bridge import write_points
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.queries import former_round
from opendti_site.assessments.submissions.stages import (
    latest_entries,
    raw_values,
    values_at,
    values_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.queries import Shown
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.assessments.submissions.models import ScoreEntry
    from opendti_site.assessments.submissions.readings import CriterionScore
    from opendti_site.assessments.submissions.stages import Values
    from opendti_site.frameworks.sheets import CriterionSheet, ItemSheet

JUMP = 0.25
EVERYTHING = "tat-ca"


@dataclass(frozen=True, slots=True)
class Retyped:
    """A judgement that was refused: shown again as typed, beside the words why."""

    submission: int
    texts: Mapping[str, str]
    reason: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a judge should look at."""

    code: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One item of one unit: as declared, last year, as judged, and the field to correct it in."""

    item: ItemSheet
    declared: str
    former: str
    judged: str
    text: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One unit in the grid; `points` are what each stage's entry gives as the others stand now."""

    submission: Submission
    cells: tuple[CellView, ...]
    own: CriterionScore
    former_share: float | None
    shown: Shown
    flags: tuple[Flag, ...]
    claim_reason: str
    is_claimed: bool
    entries: Mapping[str, ScoreEntry]
    points: Mapping[str, float | None]
    stage: str
    reason: str
    refusal: str

    @property
    def entry(self) -> ScoreEntry | None:
        """The current entry of the stage at hand."""
        return self.entries.get(self.stage)

    @property
    def is_waived(self) -> bool:
        """Whether the judge agreed that the criterion does not apply."""
        return bool(self.entry and self.entry.state == AnswerState.NOT_APPLICABLE)

    @property
    def kinds(self) -> frozenset[str]:
        """The filters under which the row is found."""
        kinds = {EVERYTHING, "da-xong" if self.entry else "chua-xem"}
        if self.flags:
            kinds.add("bat-thuong")
        if self.is_claimed:
            kinds.add("khong-ap-dung")
        if self.entry and self.entry.verdict == Verdict.CORRECTED:
            kinds.add("dieu-chinh")
        return frozenset(kinds)


@dataclass(frozen=True, slots=True)
class GridView:
    """The whole grid of one criterion at one stage."""

    round: Round
    sheet: CriterionSheet
    stage: str
    rows: tuple[RowView, ...]
    former_year: int | None

    def counted(self) -> list[tuple[str, str, int]]:
        """Return the filters with how many rows each finds."""
        words = {
            EVERYTHING: _("Tất cả"),
            "chua-xem": _("Chưa xem"),
            "bat-thuong": _("Bất thường"),
            "khong-ap-dung": _("Đề nghị không áp dụng"),
            "dieu-chinh": _("Đã điều chỉnh"),
            "da-xong": _("Đã xong"),
        }
        counts = {code: sum(code in row.kinds for row in self.rows) for code in words}
        return [
            (code, word, counts[code])
            for code, word in words.items()
            if counts[code] or code == EVERYTHING
        ]


def grid_view(
    round_: Round,
    criterion: str,
    stage: str,
    user: User,
    retyped: Retyped | None = None,
) -> GridView | None:
    """Read the grid in a number of queries that does not grow with the units."""
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        return None
    rows = list(
        submissions_visible_to(user).filter(round=round_).order_by("unit__path")
    )
    gatherer = _Gatherer(round_, sheet, stage, rows)
    gatherer.retyped = retyped
    return gatherer.view()


class _Gatherer:
    """Brings together what the rows of a grid show."""

    def __init__(
        self, round_: Round, sheet: CriterionSheet, stage: str, rows: list[Submission]
    ) -> None:
        self.round, self.sheet, self.stage = round_, sheet, stage
        self.retyped: Retyped | None = None
        keys = [row.pk for row in rows]
        self.raw = raw_values(keys, Stage.SELF, sheet.code)
        everyone = round_.submissions.select_related("unit")
        self.beside = list(everyone) if sheet.compares else rows
        self.own = self._scores(Stage.SELF)
        self.rows = [row for row in rows if row.pk in self.own]
        self.entries = latest_entries(keys, criterion=sheet.code)
        self.shown = evidence_for_criterion(self.rows, sheet.code)
        self.reasons = dict(
            Answer.objects
            .filter(submission__in=keys, criterion=sheet.code)
            .exclude(reason="")
            .values_list("submission", "reason")
        )
        self.former = former_round(round_)
        self.former_values: dict[int, Values] = {}
        self.former_scores: dict[int, CriterionScore] = {}
        self._read_former()
        # What is compared moves with the other units, after it was judged too.
        moving = (Stage.APPRAISED, Stage.FINAL) if sheet.compares else ()
        self.moved = {str(stage): self._scores(stage) for stage in moving}

    def _scores(self, stage: Stage) -> dict[int, CriterionScore]:
        """Score the criterion for every unit of the round at a stage."""
        code = self.sheet.code
        values = values_at([row.pk for row in self.beside], stage, [code])
        return scores_in(self.round, self.beside, code, values)

    def view(self) -> GridView:
        """Return the grid."""
        rows = tuple(self._row(row) for row in self.rows)
        year = self.former.year if self.former else None
        return GridView(self.round, self.sheet, self.stage, rows, year)

    def _read_former(self) -> None:
        if self.former is None or sheet_of(self.former, self.sheet.code) is None:
            return
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
        raw = self.raw[row.pk]
        claimed = any(held.state == AnswerState.NOT_APPLICABLE for held in raw.values())
        former = self._former_share(row.unit_id)
        again = self._again(row)
        return RowView(
            submission=row,
            cells=tuple(self._cell(row, item, entries) for item in self.sheet.items),
            own=self.own[row.pk],
            former_share=former,
            shown=self.shown[row.pk],
            flags=tuple(self._flags(row, former, entries, claimed=claimed)),
            claim_reason=self.reasons.get(row.pk, ""),
            is_claimed=claimed,
            entries=entries,
            points={
                stage: self.moved[stage][row.pk].points
                if stage in self.moved
                else entry.points
                for stage, entry in entries.items()
            },
            stage=self.stage,
            reason=again.reason if again else self._reason(entries),
            refusal=again.refusal if again else "",
        )

    def _again(self, row: Submission) -> Retyped | None:
        again = self.retyped
        return again if again and again.submission == row.pk else None

    def _former_share(self, unit: int) -> float | None:
        """Return last year's share; what was left blank then is nothing to compare with."""
        values = self.former_values.get(unit, {}).values()
        if not any(held.state == AnswerState.GIVEN for held in values):
            return None
        return _share(self.former_scores.get(unit))

    def _reason(self, entries: Mapping[str, ScoreEntry]) -> str:
        entry = entries.get(self.stage)
        return entry.reason if entry else ""

    def _cell(
        self, row: Submission, item: ItemSheet, entries: Mapping[str, ScoreEntry]
    ) -> CellView:
        current = self.raw[row.pk]
        for stage in (Stage.APPRAISED, Stage.FINAL):
            if stage in entries and (
                stage == Stage.APPRAISED or self.stage == Stage.FINAL
            ):
                current = {**current, **values_in(entries[stage])}
        former = self.former_values.get(row.unit_id, {}).get(item.id)
        again = self._again(row)
        text = typed(self.round, item.id, current.get(item.id))
        return CellView(
            item=item,
            declared=shown(self.round, item.id, self.raw[row.pk].get(item.id)),
            former=shown(self.former, item.id, former) if self.former else "",
            judged=shown(self.round, item.id, current.get(item.id)),
            text=again.texts.get(item.id, text) if again else text,
        )

    def _flags(
        self,
        row: Submission,
        former: float | None,
        entries: Mapping[str, ScoreEntry],
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
            flags.append(Flag("empty", icon="circle-dashed", words=_("Để trống")))
        elif self.sheet.evidence_required and not self.shown[row.pk].links:
            flags.append(
                Flag("no-evidence", icon="paperclip", words=_("Không tài liệu"))
            )
        share = _share(own)
        if (
            given
            and share is not None
            and former is not None
            and abs(share - former) >= JUMP
        ):
            flags.append(_jump(share - former))
        appraised, own_entry = entries.get(Stage.APPRAISED), entries.get(Stage.SELF)
        if appraised and own_entry and own_entry.pk > appraised.pk:
            flags.append(
                Flag("changed", icon="refresh", words=_("Nộp lại sau thẩm định"))
            )
        return flags


def _share(score: CriterionScore | None) -> float | None:
    if score is None or score.points is None or not score.max_points:
        return None
    return score.points / score.max_points


def _jump(change: float) -> Flag:
    """Say by how many hundredths of its maximum the criterion moved since last year."""
    size = write_points(abs(change) * 100, 0)
    if change > 0:
        words = _("Tăng vọt +%(size)s điểm\u00a0%%") % {"size": size}
        return Flag("jump", icon="trending-up", words=words)
    words = _("Giảm sâu −%(size)s điểm\u00a0%%") % {"size": size}
    return Flag("jump", icon="trending-down", words=words)
