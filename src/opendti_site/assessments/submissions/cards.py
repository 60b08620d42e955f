"""The form as a page: groups of criteria, cards, fields; frozen data for the templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from opendti_site.assessments.rounds.bridge import framework_page, pages_of
from opendti_site.assessments.submissions.bridge import (
    parse_value,
    plan_of_round,
    read_back,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.entries import Outcome
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.queries import former_submission, picture_of
from opendti_site.assessments.submissions.stages import (
    Values,
    held,
    values_at,
)
from opendti_site.assessments.submissions.standing import (
    COMPLETE,
    EVERY,
    FAULTY,
    NOT_APPLICABLE,
    Standing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opendti_site.assessments.evidence.queries import Shown
    from opendti_site.assessments.rounds.bridge import Group
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.assessments.submissions.entries import Conflict
    from opendti_site.assessments.submissions.models import Answer
    from opendti_site.assessments.submissions.queries import Picture
    from opendti_site.assessments.submissions.readings import CriterionScore
    from opendti_site.frameworks.bridge import Plan
    from opendti_site.frameworks.sheets import (
        CriterionSheet,
        FrameworkPage,
        ItemSheet,
    )

NUMBERS = ("count", "number", "share")
LONGEST_NUMBER = 6
"""Letters of a code that still stands twelve times in a row."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One input of a card."""

    item: ItemSheet
    text: str
    was: str
    version: int
    fault: str
    conflict: Conflict | None
    last: str
    answer: Answer | None
    kept: str = ""
    read: str = ""

    @property
    def is_number(self) -> bool:
        """Whether a number is typed here."""
        return self.item.type in NUMBERS


@dataclass(frozen=True, slots=True)
class CardView:
    """One criterion of the form."""

    sheet: CriterionSheet
    most: float
    standing: Standing
    score: CriterionScore
    fields: tuple[FieldView, ...]
    shown: Shown
    steps: Sequence[str]
    claimed: bool
    claim_reason: str
    fault: str
    is_open: bool

    @property
    def anchor(self) -> str:
        """The card's address on its page."""
        return anchor_of(self.sheet.code)

    @property
    def is_faulty(self) -> bool:
        """Whether something typed cannot be read or breaks a rule: there is nothing to score then."""
        return self.standing == FAULTY


@dataclass(frozen=True, slots=True)
class TabView:
    """One main indicator in the row of tabs."""

    group: Group
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
    group: Group
    tabs: tuple[TabView, ...]
    cards: tuple[CardView, ...]
    tally: tuple[tuple[Standing, int], ...]
    points: float
    most: float
    total_points: float
    total_most: float
    waiting: int
    is_scored: bool
    before: Group | None
    after: Group | None
    former: Submission | None

    @property
    def has_words_for_codes(self) -> bool:
        """Whether codes are words, too long to stand twelve in a row."""
        return any(len(card.sheet.code) > LONGEST_NUMBER for card in self.cards)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a post said that is not, or not yet, in the rows."""

    outcome: Outcome = field(default_factory=Outcome)
    texts: Mapping[str, str] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    refusal: str = ""


NOTHING_TYPED = Typed()


def anchor_of(code: str) -> str:
    """Return a criterion's place on its page."""
    return "tc-" + code.replace(".", "-")


def groups_of(submission: Submission) -> tuple[Group, ...]:
    """Return the pages of a submission's form."""
    return pages_of(submission.round, submission.block)


def form_view(
    submission: Submission, main: str, typed: Typed = NOTHING_TYPED, only: str = ""
) -> FormView:
    """Make one page of the form; with `only`, that card alone is whole."""
    groups = groups_of(submission)
    place = next((i for i, group in enumerate(groups) if group.code == main), 0)
    group = groups[place]
    picture = picture_of(submission, typed.outcome.left)
    former = former_submission(submission)
    scores = [picture.score.criteria[sheet.code] for sheet in group.sheets]
    standings = [picture.standings[sheet.code] for sheet in group.sheets]
    return FormView(
        submission=submission,
        framework=framework_page(submission.round),
        group=group,
        tabs=tuple(_tab(one, picture) for one in groups),
        cards=_Dealer(picture, former, typed, group.sheets).cards(only),
        tally=tuple((one, standings.count(one)) for one in EVERY if one in standings),
        points=sum(score.points or 0 for score in scores),
        most=sum(score.max_points for score in scores),
        total_points=picture.score.points,
        total_most=picture.score.max_points,
        waiting=picture.score.waiting,
        is_scored=picture.score.is_scored,
        before=groups[place - 1] if place else None,
        after=groups[place + 1] if place + 1 < len(groups) else None,
        former=former,
    )


