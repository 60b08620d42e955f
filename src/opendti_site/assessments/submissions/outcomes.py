"""The input of a save and its outcome, field by field."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.readings import SubmissionScore


@dataclass(frozen=True, slots=True)
class PostedField:
    """One field as posted: its text, the text that the page had shown, and its version.

    `version` 0: the page showed no answer; `None`: write without comparing versions.
    """

    text: str
    was: str | None = None
    version: int | None = None
    state: str = AnswerState.GIVEN
    reason: str = ""
    # Why it differs from last year's value; None: the page did not ask.
    comment: str | None = None
    was_comment: str = ""

    @property
    def is_untouched(self) -> bool:
        """Whether the person left the field, and its comment, as the page showed them."""
        if (
            self.comment is not None
            and self.comment.strip() != self.was_comment.strip()
        ):
            return False
        return self.was is not None and self.was.strip() == self.text.strip()


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    Two people changed one field: both texts, to choose from, as typed and in words.

    `seen` is the version that the page had shown, `version` the present one. `state` and
    `reason` are those of this person's input, `claimed` whether the other one claims that
    the criterion does not apply.
    """

    mine: str
    theirs: str
    who: str
    when: dt.datetime
    version: int
    seen: int
    mine_words: str
    theirs_words: str
    state: str = AnswerState.GIVEN
    reason: str = ""
    claimed: bool = False

    @property
    def is_about_claim(self) -> bool:
        """Whether one of the two says that the criterion does not apply: then the whole of it is chosen."""
        return self.claimed or self.state == AnswerState.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class SavedState:
    """The rows and the score after a save, which its page need not read again."""

    submission: Submission
    answers: dict[str, Answer]
    score: SubmissionScore | None


@dataclass(slots=True)
class SaveOutcome:
    """What a save did, field by field."""

    saved: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    saved_state: SavedState | None = None

    @property
    def is_clean(self) -> bool:
        """Whether everything that was touched is saved."""
        return not (self.faults or self.conflicts)
