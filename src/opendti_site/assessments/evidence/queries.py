"""Reads of documents; `documents_visible_to` is the one filter of page, list and file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from opendti.folding import fold
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import scopes_of, within
from opendti_site.assessments.evidence.models import (
    Document,
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.evidence.permissions import READERS
from opendti_site.assessments.requests.enums import RequestState
from opendti_site.assessments.requests.queries import replies_to
from opendti_site.assessments.rounds.models import Submission
from opendti_site.organisations.models import Unit

KEY = ("submission", "criterion")
COUNTING = Q(request=None) | Q(request__state=RequestState.ANSWERED)
"""The citations that are part of the form: those added to a reply are once that was sent."""


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Return the documents of units that the person holds any role over."""
    return Document.objects.filter(
        within(scopes_of(user, *READERS), "unit__path")
    ).select_related("unit")


@dataclass(frozen=True, slots=True)
class ShelfFilter:
    """What is looked for among documents; nothing where a part is empty."""

    text: str = ""
    year: int | None = None
    criterion: str = ""

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.year or self.criterion)


def documents_listed_for(
    user: User, wanted: ShelfFilter = ShelfFilter()
) -> QuerySet[Document]:
    """Return visible documents with how often each is cited, the newest first.

    A year finds what was issued in it and what a round of that year cites; with a criterion, what
    that criterion cites in rounds of that year.
    """
    listed = _with_words(documents_visible_to(user), wanted.text)
    links = EvidenceLink.objects.filter(document=OuterRef("pk"))
    if wanted.criterion:
        links = links.filter(criterion=wanted.criterion)
    if wanted.year:
        links = links.filter(submission__round__year=wanted.year)
    if wanted.criterion:
        listed = listed.filter(Exists(links))
    elif wanted.year:
        listed = listed.filter(Q(issued_on__year=wanted.year) | Exists(links))
    return listed.annotate(uses=Count("links")).order_by("-at", "-pk")


def documents_to_reuse(
    unit: Unit, *, exclude: Iterable[int] = (), text: str = ""
) -> QuerySet[Document]:
    """Return the unit's documents that are not yet cited here."""
    return _with_words(Document.objects.filter(unit=unit), text).exclude(pk__in=exclude)


def _with_words(documents: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Filter to documents that have every word; case, diacritics and order do not matter."""
    for word in fold(text).split():
        documents = documents.filter(search_key__contains=word)
    return documents


def documents_cited_in(
    submission: Submission, criteria: Collection[str]
) -> list[tuple[str, Document]]:
    """Return the documents of a submission with the criteria that cite them, for some criteria."""
    links = submission.evidence_links.filter(criterion__in=criteria)
    return [
        (link.criterion, link.document) for link in links.select_related("document")
    ]


@dataclass(slots=True)
class CriterionEvidence:
    """The evidence of a criterion: documents cited, or the reason for none."""

    links: list[EvidenceLink] = field(default_factory=list)
    waiver: EvidenceWaiver | None = None

    @property
    def is_sufficient(self) -> bool:
        """Whether there is a document or a reason."""
        return any(link.counts for link in self.links) or self.waiver is not None


def evidence_of(submission: Submission) -> defaultdict[str, CriterionEvidence]:
    """Return what a submission shows, by criterion."""
    evidence = _evidence_by_key([submission.pk])
    by_criterion: defaultdict[str, CriterionEvidence] = defaultdict(CriterionEvidence)
    by_criterion.update({
        criterion: found for (_pk, criterion), found in evidence.items()
    })
    return by_criterion


def evidence_for_criterion(
    submissions: Sequence[Submission], criterion: str
) -> defaultdict[int, CriterionEvidence]:
    """Return what each submission shows for one criterion, without what was added to replies not sent."""
    evidence = _evidence_by_key(
        [submission.pk for submission in submissions], criterion
    )
    by_submission: defaultdict[int, CriterionEvidence] = defaultdict(CriterionEvidence)
    for (pk, _criterion), found in evidence.items():
        found.links = [link for link in found.links if link.counts]
        by_submission[pk] = found
    return by_submission


def _evidence_by_key(
    submissions: list[int], criterion: str | None = None
) -> dict[tuple[int, str], CriterionEvidence]:
    only = {"criterion": criterion} if criterion else {}
    evidence: defaultdict[tuple[int, str], CriterionEvidence] = defaultdict(
        CriterionEvidence
    )
    links = EvidenceLink.objects.filter(submission__in=submissions, **only)
    for link in links.select_related("document", "request"):
        evidence[link.submission_id, link.criterion].links.append(link)
    for waiver in EvidenceWaiver.objects.filter(submission__in=submissions, **only):
        evidence[waiver.submission_id, waiver.criterion].waiver = waiver
    return evidence


def marks_of(
    submissions: Sequence[int] | QuerySet[Submission],
    criteria: Collection[str] | None = None,
) -> dict[tuple[int, str], str]:
    """Return what each criterion shows as a short text, equal where the evidence is the same.

    The keys are (submission, criterion); what shows nothing has no key. A reply that was sent is
    part of it, with the documents added to it; one that was not adds nothing. Three queries.
    """
    only: dict[str, Any] = {"submission__in": submissions}
    if criteria is not None:
        only["criterion__in"] = criteria
    marks: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    links = EvidenceLink.objects.filter(COUNTING, **only).order_by("document")
    for submission, criterion, document in links.values_list(*KEY, "document"):
        marks[submission, criterion].append(f"#{document}")
    waivers = EvidenceWaiver.objects.filter(**only)
    for submission, criterion, reason in waivers.values_list(*KEY, "reason"):
        marks[submission, criterion].append(reason)
    for key, replies in replies_to(submissions, criteria).items():
        marks[key].extend(replies)
    return {key: "\n".join(parts) for key, parts in marks.items()}
