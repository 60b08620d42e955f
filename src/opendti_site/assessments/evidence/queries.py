"""Reads of documents; `documents_visible_to` is the one filter of page, list and file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from opendti.folding import fold
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import exactly, paths_held
from opendti_site.assessments.evidence.models import (
    Document,
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.requests.enums import RequestState
from opendti_site.assessments.requests.queries import open_request, replies_to
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.permissions import (
    OVERSEERS,
    answered_by,
    overseen_by,
)
from opendti_site.assessments.rounds.queries import amended_criteria
from opendti_site.organisations.models import Unit

KEY = ("submission", "criterion")
COUNTING = Q(request=None) | Q(request__state=RequestState.ANSWERED)
"""The citations that are part of the form: those added to a reply are once that was sent."""


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Return the documents of the person's units, and those cited in rounds that the person oversees."""
    answered = Submission.objects.filter(answered_by(user)).order_by().values("unit")
    links = EvidenceLink.objects.filter(
        COUNTING,  # the unit alone sees what it adds to a reply before that is sent
        overseen_by(user, *OVERSEERS, owner="submission__round__root"),
    )
    seen = (
        exactly(paths_held(user), "unit__path")
        | Q(unit__in=answered)
        | Q(pk__in=links.order_by().values("document"))
    )
    return (
        Document.objects
        .filter(seen)
        .select_related("unit", "newer")
        .prefetch_related("attachments")
    )


def document_for(user: User, pk: int) -> Document | None:
    """Return a document that the person may read: one of theirs, or one that appraisers of their rounds looked at.

    What was looked at may be cited no more: it was corrected since, or taken off.
    """
    found = documents_visible_to(user).filter(pk=pk).first()
    if found is not None:
        return found
    rows = Document.objects.select_related("unit", "newer")
    row = rows.prefetch_related("attachments").filter(pk=pk).first()
    return row if row is not None and _was_looked_at(row, user) else None


def _was_looked_at(document: Document, user: User) -> bool:
    """Whether an entry about a form of the document's unit, in a round that the person oversees, names it."""
    forms = Submission.objects.filter(
        overseen_by(user, *OVERSEERS, owner="round__root"),
        unit=document.unit_id,
        score_entries__documents__isnull=False,
    )
    shown = forms.order_by().values_list("score_entries__documents", flat=True)
    return any(document.pk in (keys or ()) for keys in shown)


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

    A version that was corrected is listed where a form cites it still. A year finds what was issued in it and what a round of that year cites; with a criterion, what
    that criterion cites in rounds of that year.
    """
    links = EvidenceLink.objects.filter(document=OuterRef("pk"))
    listed = _with_words(documents_visible_to(user), wanted.text)
    listed = listed.filter(Q(newer=None) | Exists(links))
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
    unit: Unit,
    *,
    exclude: Iterable[int] = (),
    text: str = "",
    year: int | None = None,
) -> QuerySet[Document]:
    """Return the unit's documents, of each the newest version, that are not yet cited here.

    A year finds what was issued in it and what a round of that year cites.
    """
    newest = (
        Document.objects
        .filter(unit=unit, newer=None)
        .select_related("newer")
        .prefetch_related("attachments")
    )
    rounds = EvidenceLink.objects.select_related("submission__round").defer(
        "submission__round__framework_text"
    )
    found = _with_words(newest, text).exclude(pk__in=exclude)
    if year:
        cited = EvidenceLink.objects.filter(
            document=OuterRef("pk"), submission__round__year=year
        )
        found = found.filter(Q(issued_on__year=year) | Exists(cited))
    return found.prefetch_related(Prefetch("links", rounds))


def earlier_versions(document: Document) -> list[int]:
    """Return the keys of the versions that a document corrects, the latest first; a query each."""
    keys: list[int] = []
    key = document.previous_id
    while key is not None:
        keys.append(key)
        key = Document.objects.values_list("previous", flat=True).get(pk=key)
    return keys


def newest_versions(documents: Iterable[Document]) -> dict[int, Document]:
    """Return the newest version of each document by its key; a query for each step of corrections."""
    newest = {document.pk: document for document in documents}
    origins = {key: [key] for key in newest}
    while origins:
        found = Document.objects.filter(previous__in=origins).prefetch_related(
            "attachments"
        )
        steps = {later.pk: origins[later.previous_id or 0] for later in found}
        for later in found:
            newest |= dict.fromkeys(steps[later.pk], later)
        origins = steps
    return newest


def corrected_among(documents: Iterable[Document], user: User) -> frozenset[int]:
    """Return the keys of the documents that have a correction which the person may read; no query where none has."""
    newer = {row.corrected.pk: row.pk for row in documents if row.corrected}
    if not newer:
        return frozenset()
    readable = documents_visible_to(user).filter(pk__in=newer)
    return frozenset(newer[key] for key in readable.values_list("pk", flat=True))


def versions_for(document: Document, user: User) -> list[Document]:
    """Return the versions of a document that a person may read, the newest first; it is one of them.

    The unit's people read all. Who oversees a round reads neither a correction that no form of it
    cites yet, nor what was cited before it and was never looked at.
    """
    versions = versions_of(document)
    visible = documents_visible_to(user).filter(pk__in=[row.pk for row in versions])
    readable = {document.pk, *visible.values_list("pk", flat=True)}
    return [version for version in versions if version.pk in readable]


def versions_of(document: Document) -> list[Document]:
    """Return all versions of a document with who made them, the newest first."""
    rows = Document.objects.select_related(
        "newer", "uploaded_by", "unit"
    ).prefetch_related("attachments")
    newest = newest_versions([document])[document.pk]
    return list(
        rows.filter(pk__in=[newest.pk, *earlier_versions(newest)]).order_by("-version")
    )


def citations_of(
    documents: Collection[Document], user: User
) -> dict[int, list[EvidenceLink]]:
    """Return where the documents are cited, by their keys, in forms that the person may read: one query."""
    rows = EvidenceLink.objects.filter(
        citations_visible_to(user), document__in=documents
    )
    found: defaultdict[int, list[EvidenceLink]] = defaultdict(list)
    for link in (
        rows
        .select_related("submission__round", "submission__unit", "request")
        .defer("submission__round__framework_text")
        .order_by("-submission__round__year", "submission", "criterion")
    ):
        found[link.document_id].append(link)
    return dict(found)


def citations_visible_to(user: User) -> Q:
    """Return the condition of the citations that a person may see.

    Those of the forms that they fill in or sign, and of the rounds that they oversee those that count:
    what a unit adds to a reply is its own until that is sent.
    """
    overseen = overseen_by(user, *OVERSEERS, owner="submission__round__root")
    return overseen & COUNTING | answered_by(user, form="submission__")


def is_changeable(link: EvidenceLink) -> bool:
    """
    Whether a citation may be taken off or replaced now.

    Of a form that is submitted, only what was added to a reply that is not sent yet.
    """
    if link.submission.is_writable:
        return True
    if link.request_id is None:
        return False
    asked = open_request(link.submission, link.criterion)
    return asked is not None and asked.pk == link.request_id


def _with_words(documents: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Filter to documents that have every word; case, diacritics and order do not matter."""
    for word in fold(text).split():
        documents = documents.filter(search_key__contains=word)
    return documents


