"""Pages of the form: the list of forms, a main indicator, a criterion saved by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from opendti_site.accounts.enums import Role
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.requests.queries import counts_in, requests_of
from opendti_site.assessments.rounds.bridge import CriterionGroup
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.permissions import answered_by, can_oversee
from opendti_site.assessments.submissions.actions import (
    reuse_answers,
    save_answers,
)
from opendti_site.assessments.submissions.amended import amended_form
from opendti_site.assessments.submissions.cards import form_view, groups_of
from opendti_site.assessments.submissions.form_views import (
    NO_INPUT,
    FormInput,
    FormView,
    anchor_of,
)
from opendti_site.assessments.submissions.history import history_of_criterion
from opendti_site.assessments.submissions.outcomes import SaveOutcome
from opendti_site.assessments.submissions.posted import (
    posted_fields,
    reuse_asked,
    texts_of,
)
from opendti_site.assessments.submissions.queries import (
    has_written_about,
    submissions_with_round,
)
from opendti_site.assessments.submissions.side_by_side import side_by_side
from opendti_site.assessments.submissions.views.fetching import (
    requests_shown,
    rights,
    visible,
)
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.paging import page_of

HAND_IN = "nop"  # where the last page's button leads, after saving
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def submissions(request: StaffRequest) -> HttpResponse:
    """List the submissions that the person fills in or signs."""
    mine = answered_by(request.user, Role.REPORTER, Role.SIGNATORY)
    rows = submissions_with_round(request.user).filter(mine)
    rows = rows.order_by("-round__year", "-round__opens_at", "unit__path")
    page = page_of(request, rows)
    context = {
        "submissions": page,
        "requests": counts_in([submission.pk for submission in page]),
    }
    return render(request, "assessments/submissions/submissions.html", context)


@read_or_write
def form_page(request: StaffRequest, pk: int, main: str = "") -> HttpResponse:
    """Show one main indicator of the form; a plain post saves what was touched."""
    submission = visible(request, pk)
    groups = groups_of(submission)
    group = next(
        (candidate for candidate in groups if candidate.code == main),
        None if main else groups[0],
    )
    if group is None:
        raise Http404
    if request.method != "POST":
        return _form(request, form_view(submission, group.code), NO_INPUT)
    form_input = _saved(request, submission, group.sheets)
    if form_input.outcome.is_clean and not form_input.refusal:
        wanted = reuse_asked(request.POST, group.sheets)
        # Back to the card whose button was pressed.
        at = anchor_of(wanted["criteria"][0]) if wanted else ""
        page = _after_save(request, submission, group.code)
        return redirect(f"{page}#{at}" if at else page)
    view = form_view(_current(request, pk, form_input), group.code, form_input)
    # htmx and browsers show the body of a 422; a redirect would lose what was typed.
    return _form(request, view, form_input, status=422)


@require_POST
def save_card(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Save one criterion as its fields are left; answer with its card and the progress."""
    submission = visible(request, pk)
    group = _group_with(submission, criterion)
    sheets = [sheet for sheet in group.sheets if sheet.code == criterion]
    form_input = _saved(request, submission, sheets)
    if not request.htmx:
        return redirect(_form_url(submission, group.code) + "#" + anchor_of(criterion))
    view = form_view(
        _current(request, pk, form_input), group.code, form_input, only=criterion
    )
    card = next(shown for shown in view.cards if shown.sheet.code == criterion)
    context = {**_context(request, view, form_input), "card": card, "swapped": True}
    return render(request, "assessments/submissions/card_saved.html", context)


@require_safe
def criterion_history(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Show a criterion's scores beside each other and who changed what, when; to htmx only the list."""
    submission = visible(request, pk)
    forms = Submission.objects.filter(pk=pk)
    if not _is_asked(submission, criterion) and has_written_about(forms, criterion):
        words = _("Tiêu chí %(code)s không còn trong hồ sơ này.") % {"code": criterion}
        messages.info(request, words)
        return redirect(submission)
    group = _group_with(submission, criterion)
    sheet = next(sheet for sheet in group.sheets if sheet.code == criterion)
    closed = submission.round.state == RoundState.CLOSED
    sees_appraisal = closed or can_oversee(request.user, submission.round.root)
    context = {
        "submission": submission,
        "sheet": sheet,
        "main": group.code,
        "events": history_of_criterion(
            submission, sheet, sees_appraisal=sees_appraisal
        ),
    }
    if request.htmx:
        return render(request, "assessments/submissions/history.html", context)
    context |= {
        "columns": side_by_side(submission, sheet, sees_appraisal=sees_appraisal),
        "history": requests_of(submission, criterion),
        "sees_appraisal": sees_appraisal,
    }
    return render(request, "assessments/submissions/history_page.html", context)


def _is_asked(submission: Submission, criterion: str) -> bool:
    """Whether a criterion is part of the form."""
    sheets = (sheet for group in groups_of(submission) for sheet in group.sheets)
    return any(sheet.code == criterion for sheet in sheets)


def _group_with(submission: Submission, criterion: str) -> CriterionGroup:
    """Return the page of the form on which a criterion stands, or answer as if there were none."""
    for group in groups_of(submission):
        if criterion in {sheet.code for sheet in group.sheets}:
            return group
    raise Http404


def _current(request: StaffRequest, pk: int, form_input: FormInput) -> Submission:
    """Return the submission as the save left it; where the save was refused, read it again."""
    saved_state = form_input.outcome.saved_state
    return saved_state.submission if saved_state else visible(request, pk)


def _saved(
    request: StaffRequest, submission: Submission, sheets: Sequence[CriterionSheet]
) -> FormInput:
    """Save what was touched; where that is refused, keep every text as typed."""
    fields = posted_fields(request.POST, sheets)
    # With htmx the card that somebody works in stays open, also once it is complete.
    opened = frozenset(sheet.code for sheet in sheets) if request.htmx else frozenset()
    try:
        outcome = save_answers(submission, fields, by=request.user)
        wanted = reuse_asked(request.POST, sheets)
        if wanted and outcome.is_clean:
            outcome = reuse_answers(submission, by=request.user, **wanted)
    except ActionRefusedError as refusal:
        return FormInput(SaveOutcome(), texts_of(fields), opened, str(refusal))
    return FormInput(outcome, opened=opened)


def _form(
    request: StaffRequest, view: FormView, form_input: FormInput, status: int = 200
) -> HttpResponse:
    context = _context(request, view, form_input)
    return render(
        request, "assessments/submissions/form_page.html", context, status=status
    )


def _context(
    request: StaffRequest, view: FormView, form_input: FormInput
) -> dict[str, Any]:
    return {
        "view": view,
        "submission": view.submission,
        "refusal": form_input.refusal,
        "form_input": form_input,
        "amended": amended_form(view.submission),
        **requests_shown(view.submission),
        **rights(request, view.submission),
    }


def _form_url(submission: Submission, main: str) -> str:
    return reverse("assessments:form_main", args=[submission.pk, main])


def _after_save(request: StaffRequest, submission: Submission, main: str) -> str:
    """Return where a plain save leads: the page again, or the one that its button names."""
    onward = request.POST.get("onward", "")
    if onward == HAND_IN:
        return reverse("assessments:hand_in", args=[submission.pk])
    # The name is posted: only pages of this form are followed, no other address.
    known = {group.code for group in groups_of(submission)}
    return _form_url(submission, onward if onward in known else main)
