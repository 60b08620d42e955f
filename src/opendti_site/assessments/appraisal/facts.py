"""What the grid filters and counts by, of every unit of a round: read in columns, without a model row a unit.

A country has thousands of units and a page shows fifty of them. What has to be known of all is
read here, in a number of queries that does not grow with them; `grid` builds the rows of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.bridge import (
    outliers_among,
    scores_in,
)
from opendti_site.assessments.appraisal.coverage import Coverage, coverage_of
from opendti_site.assessments.appraisal.former import former_shares
from opendti_site.assessments.appraisal.keys import (
    FormKey,
    any_given,
    form_keys,
    share_of,
)
from opendti_site.assessments.evidence.models import EvidenceLink, EvidenceWaiver
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import submissions_visible_to
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.readings import (
    BLANK,
    CriterionScore,
    ItemValue,
)
from opendti_site.assessments.submissions.stages import (
    LATER,
    Values,
    raw_values,
    stale_entries,
    suspects_in,
)
from opendti_site.frameworks.sheets import CriterionSheet

EVERYTHING = "tat-ca"
JUMP_THRESHOLD = 0.25
WORDED = {"yes_no", "choice", "text"}
"""The types of items whose values are no numbers to compare."""


class LatestEntry(NamedTuple):
    """The latest entry of a stage about the criterion."""

    verdict: str
    state: str


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit's criterion, as far as filters, counts and flags need it.

    `former` is last year's share of the maximum, None where there is none to compare with.
    """

    form: FormKey
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
    has_conflict: bool = False
    """Whether the person who looks has a conflict of interest about the unit."""

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
    def flags(self) -> tuple[str, ...]:
        """The codes of what an appraiser should look at, in the order of their words."""
        is_faulty = bool(self.own.faults)
        is_empty = not (is_faulty or self.has_value or self.is_claimed)
        lacks = self.lacks_evidence and not (is_faulty or is_empty)
        found = {
            "not-submitted": self.form.state != SubmissionState.SUBMITTED,
            "faulty": is_faulty,
            "empty": is_empty,
            "waived": lacks and self.is_waived,
            "no-evidence": lacks and not self.is_waived,
            "jump": self.change is not None,
            "outlier": self.is_outlier,
            "unappraised": self.lacks_appraisal,
            "changed": bool(self.stale),
        }
        return tuple(code for code, is_so in found.items() if is_so)

    @property
    def is_complete(self) -> bool:
        """Whether nobody has appraised it and nothing is left to look at: a written reason stands for a document."""
        return (
            self.latest is None
            and self.has_value
            and not self.is_claimed
            and set(self.flags) <= {"waived"}
        )

    @property
    def kinds(self) -> frozenset[str]:
        """The filters under which the unit is found."""
        standing = None if self.is_stale else self.latest
        found = {
            EVERYTHING: True,
            "chua-quyet": standing is None,
            "chua-xem": self.latest is None,
            "can-xem-lai": self.latest is not None and self.is_stale,
            "da-xong": standing is not None,
            "chua-tham-dinh": self.lacks_appraisal,
            "cua-toi": self.is_mine,
            "xung-dot": self.has_conflict,
            "bat-thuong": bool(self.flags),
            "khac-xa": self.is_outlier,
            "khong-ap-dung": self.is_claimed,
            "dieu-chinh": standing is not None
            and standing.verdict == Verdict.CORRECTED,
        }
        return frozenset(kind for kind, is_so in found.items() if is_so)


def facts_of(
    round_: Round, sheet: CriterionSheet, stage: str, user: User
) -> list[UnitFacts]:
    """Return the facts of every visible unit that has the criterion, in the order of the tree."""
    rows = submissions_visible_to(user).filter(round=round_)
    reader = _FactsReader(round_, sheet, stage, rows)
    reader.mine = coverage_of(user, round_)
    reader.closed = tuple(user.conflict_paths)
    return reader.facts()