def documents_cited_in(
    submission: Submission, criteria: Collection[str]
) -> list[tuple[str, Document]]:
    """Return the documents of a submission, as they are corrected now, with the criteria that cite them."""
    links = submission.evidence_links.filter(criterion__in=criteria)
    found = list(
        links.select_related("document__newer").prefetch_related(
            "document__attachments"
        )
    )
    newest = newest_versions(link.document for link in found if link.document.corrected)
    cited = [
        (link.criterion, newest.get(link.document_id, link.document)) for link in found
    ]
    # Two versions of one document are offered once.
    return list(dict.fromkeys(cited))


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


def evidence_that_counts(
    submissions: Sequence[int], criteria: Collection[str]
) -> defaultdict[tuple[int, str], CriterionEvidence]:
    """Return what submissions show for some criteria, without what was added to replies not sent."""
    evidence = _evidence_by_key(submissions, criteria)
    for found in evidence.values():
        found.links = [link for link in found.links if link.counts]
    return evidence


def documents_shown(
    submissions: Sequence[int], criteria: Collection[str]
) -> defaultdict[tuple[int, str], list[int]]:
    """Return the keys of the documents that an appraiser is shown, by submission and criterion."""
    links = EvidenceLink.objects.filter(
        COUNTING, submission__in=submissions, criterion__in=criteria
    )
    shown: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    listed = links.order_by("document")
    for pk, code, document in listed.values_list("submission", "criterion", "document"):
        shown[pk, code].append(document)
    return shown


def documents_by_key(keys: Collection[int]) -> dict[int, Document]:
    """Return documents by their keys with what corrects them; no query where none is asked for."""
    if not keys:
        return {}
    rows = Document.objects.select_related("newer").prefetch_related("attachments")
    return rows.in_bulk(keys)


def _evidence_by_key(
    submissions: Sequence[int], criteria: Collection[str] | None = None
) -> defaultdict[tuple[int, str], CriterionEvidence]:
    only = {} if criteria is None else {"criterion__in": criteria}
    evidence: defaultdict[tuple[int, str], CriterionEvidence] = defaultdict(
        CriterionEvidence
    )
    links = EvidenceLink.objects.filter(submission__in=submissions, **only)
    links = links.select_related("document__newer", "request")
    for link in links.prefetch_related("document__attachments"):
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
    part of it, with the documents added to it; one that was not adds nothing. So is a change of the
    criterion by another framework within the round. Four queries.
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
    for submission, amended in amended_criteria(submissions):
        for criterion in amended if criteria is None else amended.keys() & {*criteria}:
            marks[submission, criterion].append(f"§{amended[criterion]}")
    return {key: "\n".join(parts) for key, parts in marks.items()}
