"""What an appraiser is told about the evidence of a criterion: dates, files that cannot be read, files that others use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.doubts import doubts_about_date
from opendti_site.assessments.evidence.enums import FileState
from opendti_site.assessments.evidence.models import (
    Attachment,
    Document,
    EvidenceLink,
    FileFacts,
)
from opendti_site.assessments.evidence.queries import citations_visible_to
from opendti_site.assessments.rounds.models import Round

LOOKS = {
    FileState.NO_TEXT: {"icon": "scan", "tone": "info"},
    FileState.LOCKED: {"icon": "lock", "tone": "warn"},
    FileState.DAMAGED: {"icon": "file-off", "tone": "warn"},
    FileState.HEAVY: {"icon": "file-off", "tone": "warn"},
}
MAX_NAMED = 5
"""Units or criteria that a remark names; of others it says how many they are."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at; `tone` is "warn", or "info" where it is no fault."""

    words: str
    icon: str
    tone: str = "warn"


def remarks_on(
    links: Sequence[EvidenceLink], round_: Round, user: User
) -> dict[int, list[Remark]]:
    """Return what is to be looked at in the evidence of one criterion, by the key of the citation.

    The files of the documents are fetched with the citations. Other units and their files are named
    only where the person may read these too. Three queries, none without evidence.
    """
    if not links:
        return {}
    digests = {file.sha256 for link in links for file in link.document.files}
    facts = FileFacts.objects.in_bulk(digests) if digests else {}
    others = _other_uses(links, digests, round_, user)
    return {
        link.pk: [
            *_about_date(link.document, round_),
            *_about_files(link.document, facts),
            *_about_uses(link, others),
        ]
        for link in links
    }


def _about_date(document: Document, round_: Round) -> Iterable[Remark]:
    for doubt in doubts_about_date(document.issued_on, round_):
        yield Remark(str(doubt.label), icon="calendar-event")
    day = document.issued_on
    if day is not None and day.year < round_.year:
        words = _("ban hành năm %(year)s, trước năm đánh giá") % {"year": day.year}
        yield Remark(words, icon="calendar-event", tone="info")


def _about_files(
    document: Document, facts: Mapping[str, FileFacts]
) -> Iterable[Remark]:
    """Say what its PDF files are like; with the file's name where there are several."""
    for file in document.files:
        found = facts.get(file.sha256)
        if found is None or found.state not in LOOKS:
            continue
        state = FileState(found.state)
        words = _("tệp %(state)s") % {"state": state.label}
        if len(document.files) > 1:
            words = f"{file.name}: {words}"
        yield Remark(words, **LOOKS[state])


def _about_uses(
    link: EvidenceLink, others: dict[str, list[EvidenceLink]]
) -> Iterable[Remark]:
    """Name where else in the round the same document or the same bytes are cited."""
    uses = {
        use.pk: use for key in _keys(link.document) for use in others.get(key, ())
    }.values()
    own = [use for use in uses if use.submission_id == link.submission_id]
    criteria = sorted({use.criterion for use in own} - {link.criterion})
    if criteria:
        words = _("cũng dùng cho tiêu chí %(criteria)s")
        yield Remark(words % {"criteria": _listed(criteria)}, icon="copy", tone="info")
    units = {
        use.submission.unit.short
        for use in uses
        if use.submission_id != link.submission_id
    }
    if units:
        words = _("cùng tệp với %(units)s") % {"units": _listed(sorted(units))}
        yield Remark(words, "copy")


def _other_uses(
    links: Sequence[EvidenceLink], digests: set[str], round_: Round, user: User
) -> dict[str, list[EvidenceLink]]:
    """Return all visible citations in the round of these documents and of their bytes."""
    same = Q(document__in=[link.document_id for link in links])
    if digests:
        files = Attachment.objects.filter(sha256__in=digests)
        same |= Q(document__in=files.values("document"))
    found: defaultdict[str, list[EvidenceLink]] = defaultdict(list)
    visible = citations_visible_to(user)
    rows = EvidenceLink.objects.filter(visible, same, submission__round=round_)
    rows = rows.select_related("document", "submission__unit")
    for use in rows.prefetch_related("document__attachments"):
        for key in _keys(use.document):
            found[key].append(use)
    return found


def _keys(document: Document) -> list[str]:
    """Return by what a use is the same: the document itself, or any of its files."""
    return [f"#{document.pk}", *(file.sha256 for file in document.files)]


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MAX_NAMED])
    rest = len(names) - MAX_NAMED
    if rest <= 0:
        return shown
    return _("%(shown)s và %(n)d nữa") % {"shown": shown, "n": rest}
