"""Publishing by two people: one coordinator proposes, another one publishes or sends back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.actions import refuse_opened_account
from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.publication.actions.publishing import (
    EditionFacts,
    lock_round,
    publish,
    refuse_unfit,
)
from opendti_site.publication.actions.soundness import verified
from opendti_site.publication.models import Edition, Proposal, ProposalState
from opendti_site.results.models import Run
from opendti_site.ui.text import has_words


@transaction.atomic
def propose_edition(
    run: Run,
    facts: EditionFacts,
    *,
    corrects: Edition | None = None,
    change_note: str = "",
    by: User,
) -> Proposal:
    """Ask a second coordinator to publish a run; a round has one open proposal."""
    lock_round(run, by)
    refuse_unfit(run)
    if Proposal.objects.filter(round=run.round_id, state=ProposalState.OPEN).exists():
        raise ActionRefusedError(
            _("Kỳ này đã có một đề nghị công bố đang chờ; hãy xử lý đề nghị đó trước.")
        )
    proposal = Proposal.objects.create(
        run=run,
        round_id=run.round_id,
        corrects=corrects,
        title=facts.title,
        title_en=facts.title_en,
        slug=facts.slug,
        source_note=facts.source_note,
        source_note_en=facts.source_note_en,
        source_url=facts.source_url,
        change_note=change_note,
        proposed_by=by,
    )
    record("propose_edition", run, by=by, name=facts.title, seals=[proposal])
    return proposal


@verified
@transaction.atomic
def publish_proposal(proposal: Proposal, *, by: User) -> Edition:
    """Publish what another coordinator proposed."""
    proposal = _open_proposal(proposal, by)
    # Asked here and not of the form: two people are the point of the setting.
    if proposal.proposed_by_id == by.pk:
        raise ActionRefusedError(
            _("Người thứ hai phải khác người đề nghị; hãy nhờ một điều phối khác.")
        )
    refuse_opened_account(by, proposal.proposed_by)
    _settle(proposal, ProposalState.PUBLISHED, by)
    edition = publish(
        proposal.run,
        facts_of(proposal),
        corrects=proposal.corrects,
        change_note=proposal.change_note,
        by=by,
    )
    # Last: the head of the audit chain is locked from here, and copying an edition takes long.
    record("second_edition", proposal.run, by=by, name=proposal.title, seals=[proposal])
    return edition


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User, reason: str = "") -> Proposal:
    """Take one's own proposal back, or send another's back with a reason: nothing is published."""
    proposal = _open_proposal(proposal, by)
    if proposal.proposed_by_id != by.pk and not has_words(reason):
        raise ActionRefusedError(_("Hãy ghi lý do trả lại đề nghị."))
    _settle(proposal, ProposalState.WITHDRAWN, by)
    detail = {"reason": reason.strip()} if reason.strip() else {}
    name = proposal.title
    record(
        "withdraw_proposal", proposal.run, by=by, name=name, seals=[proposal], **detail
    )
    return proposal


def facts_of(proposal: Proposal) -> EditionFacts:
    """Return what was written beside the numbers when publishing was proposed."""
    return EditionFacts(
        title=proposal.title,
        title_en=proposal.title_en,
        slug=proposal.slug,
        source_note=proposal.source_note,
        source_note_en=proposal.source_note_en,
        source_url=proposal.source_url,
    )


def _open_proposal(proposal: Proposal, by: User) -> Proposal:
    lock_round(proposal.run, by)
    found = Proposal.objects.select_related("run", "corrects").get(pk=proposal.pk)
    if found.state != ProposalState.OPEN:
        raise ActionRefusedError(_("Đề nghị này đã được xử lý."))
    return found


def _settle(proposal: Proposal, state: str, by: User) -> None:
    proposal.state, proposal.settled_by = state, by
    proposal.save(update_fields=["state", "settled_by"])
