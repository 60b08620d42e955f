"""Pages of the form: the list of forms, a main indicator, a criterion saved by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import scopes_of, within
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.cards import (
    NOTHING_TYPED,
    FormView,
    Typed,
    anchor_of,
    form_view,
    groups_of,
)
from opendti_site.assessments.submissions.entries import Outcome
from opendti_site.assessments.submissions.posted import entries_in, texts_in
from opendti_site.assessments.submissions.queries import submissions_with_round
from opendti_site.assessments.submissions.views.fetching import rights, visible
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.paging import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import HttpResponse

    from opendti_site.accounts.requests import StaffRequest
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.frameworks.sheets import CriterionSheet

HAND_IN = "nop"  # where the last page's button leads, after saving
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def submissions(request: StaffRequest) -> HttpResponse:
    """List the submissions that the person fills in or signs."""
    scopes = scopes_of(request.user, Role.REPORTER, Role.SIGNATORY)
    rows = submissions_with_round(request.user).filter(within(scopes, "unit__path"))
    rows = rows.order_by("-round__year", "-round__opens_at", "unit__path")
    context = {"submissions": page_of(request, rows)}
    return render(request, "assessments/submissions/submissions.html", context)


@read_or_write
def form_page(request: StaffRequest, pk: int, main: str = "") -> HttpResponse:
    """Show one main indicator of the form; a plain post saves what was touched."""
    submission = visible(request, pk)
    groups = groups_of(submission)
    group = next(
        (one for one in groups if one.code == main), None if main else groups[0]
    )
    if group is None:
        raise Http404
    if request.method != "POST":
        return _form(request, form_view(submission, group.code), NOTHING_TYPED)
    typed = _saved(request, submission, group.sheets)
    if typed.outcome.is_clean and not typed.refusal:
        return redirect(_after_save(request, submission, group.code))
    view = form_view(_left(request, pk, typed), group.code, typed)
    return _form(request, view, typed, status=422)


@require_POST
def save_card(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Save one criterion as its fields are left; answer with its card and the progress."""
    submission = visible(request, pk)
    group = next(
        (g for g in groups_of(submission) if criterion in {s.code for s in g.sheets}),
        None,
    )
    if group is None:
        raise Http404
    sheets = [sheet for sheet in group.sheets if sheet.code == criterion]
    typed = _saved(request, submission, sheets)
    if not request.htmx:
        return redirect(_form_url(submission, group.code) + "#" + anchor_of(criterion))
    view = form_view(_left(request, pk, typed), group.code, typed, only=criterion)
    card = next(one for one in view.cards if one.sheet.code == criterion)
    context = {**_context(request, view, typed), "card": card, "swapped": True}
    return render(request, "assessments/submissions/card_saved.html", context)


def _left(request: StaffRequest, pk: int, typed: Typed) -> Submission:
    """Return the submission as the save left it; where the save was refused, read it again."""
    left = typed.outcome.left
    return left.submission if left else visible(request, pk)


def _saved(
    request: StaffRequest, submission: Submission, sheets: Sequence[CriterionSheet]
) -> Typed:
    """Save what was touched; where that is refused, keep every text as typed."""
    entries = entries_in(request.POST, sheets)
    opened = frozenset(sheet.code for sheet in sheets) if request.htmx else frozenset()
    try:
        outcome = save_answers(submission, entries, by=request.user)
    except ActionRefusedError as refusal:
        return Typed(Outcome(), texts_in(entries), opened, str(refusal))
    return Typed(outcome, opened=opened)


def _form(
    request: StaffRequest, view: FormView, typed: Typed, status: int = 200
) -> HttpResponse:
    context = _context(request, view, typed)
    return render(
        request, "assessments/submissions/form_page.html", context, status=status
    )


def _context(request: StaffRequest, view: FormView, typed: Typed) -> dict[str, Any]:
    return {
        "view": view,
        "submission": view.submission,
        "refusal": typed.refusal,
        "typed": typed,
        **rights(request, view.submission),
    }


def _form_url(submission: Submission, main: str) -> str:
    return reverse("assessments:form_main", args=[submission.pk, main])


def _after_save(request: StaffRequest, submission: Submission, main: str) -> str:
    """Return where a plain save leads: the page again, or the one that its button names."""
    onward = request.POST.get("onward", "")
    if onward == HAND_IN:
        return reverse("assessments:hand_in", args=[submission.pk])
    known = {group.code for group in groups_of(submission)}
    return _form_url(submission, onward if onward in known else main)
