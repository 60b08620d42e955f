"""The coordinator's page that makes an edition of a run."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.queries import rounds_visible_to
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.publication import queries
from opendti_site.publication.actions import (
    EditionFacts,
    facts_of,
    findings_before,
    needs_second_person,
    propose_edition,
    publish_correction,
    publish_proposal,
    publish_run,
    unsaved_edition,
    withdraw_proposal,
)
from opendti_site.publication.forms import EditionForm, SecondPersonForm
from opendti_site.publication.models import Edition, Proposal, ProposalState
from opendti_site.publication.permissions import can_publish
from opendti_site.publication.queries import RankingPage
from opendti_site.results.bridge import outline_of
from opendti_site.results.models import Run
from opendti_site.results.queries import scores_of_run, sent_back
from opendti_site.results.score_tables import RankedBlock, RankingFilter, blocks_of


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, round_id: int, run_id: int) -> HttpResponse:
    """Ask for the words beside the numbers, show what everyone would see, then publish."""
    found = Run.objects.select_related("round__release", "round__root")
    by: User = request.user  # type: ignore[assignment]  # the middleware lets only people in
    # 404 for rounds of others: their keys count up and could be tried.
    seen = get_object_or_404(rounds_visible_to(by), pk=round_id)
    run = get_object_or_404(found, pk=run_id, round=seen)
    if not can_publish(by, run.round):
        raise PermissionDenied
    if run.round.is_rehearsal:
        messages.error(request, _("Kỳ chạy thử không công bố được."))
        return redirect(run)
    pending = Proposal.objects.filter(run=run, state=ProposalState.OPEN).first()
    # A colleague may have changed or withdrawn the proposal that this page still shows.
    if request.method == "POST" and not _is_about(pending, request):
        messages.warning(
            request,
            _("Đề nghị công bố đã thay đổi từ khi mở trang; chưa có gì được ghi."),
        )
        return redirect(request.path)
    if pending:
        return second_person(request, pending, run, by)
    current = queries.current_editions().filter(round=run.round).first()
    form = EditionForm(request.POST or None, run=run, corrects=current)
    is_valid = form.is_valid()
    if is_valid and form.is_confirmed and (done := _publish(run, form, by)):
        if isinstance(done, Edition):
            messages.success(request, _("Đã công bố."))
            return redirect(done)
        messages.success(request, _("Đã đề nghị; chờ người thứ hai."))
        return redirect(run)
    context = {"run": run, "round": run.round, "form": form, "current": current}
    context["sent_back"] = sent_back(run)
    context["by_two"] = needs_second_person()
    # The preview is part of the same form: a person sees it before the title is asked for again.
    if not form.errors.keys() - {NON_FIELD_ERRORS, "title_again"} and form.is_bound:
        context |= preview_of(run, form.facts(), by)
        form.fields["title_again"].required = True  # from here on the page asks for it
    return render(request, "publication/publish.html", context)


def _is_about(pending: Proposal | None, request: HttpRequest) -> bool:
    """Return whether what was sent is about the proposal that waits now, or about none.

    A page that was opened before a proposal was made, settled or made anew must neither
    publish what nobody saw on it, nor take it back.
    """
    return request.POST.get("proposal", "") == (str(pending.pk) if pending else "")


@dataclass(frozen=True, slots=True)
class BlockPreview:
    """The ranking of a block as publishing would show it."""

    block: RankedBlock
    page: RankingPage


def preview_of(run: Run, facts: EditionFacts, by: User) -> dict[str, object]:
    """Return what publishing would show, the ranking of every block, and what forbids it."""
    edition = unsaved_edition(run, facts, by=by)
    scores = scores_of_run(run)
    blocks = blocks_of(scores, outline_of(edition))
    pages = [
        queries.ranking_page(edition, RankingFilter(block=block.code), scores)
        for block in blocks
    ]
    return {
        "edition": edition,
        "previews": [
            BlockPreview(block, page) for block, page in zip(blocks, pages, strict=True)
        ],
        "units": sum(block.units for block in blocks),
        "findings": findings_before(run),
    }


def _publish(run: Run, form: EditionForm, by: User) -> Edition | Proposal | None:
    """Publish, or propose where it takes two; None, with the reason at the form, if refused."""
    note = form.cleaned_data.get("change_note", "")
    facts, corrects = form.facts(), form.corrects
    try:
        if needs_second_person():
            return propose_edition(
                run, facts, corrects=corrects, change_note=note, by=by
            )
        if corrects is None:
            return publish_run(run, facts, by=by)
        return publish_correction(corrects, run, facts, change_note=note, by=by)
    except ActionRefusedError as refusal:
        form.add_error(None, str(refusal))
        return None


def second_person(
    request: HttpRequest, proposal: Proposal, run: Run, by: User
) -> HttpResponse:
    """Show what was proposed; let another coordinator publish it, or either take it back."""
    form = SecondPersonForm(request.POST or None, title=proposal.title)
    if form.is_valid() and form.is_withdrawn and _withdraw(proposal, form, by):
        if proposal.proposed_by_id == by.pk:
            done = _("Đã rút đề nghị; chưa có gì được công bố.")
        else:
            done = _("Đã trả lại đề nghị; chưa có gì được công bố.")
        messages.success(request, done)
        return redirect(run)
    if form.is_valid() and not form.is_withdrawn:
        try:
            edition = publish_proposal(proposal, by=by)
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã công bố."))
            return redirect(edition)
    context = {
        "run": run,
        "round": run.round,
        "form": form,
        "proposal": proposal,
        "current": proposal.corrects,
        "is_own": proposal.proposed_by_id == by.pk,
    }
    context |= preview_of(run, facts_of(proposal), by)
    return render(request, "publication/second_person.html", context)


def _withdraw(proposal: Proposal, form: SecondPersonForm, by: User) -> bool:
    """Take a proposal back or send it back; False, with the fault at the form, if refused."""
    try:
        withdraw_proposal(proposal, by=by, reason=form.cleaned_data["reason"])
    except ActionRefusedError as refusal:
        form.add_error("reason", str(refusal))
        return False
    return True
