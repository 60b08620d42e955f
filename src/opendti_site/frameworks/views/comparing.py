"""Pages about two versions: what changed, and which node is which."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opendti.framework.labels import PAIR_WORDS
from opendti_site.accounts.requests import StaffRequest
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.frameworks.actions import write_crosswalk
from opendti_site.frameworks.bridge import (
    CrosswalkRow,
    CrosswalkSheet,
    compare_texts,
    proposed_crosswalk,
    stored_crosswalk,
    typed_crosswalk,
)
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease
from opendti_site.frameworks.permissions import can_write_crosswalks
from opendti_site.frameworks.queries import (
    crosswalk_between,
    releases_on_shelf,
    releases_to_compare,
)
from opendti_site.frameworks.views.pages import posted_version
from opendti_site.ui.language import translated

MAX_ROWS = 2000
CONFIRM_SAME = "same"
"""The act that ticks every row that says nothing changed; saving stays an act of its own."""


@require_safe
def compare(request: StaffRequest) -> HttpResponse:
    """Show what changed from one version to another."""
    releases = releases_to_compare(request.user)
    before, after = request.GET.get("tu", ""), request.GET.get("den", "")
    context: dict[str, Any] = {
        "releases": releases.defer("text", "notices"),
        "chosen_before": before,
        "chosen_after": after,
        "can_edit": can_write_crosswalks(request.user),
    }
    if before and after and before != after:
        source = get_object_or_404(releases, identity=before)
        target = get_object_or_404(releases, identity=after)
        context |= {"before": source, "after": target}
        context["comparison"] = compare_texts(source.text, target.text)
        context["crosswalk"] = crosswalk_between(source, target)
    return render(request, "frameworks/compare.html", context)


def crosswalk_page(request: StaffRequest, before: str, after: str) -> HttpResponse:
    """Show the crosswalk of two releases; a coordinator goes through it and saves it."""
    source, target, stored = _pair(before, after)
    can_edit = can_write_crosswalks(request.user)
    if stored is None and not can_edit:
        raise Http404
    version = stored.version if stored else 0
    if request.method != "POST":
        sheet = _shown_sheet(stored, source, target)
        return _crosswalk_answer(request, source, target, stored, sheet, version)
    if not can_edit:
        raise PermissionDenied
    rows = _typed_rows(request.POST)
    sheet = typed_crosswalk(rows, source.text, target.text)
    if request.POST.get("act") == "save":
        try:
            write_crosswalk(
                before=source,
                after=target,
                sheet=sheet,
                version=posted_version(request),
                by=request.user,
            )
        except EditConflictError as conflict:
            messages.error(request, str(conflict))
        except ActionRefusedError as refusal:
            messages.error(request, str(refusal))
            version = posted_version(request)
        else:
            messages.success(request, _("Đã lưu bảng đối chiếu."))
            return redirect("frameworks:crosswalk_page", before, after)
    return _crosswalk_answer(request, source, target, stored, sheet, version)


def _pair(
    before: str, after: str
) -> tuple[FrameworkRelease, FrameworkRelease, Crosswalk | None]:
    releases = releases_on_shelf().defer(None)
    source = get_object_or_404(releases, identity=before)
    target = get_object_or_404(releases, identity=after)
    if source == target:
        raise Http404
    return source, target, crosswalk_between(source, target)


def _shown_sheet(
    stored: Crosswalk | None, source: FrameworkRelease, target: FrameworkRelease
) -> CrosswalkSheet:
    if stored is None:
        return proposed_crosswalk(source.text, target.text)
    return stored_crosswalk(stored.text, source.text, target.text)


def _crosswalk_answer(
    request: StaffRequest,
    source: FrameworkRelease,
    target: FrameworkRelease,
    stored: Crosswalk | None,
    sheet: CrosswalkSheet,
    version: int,
) -> HttpResponse:
    context = {
        "before": source,
        "after": target,
        "crosswalk": stored,
        "sheet": sheet,
        "version": version,
        "can_edit": can_write_crosswalks(request.user),
        "kinds": _kinds(),
    }
    return render(request, "frameworks/crosswalk.html", context)


def _kinds() -> list[tuple[str, str]]:
    return [(kind, translated(words)) for kind, words in PAIR_WORDS.items()]


def _typed_rows(posted: QueryDict) -> list[CrosswalkRow]:
    numbers = sorted(
        int(key.split(".")[1])
        for key in posted
        if key.startswith("e.") and key.endswith(".kind") and key[2:-5].isdecimal()
    )
    ticked = {"same"} if posted.get("act") == CONFIRM_SAME else set()
    return [
        CrosswalkRow(
            kind=posted.get(f"e.{number}.kind", ""),
            before=posted.get(f"e.{number}.from", "").strip(),
            after=posted.get(f"e.{number}.to", "").strip(),
            is_confirmed=f"e.{number}.ok" in posted
            or posted.get(f"e.{number}.kind") in ticked,
            note=" ".join(posted.get(f"e.{number}.note", "").split()),
        )
        for number in numbers[:MAX_ROWS]
    ]


@require_safe
def crosswalk_file(request: StaffRequest, before: str, after: str) -> HttpResponse:  # noqa: ARG001 -- the shape of a view
    """Download a saved crosswalk as its file."""
    _one, _two, stored = _pair(before, after)
    if stored is None:
        raise Http404
    name = f"{before}--{after}.crosswalk.yaml"
    return HttpResponse(
        stored.text,
        "application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
