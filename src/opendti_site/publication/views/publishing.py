"""The coordinator's page that makes an edition of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.publication import queries
from opendti_site.publication.actions import (
    edition_to_be,
    publish_correction,
    publish_run,
)
from opendti_site.publication.forms import EditionForm
from opendti_site.publication.permissions import can_publish
from opendti_site.results.bridge import outline_of
from opendti_site.results.models import Run
from opendti_site.results.queries import scores_of_run
from opendti_site.results.score_tables import Wanted, blocks_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from opendti_site.accounts.models import User
    from opendti_site.publication.models import Edition


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, round_id: int, run_id: int) -> HttpResponse:
    """Ask for the words beside the numbers, show what everyone would see, then publish."""
    found = Run.objects.select_related("round__release", "round__root")
    run = get_object_or_404(found, pk=run_id, round=round_id)
    by: User = request.user  # type: ignore[assignment]  # the middleware lets only people in
    if not can_publish(by, run.round):
        raise PermissionDenied
    current = queries.current_editions().filter(round=run.round).first()
    form = EditionForm(request.POST or None, run=run, corrects=current)
    is_valid = form.is_valid()
    if is_valid and form.is_confirmed and (edition := _publish(run, form, by)):
        messages.success(request, _("Đã công bố."))
        return redirect(edition)
    context = {"run": run, "round": run.round, "form": form, "current": current}
    if not form.errors.keys() - {NON_FIELD_ERRORS, "title_again"} and form.is_bound:
        context |= _preview(run, form, by)
    return render(request, "publication/publish.html", context)


def _preview(run: Run, form: EditionForm, by: User) -> dict[str, object]:
    """Return what publishing would show: the ranking of every block, as everyone will read it."""
    edition = edition_to_be(run, form.facts(), by=by)
    scores = scores_of_run(run)
    blocks = blocks_of(scores, outline_of(edition))
    pages = [
        queries.ranking_page(edition, Wanted(block=code), scores)
        for code, _title, _count in blocks
    ]
    return {
        "edition": edition,
        "previews": list(zip(blocks, pages, strict=True)),
        "units": sum(count for _code, _title, count in blocks),
    }


def _publish(run: Run, form: EditionForm, by: User) -> Edition | None:
    """Publish, or say at the form why not."""
    try:
        if form.corrects is None:
            return publish_run(run, form.facts(), by=by)
        note = form.cleaned_data["change_note"]
        return publish_correction(
            form.corrects, run, form.facts(), change_note=note, by=by
        )
    except ActionRefusedError as refusal:
        form.add_error(None, str(refusal))
        return None