def _tab(group: Group, picture: Picture) -> TabView:
    done = sum(
        picture.standings[sheet.code] in {COMPLETE, NOT_APPLICABLE}
        for sheet in group.sheets
    )
    return TabView(group, done, len(group.sheets))


class _Dealer:
    """Makes the cards of one submission."""

    def __init__(
        self,
        picture: Picture,
        former: Submission | None,
        typed: Typed,
        sheets: Sequence[CriterionSheet],
    ) -> None:
        self.picture = picture
        self.typed = typed
        self.sheets = sheets
        self.plan: Plan = plan_of_round(picture.submission.round)
        self.column = framework_page(picture.submission.round).block_index(
            picture.submission.block
        )
        self.former_submission = former
        self.former: Values = {}
        self.former_plan = plan_of_round(former.round) if former else None

    def cards(self, only: str = "") -> tuple[CardView, ...]:
        """Make the cards of a page; with `only`, the others are bare but for their standing."""
        shown = [sheet for sheet in self.sheets if only in {"", sheet.code}]
        former = self.former_submission
        if former:
            codes = [sheet.code for sheet in shown]
            self.former = values_at([former.pk], Stage.FINAL, codes)[former.pk]
        return tuple(
            self._card(sheet, is_shown=sheet in shown) for sheet in self.sheets
        )

    def _card(self, sheet: CriterionSheet, *, is_shown: bool) -> CardView:
        standing = self.picture.standings[sheet.code]
        answers = [self.picture.answers.get(item.id) for item in sheet.items]
        claims = [
            row.reason
            for row in answers
            if row and row.state == AnswerState.NOT_APPLICABLE
        ]
        return CardView(
            sheet=sheet,
            most=sheet.points[self.column] or 0,
            standing=standing,
            score=self.picture.score.criteria[sheet.code],
            fields=tuple(self._field(item) for item in sheet.items if is_shown),
            shown=self.picture.shown[sheet.code],
            steps=self.picture.score.steps(sheet.code) if is_shown else (),
            claimed=bool(claims),
            claim_reason=next(iter(claims), ""),
            fault=self.typed.outcome.faults.get(sheet.code, ""),
            is_open=standing != COMPLETE or sheet.code in self.typed.opened,
        )

    def _field(self, item: ItemSheet) -> FieldView:
        answer = self.picture.answers.get(item.id)
        stored = write_value(self.plan, item.id, held(answer)) if answer else ""
        if answer and answer.rejected:
            stored = answer.rejected
        conflict = self.typed.outcome.conflicts.get(item.id)
        text = conflict.mine if conflict else self.typed.texts.get(item.id, stored)
        return FieldView(
            item=item,
            text=text,
            was=stored,
            version=answer.version if answer else 0,
            fault=self._fault(item, answer),
            conflict=conflict,
            last=self._last(item),
            answer=answer,
            kept=show_value(self.plan, item.id, held(answer)) if answer else "",
            read=self._read_back(item, answer),
        )

    def _read_back(self, item: ItemSheet, answer: Answer | None) -> str:
        """Say how the number was read; nothing beside a text that was not."""
        conflict = item.id in self.typed.outcome.conflicts
        if answer is None or answer.rejected or conflict or item.id in self.typed.texts:
            return ""
        return read_back(self.plan, item.id, held(answer))

    def _fault(self, item: ItemSheet, answer: Answer | None) -> str:
        if answer and answer.rejected:
            return parse_value(self.plan, item.id, answer.rejected).fault
        faults = self.picture.score.criteria[item.id.rpartition(".")[0]].faults
        return next(
            (str(one.message) for one in faults if item.id in one.items[:1]), ""
        )

    def _last(self, item: ItemSheet) -> str:
        before = self.former.get(item.id)
        if before is None or self.former_plan is None:
            return ""
        if item.id not in self.former_plan.addresses:
            return ""
        return show_value(self.former_plan, item.id, before)
