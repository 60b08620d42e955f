"""Pages of the shelf."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts.requests import StaffRequest
from opendti_site.frameworks.actions import adopt_from_library
from opendti_site.frameworks.bridge import KINDS, describe, exported, schema_text
from opendti_site.frameworks.permissions import can_adopt_framework, can_start_draft
from opendti_site.frameworks.queries import (
    drafts_open_to,
    entries_not_adopted,
    library_not_adopted,
    releases_on_shelf,
)


@require_safe
def shelf(request: StaffRequest) -> HttpResponse:
    """List the releases, and for coordinators what may join them."""
    can_adopt = can_adopt_framework(request.user)
    context = {
        "releases": releases_on_shelf(),
        "drafts": drafts_open_to(request.user),
        "can_edit": can_start_draft(request.user),
        "can_adopt": can_adopt,
        "adoptable": entries_not_adopted() if can_adopt else {},
    }
    return render(request, "frameworks/shelf.html", context)


@require_POST
def adopt_framework(request: StaffRequest) -> HttpResponse:
    """Put a shipped framework on the shelf."""
    if not can_adopt_framework(request.user):
        raise PermissionDenied
    identity = request.POST.get("identity", "")
    if identity not in library_not_adopted():
        messages.error(request, _("Không có bộ chỉ số này trong thư viện."))
        return redirect("frameworks:shelf")
    release = adopt_from_library(identity, by=request.user)
    messages.success(
        request, _("Đã thêm “%(title)s” từ thư viện.") % {"title": release.title}
    )
    return redirect(release)


@require_safe
def framework_page(request: StaffRequest, identity: str) -> HttpResponse:
    """Show a framework as a tree that reads from top to bottom."""
    release = get_object_or_404(releases_on_shelf(), identity=identity)
    context = {
        "release": release,
        "page": describe(release),
        "can_edit": can_start_draft(request.user),
    }
    return render(request, "frameworks/framework_page.html", context)


@require_safe
def framework_file(request: StaffRequest, identity: str) -> HttpResponse:  # noqa: ARG001 -- the shape of a view
    """Download the framework's file, byte for byte."""
    release = get_object_or_404(releases_on_shelf(), identity=identity)
    headers = {"Content-Disposition": f'attachment; filename="{release.identity}.yaml"'}
    return HttpResponse(
        release.text, "application/yaml; charset=utf-8", headers=headers
    )


@require_safe
def framework_export(request: StaffRequest, identity: str, kind: str) -> HttpResponse:  # noqa: ARG001 -- the shape of a view
    """Download a release as YAML, JSON, or the official annex."""
    if kind not in KINDS:
        raise Http404
    release = get_object_or_404(releases_on_shelf(), identity=identity)
    name = f"{release.identity}.{kind}"
    return HttpResponse(
        exported(release.text, kind, release.published_at),
        KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def schema(request: StaffRequest) -> HttpResponse:  # noqa: ARG001 -- the shape of a view
    """Download the JSON Schema of framework files."""
    return HttpResponse(
        schema_text(),
        "application/schema+json",
        headers={"Content-Disposition": 'attachment; filename="opendti-1.schema.json"'},
    )
