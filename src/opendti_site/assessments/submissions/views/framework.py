"""The page on which a running round gets another release of its framework."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opendti_site.accounts.page_actions import run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.rounds.enums import RUNNING
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.queries import rounds_visible_to
from opendti_site.assessments.submissions.actions import change_framework
from opendti_site.assessments.submissions.forms import (
    FrameworkChangeForm,
    FrameworkChoiceForm,
)
from opendti_site.assessments.submissions.framework_changes import (
    framework_preview,
    framework_refusal,
    releases_for,
)
from opendti_site.assessments.submissions.permissions import can_change_framework
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.ui.paging import page_of

TEMPLATE = "assessments/submissions/change_framework.html"
MANY = 500
"""Units from which on the page says that a preview takes long."""


@require_http_methods(["GET", "HEAD", "POST"])
def change_framework_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show every score that another release would move; change to it with a document and a reason."""
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_change_framework(request.user, round_):
        raise PermissionDenied
    if round_.state not in RUNNING:
        return redirect(round_)
    releases = releases_for(round_)
    choice = FrameworkChoiceForm(request.GET or None, releases=releases)
    release = choice.cleaned_data["release"] if choice.is_valid() else None
    context = {"round": round_, "choice": choice, "release": release}
    context["has_releases"] = releases.exists()
    context["takes_long"] = round_.submissions.count() >= MANY
    context["refusal"] = framework_refusal(round_, release) if release else ""
    if release is None or context["refusal"]:
        return render(request, TEMPLATE, context)
    form = FrameworkChangeForm(request.POST or None)
    if request.method == "POST" and _is_changed(request, round_, release, form):
        return redirect(round_)
    preview = framework_preview(round_, release)
    context |= {
        "form": form,
        "preview": preview,
        "moves": page_of(request, preview.moves),
    }
    return render(request, TEMPLATE, context)


def _is_changed(
    request: StaffRequest,
    round_: Round,
    release: FrameworkRelease,
    form: FrameworkChangeForm,
) -> bool:
    """Change the framework if the form is valid and the preview still holds; return whether it was done."""

    def change() -> None:
        change_framework(round_, release, by=request.user, **form.cleaned_data)

    done = run_form_action(form, change)
    if done:
        messages.success(request, _("Đã đổi bộ chỉ số của kỳ đánh giá."))
    return done
