"""The rows of the grid, one a unit, with cells, flags and filters: frozen data for templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opendti.plan.model import PlanItem
from opendti_site.assessments.evidence.queries import CriterionEvidence
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import AnswerState, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.frameworks.sheets import CriterionSheet

EVERYTHING = "tat-ca"


@dataclass(frozen=True, slots=True)
class RefusedInput:
    """The input of a judgement that was refused: shown again as typed, with the reason."""

    submission: int
    texts: Mapping[str, str]
    reason: str
    refusal: str
    applies: bool = True
    # The values were changed and "accept" was chosen: which of the two is meant?
    is_unsaved: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that an appraiser should look at."""

    code: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One item of one unit: as declared, last year, as appraised, and the field to correct it in.

    `was` is what the field shows before anybody types into it; `comment` is why the value differs
    from last year's, as the unit says.
    """

    item: PlanItem
    declared: str
    former: str
    appraised: str
    text: str
    was: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One unit in the grid.

    `points` are what each stage's entry gives as the others stand now; a stale entry, whose basis
    has changed, gives none. `token` names what the row shows, for the action that appraises it.
    """

    submission: Submission
    cells: tuple[CellView, ...]
    own: CriterionScore
    former_share: float | None
    evidence: CriterionEvidence
    flags: tuple[Flag, ...]
    claim_reason: str
    is_claimed: bool
    entries: Mapping[str, ScoreEntry]
    points: Mapping[str, float | None]
    stale: frozenset[str]
    token: str
    stage: str
    reason: str
    was_reason: str
    refused_input: RefusedInput | None

    @property
    def latest(self) -> ScoreEntry | None:
        """The latest entry of the stage at hand, counting or stale."""
        return self.entries.get(self.stage)

    @property
    def entry(self) -> ScoreEntry | None:
        """The entry of the stage at hand that counts."""
        return None if self.is_stale else self.latest

    @property
    def is_stale(self) -> bool:
        """Whether what the latest entry appraised has changed since."""
        return self.stage in self.stale

    @property
    def is_waived(self) -> bool:
        """Whether the appraiser agreed that the criterion does not apply."""
        return bool(self.entry and self.entry.state == AnswerState.NOT_APPLICABLE)

    @property
    def applies(self) -> bool:
        """Whether the row's choice says that the criterion applies."""
        return self.refused_input.applies if self.refused_input else not self.is_waived

    @property
    def is_plain(self) -> bool:
        """Whether nobody has appraised the row and nothing is strange about it."""
        return not (self.latest or self.flags or self.is_claimed)

    @property
    def kinds(self) -> frozenset[str]:
        """The filters under which the row is found."""
        seen = "can-xem-lai" if self.is_stale else "da-xong"
        kinds = {EVERYTHING, seen if self.latest else "chua-xem"}
        if self.flags:
            kinds.add("bat-thuong")
        if self.is_claimed:
            kinds.add("khong-ap-dung")
        if self.entry and self.entry.verdict == Verdict.CORRECTED:
            kinds.add("dieu-chinh")
        return frozenset(kinds)


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A filter of the grid with the number of rows that it finds."""

    code: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class GridView:
    """The whole grid of one criterion at one stage."""

    round: Round
    sheet: CriterionSheet
    stage: str
    rows: tuple[RowView, ...]
    former_year: int | None

    def counted(self) -> list[RowFilter]:
        """Return the filters with how many rows each finds."""
        words = {
            EVERYTHING: _("Tất cả"),
            "chua-xem": _("Chưa xem"),
            "can-xem-lai": _("Cần xem lại"),
            "bat-thuong": _("Bất thường"),
            "khong-ap-dung": _("Đề nghị không áp dụng"),
            "dieu-chinh": _("Đã điều chỉnh"),
            "da-xong": _("Đã xong"),
        }
        counts = {code: sum(code in row.kinds for row in self.rows) for code in words}
        return [
            RowFilter(code, word, counts[code])
            for code, word in words.items()
            if counts[code] or code == EVERYTHING
        ]
