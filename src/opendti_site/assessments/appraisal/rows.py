"""The rows of a grid, one criterion of one unit each, with cells, flags and filters: frozen data for templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from opendti.plan.model import PlanItem
from opendti_site.assessments.appraisal.facts import EVERYTHING, RowFacts
from opendti_site.assessments.appraisal.flags import Flag
from opendti_site.assessments.evidence.queries import CriterionEvidence
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.frameworks.sheets import CriterionSheet

ROWS = 50
"""Rows a page: enough to work through, few enough to come at once."""


@dataclass(frozen=True, slots=True)
class RefusedInput:
    """The input of a judgement that was refused: shown again as typed, with the reason.

    `key` is that of the row.
    """

    key: str
    texts: Mapping[str, str]
    reason: str
    refusal: str
    applies: bool = True
    # The values were changed and "accept" was chosen: which of the two is meant?
    is_unsaved: bool = False


@dataclass(frozen=True, slots=True)
class CellView:
    """One item of a row: as declared, last year, as appraised, and the field to correct it in.

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
    """One criterion of one unit in a grid.

    `key` is what tells the rows of the grid apart (`RowFacts`), `label` names the row where its fields
    are read aloud. `points` are what each stage's entry gives as the others stand now; a stale entry, whose basis
    has changed, gives none. `token` names what the row shows, for the action that appraises it.
    """

    key: str
    label: str
    submission: Submission
    cells: tuple[CellView, ...]
    sheet: CriterionSheet
    own: CriterionScore
    former_share: float | None
    evidence: CriterionEvidence
    flags: tuple[Flag, ...]
    claim_reason: str
    is_claimed: bool
    is_complete: bool
    is_mine: bool
    entries: Mapping[str, ScoreEntry]
    points: Mapping[str, float | None]
    stale: frozenset[str]
    token: str
    stage: str
    reason: str
    was_reason: str
    refused_input: RefusedInput | None
    former_decision: ScoreEntry | None = None
    has_conflict: bool = False

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


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A filter of the grid with the number of rows that it finds."""

    code: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class GridPage:
    """Which rows of a grid are wanted: those of a filter, a page at a time, or one alone.

    `chosen` is the row in the side pane, by its key, whether it is on the page or not.
    """

    wanted: str = EVERYTHING
    number: str | None = None
    only: str | None = None
    chosen: str | None = None
    refused_input: RefusedInput | None = None

    def of(self, facts: Sequence[RowFacts]) -> Page[RowFacts]:
        """Return the page of these rows."""
        if self.only is not None:
            found = [row for row in facts if row.key == self.only]
        else:
            found = [row for row in facts if self.wanted in row.kinds]
        return Paginator(found, ROWS).get_page(self.number)


WHOLE = GridPage()
"""All rows, the first page of them."""


@dataclass(frozen=True)
class GridView:
    """A page of a grid at one stage, with what is known of all its rows."""

    round: Round
    stage: str
    facts: tuple[RowFacts, ...]
    page: Page[RowFacts]
    rows: tuple[RowView, ...]
    pane: RowView | None
    former_year: int | None

    @cached_property
    def complete(self) -> int:
        """How many rows, on all pages, can be accepted as they are."""
        return sum(facts.is_complete for facts in self.facts)

    def counted(self) -> list[RowFilter]:
        """Return the filters with how many rows each finds."""
        words = {
            EVERYTHING: _("Tất cả"),
            "cua-toi": _("Việc của tôi"),
            "xung-dot": _("Xung đột lợi ích"),
            "giai-trinh": _("Có giải trình"),
            "cho-giai-trinh": _("Chờ giải trình"),
            "chua-quyet": _("Chưa quyết định"),
            "chua-xem": _("Chưa xem"),
            "can-xem-lai": _("Cần xem lại"),
            "chua-tham-dinh": _("Chưa có thẩm định"),
            "bat-thuong": _("Bất thường"),
            "khac-xa": _("Khác xa khối"),
            "khong-ap-dung": _("Đề nghị không áp dụng"),
            "dieu-chinh": _("Đã điều chỉnh"),
            "da-xong": _("Đã xong"),
        }
        counts = Counter(kind for facts in self.facts for kind in facts.kinds)
        return [
            RowFilter(code, word, counts[code])
            for code, word in words.items()
            if counts[code] or code == EVERYTHING
        ]
