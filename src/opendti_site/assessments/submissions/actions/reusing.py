"""Takes over values and documents of the unit's earlier form, as a person asks for them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions import cite_document, lock_documents
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions.saving import (
    SaveOperation,
    writable,
)
from opendti_site.assessments.submissions.enums import AnswerOrigin
from opendti_site.assessments.submissions.outcomes import PostedField, SaveOutcome
from opendti_site.assessments.submissions.queries import summary_of
from opendti_site.assessments.submissions.reusable import (
    ReuseOffer,
    former_form,
    offer_for,
)
from opendti_site.audit.errors import ActionRefusedError


@transaction.atomic
def reuse_answers(
    submission: Submission,
    criteria: Collection[str],
    *,
    by: User,
    item: str = "",
) -> SaveOutcome:
    """
    Take over what the unit's earlier form has for some criteria, or for one item of them.

    Only items that are still blank are filled, so nothing that was entered is replaced.
    Documents of the criteria are cited again, unless one item alone is asked for. What the
    present rules do not accept is a fault of the outcome.
    """
    submission = writable(submission, by)
    offers = _locked_offers(submission, criteria)
    if item:
        offers = {code: _only(offer, item) for code, offer in offers.items()}
    if not any(offers.values()):
        raise ActionRefusedError(_("Không còn gì của kỳ trước để dùng lại ở đây."))
    saving = SaveOperation(submission, by, AnswerOrigin.REUSED)
    for offer in offers.values():
        for address, text in offer.items.items():
            saving.save_field(address, PostedField(text))
    saving.finish("reuse_answers")
    for code, offer in offers.items():
        for document in offer.documents:
            cite_document(submission, code, document, by=by)
    return saving.outcome


def _locked_offers(
    submission: Submission, criteria: Collection[str]
) -> dict[str, ReuseOffer]:
    """Return the offers with documents that nobody corrects meanwhile: a correction that came first is offered."""
    locked: set[int] = set()
    while True:
        offers = _offers(submission, criteria)
        found = {row.pk for offer in offers.values() for row in offer.documents}
        if found <= locked:
            return offers
        lock_documents(found)
        locked |= found


def _offers(submission: Submission, criteria: Collection[str]) -> dict[str, ReuseOffer]:
    summary = summary_of(submission)
    former = former_form(submission, criteria)
    return {
        sheet.code: offer_for(
            former, submission, sheet, summary.answers, summary.evidence[sheet.code]
        )
        for sheet in summary.sheets
        if sheet.code in criteria
    }


def _only(offer: ReuseOffer, item: str) -> ReuseOffer:
    """Leave of an offer the value of one item."""
    return ReuseOffer({key: text for key, text in offer.items.items() if key == item})
