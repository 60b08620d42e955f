"""What the unit's latest earlier form offers for this one: values and documents to use again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from opendti_site.assessments.evidence.doubts import doubts_about_date
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.queries import (
    CriterionEvidence,
    documents_cited_in,
)
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import (
    plan_of_round,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.queries import (
    former_submission,
    matches_with,
)
from opendti_site.assessments.submissions.stages import Values, values_at
from opendti_site.frameworks.bridge import ItemMatches
from opendti_site.frameworks.sheets import CriterionSheet


@dataclass(frozen=True, slots=True)
class FormerForm:
    """The unit's latest earlier form of the same index: its final values and its documents."""

    submission: Submission
    matches: ItemMatches
    values: Values
    documents: Mapping[str, Sequence[Document]]

    @property
    def year(self) -> int:
        """The year that the values speak of."""
        return self.submission.round.year

    def shown(self, item: str) -> str:
        """Return the former value of an item for reading; empty where there is none."""
        former = self.matches.items.get(item)
        value = self.values.get(former or "")
        if former is None or value is None:
            return ""
        return show_value(plan_of_round(self.submission.round), former, value)

    def text(self, item: str) -> str:
        """Return the former value of an item as its field takes it; empty where none was given."""
        former = self.matches.items.get(item)
        value = self.values.get(former or "")
        if former is None or value is None:
            return ""
        return write_value(plan_of_round(self.submission.round), former, value)

    def documents_of(self, criterion: str) -> Sequence[Document]:
        """Return the documents that were cited for what is this criterion now."""
        return self.documents.get(self.matches.criteria.get(criterion, ""), ())


@dataclass(frozen=True, slots=True)
class ReuseOffer:
    """What a criterion may take over: items that are still blank, documents not cited yet."""

    items: Mapping[str, str] = field(default_factory=dict)
    documents: Sequence[Document] = ()
    year: int = 0

    def __bool__(self) -> bool:
        return bool(self.items or self.documents)

    @property
    def words(self) -> str:
        """Return in words how much is offered."""
        return offered_words(len(self.items), len(self.documents))

    @property
    def is_single(self) -> bool:
        """Whether there is one value alone, which has a button of its own."""
        return len(self.items) == 1 and not self.documents


def offered_words(items: int, documents: int) -> str:
    """Return numbers of values and documents in words, without those of which there are none."""
    counts = (
        (items, ngettext("%(n)d số liệu", "%(n)d số liệu", items)),
        (documents, ngettext("%(n)d tài liệu", "%(n)d tài liệu", documents)),
    )
    return ", ".join(words % {"n": n} for n, words in counts if n)


NO_OFFER = ReuseOffer()


def former_form(submission: Submission, criteria: Collection[str]) -> FormerForm | None:
    """Read the unit's latest earlier form for some criteria of this one; None where there is none."""
    former = former_submission(submission)
    if former is None:
        return None
    matches = matches_with(former, submission)
    codes = [matches.criteria[code] for code in criteria if code in matches.criteria]
    values = values_at([former.pk], Stage.FINAL, codes)[former.pk]
    documents: defaultdict[str, list[Document]] = defaultdict(list)
    for code, document in documents_cited_in(former, codes):
        documents[code].append(document)
    return FormerForm(former, matches, values, documents)


def offer_for(
    form: FormerForm | None,
    submission: Submission,
    sheet: CriterionSheet,
    answers: Mapping[str, Answer],
    evidence: CriterionEvidence,
) -> ReuseOffer:
    """Return what this criterion may take over from the former form; nothing where it is claimed not to apply."""
    rows = [answers.get(item.id) for item in sheet.items]
    if form is None or any(
        row and row.state == AnswerState.NOT_APPLICABLE for row in rows
    ):
        return NO_OFFER
    texts = {
        item.id: form.text(item.id)
        for item, row in zip(sheet.items, rows, strict=True)
        if is_open(row)
    }
    cited = {link.document_id for link in evidence.links}
    documents = [
        document
        for document in form.documents_of(sheet.code)
        # A date that the person must confirm is asked about where documents are chosen.
        if document.pk not in cited
        and not doubts_about_date(document.issued_on, submission.round)
    ]
    items = {item: text for item, text in texts.items() if text}
    return ReuseOffer(items, documents, submission.round.year)


def is_open(row: Answer | None) -> bool:
    """Whether nothing was entered for an item, so that a former value would replace nothing."""
    if row is None:
        return True
    empty = row.state in {AnswerState.BLANK, AnswerState.NOT_MEASURED}
    return empty and not row.rejected
