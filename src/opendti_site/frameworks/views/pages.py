"""What the pages of the editor share: the draft of the address and its outline."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from opendti_site.accounts.requests import StaffRequest
from opendti_site.frameworks.bridge import faults_of, read_draft
from opendti_site.frameworks.drafting.outline import outline_of
from opendti_site.frameworks.drafting.tree import Data, NodePath, node_at, parse_path
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.permissions import can_start_draft
from opendti_site.frameworks.queries import drafts_open_to
from opendti_site.ui.request_numbers import read_number


def require_coordinator(request: StaffRequest) -> None:
    """Refuse everyone but coordinators."""
    if not can_start_draft(request.user):
        raise PermissionDenied


def draft_of(request: StaffRequest, pk: int) -> FrameworkRelease:
    """Fetch a draft that this person may change."""
    require_coordinator(request)
    return get_object_or_404(drafts_open_to(request.user), pk=pk)


def document_of(draft: FrameworkRelease) -> Data:
    """Return a draft's content; copy it before changing it."""
    return read_draft(draft.text)


def node_or_404(document: Data, address: str) -> tuple[NodePath, Data]:
    """Return the node at an address with its path; raises Http404 where there is none."""
    path = parse_path(address)
    node = node_at(document, path)
    if node is None:
        raise Http404
    return path, node


def posted_version(request: StaffRequest) -> int:
    """Return the version that the person saw."""
    return read_number(request.POST.get("version", "")) or 0


def editor_context(
    draft: FrameworkRelease, *, path: NodePath = (), page: str = ""
) -> dict[str, Any]:
    """Return the context that all pages of the editor have."""
    faults = faults_of(draft.text)
    outline = outline_of(
        document_of(draft), faults, draft.notices, path=path, page=page
    )
    return {"draft": draft, "outline": outline, "faults": faults}
