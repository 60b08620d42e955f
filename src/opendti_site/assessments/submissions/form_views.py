"""A page of the form as frozen data for templates: tabs, cards, fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from opendti.plan.model import PlanItem
from opendti_site.assessments.evidence.queries import CriterionEvidence
from opendti_site.assessments.rounds.bridge import CriterionGroup
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.machine_notes import MachineNote
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.outcomes import Conflict, SaveOutcome
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.reusable import (
    ReuseOffer,
    offered_words,
)
from opendti_site.assessments.submissions.status import (
    EMPTY,
    FAULTY,
    NOT_MEASURED,
    CriterionStatus,
)
from opendti_site.frameworks.sheets import (
    CriterionSheet,
    FrameworkPage,
)
from opendti_site.ui.text import has_words

NUMBERS = ("count", "number", "share")

MAX_CODE_LENGTH = 6
"""Characters of a code up to which twelve fit in a row."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One input of a card."""

    item: PlanItem
    text: str
    was: str
    version: int
    fault: str
    conflict: Conflict | None
    last: str
    answer: Answer | None
    kept: str = ""
    read: str = ""
    is_reusable: bool = False
    is_jump: bool = False
    machine: MachineNote | None = None

    @property
    def comment(self) -> str:
        """What was said about the change on last year."""
        return self.answer.comment if self.answer else ""

    @property
    def lacks_comment(self) -> bool:
        """Whether the change on last year must still be explained."""
        return self.is_jump and not has_words(self.comment)

    @property
    def asks_comment(self) -> bool:
        """Whether a field for a comment is shown: a change on last year, or another value than a machine's."""
        asked = self.machine is not None and self.machine.asks_reason
        return self.is_jump or asked or bool(self.comment)

    @property
    def is_number(self) -> bool:
        """Whether a number is typed here."""
        return self.item.type in NUMBERS


@dataclass(frozen=True, slots=True)
class CardView:
    """One criterion of the form."""

    sheet: CriterionSheet
    max_points: float
    status: CriterionStatus
    score: CriterionScore
    fields: tuple[FieldView, ...]
    evidence: CriterionEvidence
    steps: Sequence[str]
    claimed: bool
    claim_reason: str
    contested: Conflict | None
    fault: str
    offer: ReuseOffer
    is_open: bool

    @property
    def anchor(self) -> str:
        """The card's address on its page."""
        return anchor_of(self.sheet.code)

    @property
    def has_no_points(self) -> bool:
        """Whether there is nothing to score yet: a dash stands there, since 0 would be a score that was earned."""
        return self.claimed or self.status in {FAULTY, EMPTY, NOT_MEASURED}

    @property
    def shows_claim(self) -> bool:
        """Whether the box "does not apply" is ticked: as this person left it where two disagree."""
        if self.contested:
            return self.contested.state == AnswerState.NOT_APPLICABLE
        return self.claimed or bool(self.fault)

    @property
    def shown_reason(self) -> str:
        """The reason in its field: as this person left it where two disagree."""
        return (self.contested and self.contested.reason) or self.claim_reason

    @property
    def is_faulty(self) -> bool:
        """Whether something typed cannot be read or breaks a rule: there is nothing to score then."""
        return self.status == FAULTY


@dataclass(frozen=True, slots=True)
class TabView:
    """One main indicator in the row of tabs."""

    group: CriterionGroup
    done: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class FormView:
    """A page of the form."""

    submission: Submission
    framework: FrameworkPage
    group: CriterionGroup
    tabs: tuple[TabView, ...]
    cards: tuple[CardView, ...]
    tally: tuple[tuple[CriterionStatus, int], ...]
    points: float
    max_points: float
    total_points: float
    total_max_points: float
    waiting: int
    is_scored: bool
    before: CriterionGroup | None
    after: CriterionGroup | None
    former: Submission | None
    has_no_past: bool

    @property
    def offered(self) -> str:
        """What of the former form this page may take over, in words; empty where there is nothing."""
        offers = [card.offer for card in self.cards]
        return offered_words(
            sum(len(offer.items) for offer in offers),
            sum(len(offer.documents) for offer in offers),
        )

    @property
    def has_words_for_codes(self) -> bool:
        """Whether codes are words, too long for twelve in a row."""
        return any(len(card.sheet.code) > MAX_CODE_LENGTH for card in self.cards)


@dataclass(frozen=True, slots=True)
class FormInput:
    """A post that is not, or not yet, stored: its outcome, its texts, the cards to keep open."""

    outcome: SaveOutcome = field(default_factory=SaveOutcome)
    texts: Mapping[str, str] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    refusal: str = ""


NO_INPUT = FormInput()


def anchor_of(code: str) -> str:
    """Return the HTML id of a criterion's card."""
    return "tc-" + code.replace(".", "-")