class _FactsReader:
    """Reads one criterion of a round."""

    def __init__(
        self,
        round_: Round,
        sheet: CriterionSheet,
        stage: str,
        rows: QuerySet[Submission],
    ) -> None:
        self.round, self.sheet, self.stage, self.rows = round_, sheet, stage, rows
        self.forms = form_keys(rows)
        self.mine = Coverage(())
        self.closed: tuple[str, ...] = ()
        # The best unit of the round decides the points of the others, seen by this person or not.
        everyone = round_.submissions.all() if sheet.criterion.compares else rows
        scored = self.forms if everyone is rows else form_keys(everyone)
        self.raw = raw_values(everyone, Stage.SELF, sheet.code)
        values = {pk: _unclaimed(by_item) for pk, by_item in self.raw.items()}
        self.own = scores_in(round_, scored, sheet.code, values)
        self.latest = self._latest(stage)
        # The council sees what nobody has appraised, or what has to be appraised again.
        self.appraised = self._latest(Stage.APPRAISED) if stage == Stage.FINAL else {}
        self.stale = self._stale()
        self.former = former_shares(round_, sheet)
        self.outliers = self._outliers()
        only = {"submission__in": rows.values("pk"), "criterion": sheet.code}
        links = EvidenceLink.objects.filter(**only).order_by()
        self.documents = set(links.values_list("submission", flat=True))
        waivers = EvidenceWaiver.objects.filter(**only).order_by()
        self.waived = set(waivers.values_list("submission", flat=True))

    def facts(self) -> list[UnitFacts]:
        """Return the facts; units of blocks without the criterion have none."""
        return [self._facts(form) for form in self.forms if form.pk in self.own]

    def _facts(self, form: FormKey) -> UnitFacts:
        states = {value.state for value in self.raw.get(form.pk, {}).values()}
        has_documents = form.pk in self.documents
        return UnitFacts(
            form=form,
            own=self.own[form.pk],
            former=self.former.get(form.unit.pk),
            has_value=AnswerState.GIVEN in states,
            is_claimed=AnswerState.NOT_APPLICABLE in states,
            has_documents=has_documents,
            is_waived=form.pk in self.waived,
            lacks_evidence=self.sheet.criterion.evidence_required and not has_documents,
            is_outlier=form.pk in self.outliers,
            latest=self.latest.get(form.pk),
            stage=self.stage,
            stale=self.stale.get(form.pk, frozenset()),
            lacks_appraisal=self.stage == Stage.FINAL
            and (
                form.pk not in self.appraised
                or Stage.APPRAISED in self.stale.get(form.pk, frozenset())
            ),
            is_mine=self.mine.covers(self.sheet.code, form.block, form.unit.path),
            has_conflict=form.unit.path.startswith(self.closed),
        )

    def _latest(self, stage: str) -> dict[int, LatestEntry]:
        found = ScoreEntry.objects.filter(
            submission__in=self.rows.values("pk"),
            criterion=self.sheet.code,
            stage=stage,
        )
        listed = found.order_by("pk").values_list("submission", "verdict", "state")
        return {key: LatestEntry(*rest) for key, *rest in listed}

    def _stale(self) -> dict[int, frozenset[str]]:
        suspects = suspects_in(self.rows, self.sheet.code)
        if not suspects:
            return {}
        found: dict[int, set[str]] = {}
        for pk, _code, stage in stale_entries(sorted(suspects), [self.sheet.code]):
            if stage in LATER[Stage(self.stage)]:
                found.setdefault(pk, set()).add(stage)
        return {pk: frozenset(stages) for pk, stages in found.items()}

    def _outliers(self) -> set[int]:
        """Return the units whose value lies far from the others of their block.

        The value is the criterion's number where it has one item that is a number, and else the
        share of the maximum: of a ratio, its two numbers grow with the unit.
        """
        (first, *others) = self.sheet.items or (None,)
        if first is None or (not others and first.type in WORDED):
            return set()
        values: dict[int, float] = {}
        for form in self.forms:
            number = (
                share_of(self.own.get(form.pk))
                if others
                else _given(self.raw.get(form.pk, {}).get(first.id))
            )
            if number is not None and any_given(self.raw.get(form.pk, {}).values()):
                values[form.pk] = number
        return outliers_among(values, {form.pk: form.block for form in self.forms})


def _unclaimed(values: Values) -> Values:
    """Count a claim of "not applicable" as blank, as the unit's own score does."""
    return {
        item: BLANK if value.state == AnswerState.NOT_APPLICABLE else value
        for item, value in values.items()
    }


def _given(value: ItemValue | None) -> float | None:
    return value.value if value and value.state == AnswerState.GIVEN else None
