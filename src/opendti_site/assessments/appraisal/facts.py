"""What a grid filters and counts by: facts of one criterion of one unit each.

A grid lists one criterion of all units (`criterion_facts`) or all criteria of one unit (`unit_facts`).
A country has thousands of units and a page shows fifty rows; `grid` builds these.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Generic, NamedTuple, TypeVar

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.coverage import Coverage, coverage_of
from opendti_site.assessments.appraisal.keys import FormKey, share_of
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.stages import Values
from opendti_site.frameworks.sheets import CriterionSheet

EVERYTHING = "tat-ca"
FLAGS = (
    "not-submitted",
    "faulty",
    "empty",
    "waived",
    "no-evidence",
    "jump",
    "outlier",
    "unappraised",
    "changed",
)
KINDS = (
    EVERYTHING,
    "chua-quyet",
    "chua-xem",
    "can-xem-lai",
    "da-xong",
    "chua-tham-dinh",
    "cua-toi",
    "xung-dot",
    "giai-trinh",
    "cho-giai-trinh",
    "bat-thuong",
    "khac-xa",
    "khong-ap-dung",
    "dieu-chinh",
)
JUMP_THRESHOLD = 0.25
Key = TypeVar("Key")


class LatestEntry(NamedTuple):
    """The latest entry of a stage about the criterion."""

    verdict: str
    state: str


@dataclass(frozen=True)
class RowFacts:
    """One criterion of one unit, as far as filters, counts and flags need it.

    A page asks thousands of them for their flags and filters several times: both are kept.
    `key` is what tells the rows of a grid apart: the key of the form, or the criterion's code.
    `former` is last year's share of the maximum, None where there is none to compare with.
    """

    key: str
    form: FormKey
    sheet: CriterionSheet
    own: CriterionScore
    former: float | None
    has_value: bool
    is_claimed: bool
    has_documents: bool
    is_waived: bool
    lacks_evidence: bool
    is_outlier: bool
    latest: LatestEntry | None
    stage: str
    stale: frozenset[str]
    is_mine: bool
    lacks_appraisal: bool
    has_conflict: bool
    """Whether the person who looks has a conflict of interest about the unit."""
    is_explained: bool | None
    """Whether the unit has replied to a request about the criterion; None where none was answered or waits."""

    @property
    def change(self) -> float | None:
        """The change of the share since last year, where it is a jump."""
        share = share_of(self.own)
        if not self.has_value or share is None or self.former is None:
            return None
        change = share - self.former
        return change if abs(change) >= JUMP_THRESHOLD else None

    @property
    def is_stale(self) -> bool:
        """Whether the latest entry of the stage judged something else than there is now."""
        return self.stage in self.stale

    @property
    def is_to_look_at_again(self) -> bool:
        """Whether something has changed since the latest entry, or the unit explained what none judged yet."""
        if self.latest is None:
            return bool(self.is_explained) and self.stage == Stage.APPRAISED
        return self.is_stale

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """The codes of what an appraiser should look at, in the order of their words."""
        is_faulty = bool(self.own.faults)
        is_empty = not (is_faulty or self.has_value or self.is_claimed)
        lacks = self.lacks_evidence and not (is_faulty or is_empty)
        so = (
            self.form.state != SubmissionState.SUBMITTED,
            is_faulty,
            is_empty,
            lacks and self.is_waived,
            lacks and not self.is_waived,
            self.change is not None,
            self.is_outlier,
            self.lacks_appraisal,
            bool(self.stale),
        )
        return tuple(compress(FLAGS, so))

    @property
    def is_complete(self) -> bool:
        """Whether nobody has appraised it and nothing is left to look at: a written reason stands for a document.

        A request that waits for its reply, or a reply that nobody has judged, is something to look at.
        """
        return (
            self.latest is None
            and self.is_explained is None
            and self.has_value
            and not self.is_claimed
            and set(self.flags) <= {"waived"}
        )

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The filters under which the row is found."""
        standing = None if self.is_stale else self.latest
        so = (
            True,
            standing is None,
            self.latest is None,
            self.is_to_look_at_again,
            standing is not None,
            self.lacks_appraisal,
            self.is_mine,
            self.has_conflict,
            self.is_explained is not None,
            self.is_explained is False,
            bool(self.flags),
            self.is_outlier,
            self.is_claimed,
            standing is not None and standing.verdict == Verdict.CORRECTED,
        )
        return frozenset(compress(KINDS, so))


class Viewer(NamedTuple):
    """What facts say of who looks: their assignments, and the paths of units about which they have a conflict of interest."""

    mine: Coverage
    closed: tuple[str, ...]


def viewer_of(user: User, round_: Round) -> Viewer:
    """Return what facts say of a person; a query for each of the two."""
    return Viewer(coverage_of(user, round_), tuple(user.conflict_paths))


@dataclass(frozen=True, slots=True)
class FactTables(Generic[Key]):
    """What the facts are made of, by the key of the row: of a unit, or of a criterion.

    `raw` are the unit's own values with claims of "not applicable" as they are made. `appraised` has
    the appraisers' entries where the council is at work, which sees what nobody has appraised.
    """

    stage: str
    viewer: Viewer
    raw: Mapping[Key, Values]
    own: Mapping[Key, CriterionScore]
    former: Mapping[Key, float]
    latest: Mapping[Key, LatestEntry]
    appraised: AbstractSet[Key]
    stale: Mapping[Key, frozenset[str]]
    outliers: AbstractSet[Key]
    documents: AbstractSet[Key]
    waived: AbstractSet[Key]
    explained: Mapping[Key, bool]

    def facts(self, key: Key, form: FormKey, sheet: CriterionSheet) -> RowFacts:
        """Return the facts of a row."""
        path = form.unit.path
        states = {value.state for value in self.raw.get(key, {}).values()}
        stale = self.stale.get(key, frozenset())
        has_documents = key in self.documents
        return RowFacts(
            key=str(key),
            form=form,
            sheet=sheet,
            own=self.own[key],
            former=self.former.get(key),
            has_value=AnswerState.GIVEN in states,
            is_claimed=AnswerState.NOT_APPLICABLE in states,
            has_documents=has_documents,
            is_waived=key in self.waived,
            lacks_evidence=sheet.criterion.evidence_required and not has_documents,
            is_outlier=key in self.outliers,
            latest=self.latest.get(key),
            stage=self.stage,
            stale=stale,
            lacks_appraisal=self.stage == Stage.FINAL
            and (key not in self.appraised or Stage.APPRAISED in stale),
            is_mine=self.viewer.mine.covers(sheet.code, form.block, path),
            has_conflict=path.startswith(self.viewer.closed),
            is_explained=self.explained.get(key),
        )
