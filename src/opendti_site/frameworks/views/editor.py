"""Pages that change the tree of a draft: moving and deleting nodes, the form of a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opendti_site.accounts.requests import StaffRequest
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.frameworks.actions import (
    add_draft_node,
    delete_draft_node,
    edit_node,
    move_draft_node,
    settle_notices,
)
from opendti_site.frameworks.bridge import faults_of_node, view_rule
from opendti_site.frameworks.drafting.binding import bind_sections
from opendti_site.frameworks.drafting.bound import FormContext
from opendti_site.frameworks.drafting.differing import differing_fields
from opendti_site.frameworks.drafting.faults import DraftFault
from opendti_site.frameworks.drafting.node_fields import sections_of
from opendti_site.frameworks.drafting.outline import title_of
from opendti_site.frameworks.drafting.reading import PostedForm, cleaned, read_sections
from opendti_site.frameworks.drafting.totals import points_below
from opendti_site.frameworks.drafting.tree import (
    Data,
    NodePath,
    children_of,
    digest_of,
    find_node,
    format_path,
    node_at,
    own_part,
    parse_path,
    walk_nodes,
)
from opendti_site.frameworks.drafting.values import vietnamese
from opendti_site.frameworks.enums import SURE
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.views.pages import (
    document_of,
    draft_of,
    editor_context,
    node_or_404,
    posted_version,
)

SAVE = "save"
SAVE_SEEN = "save_seen"
"""Save, take the import's notices of the node away, and go on to the next that has some."""
TRY = "try."


@dataclass(slots=True)
class EditorState:
    """A part of a draft while its form is open: what was shown, what it says now."""

    draft: FrameworkRelease
    document: Data
    part: Data
    seen: str
    code: str = ""
    path: NodePath = ()
    conflict: str = ""
    theirs: Data | None = None


def draft_node(request: StaffRequest, pk: int, address: str) -> HttpResponse:
    """Show and change one node; the form is looked at before it is saved."""
    draft = draft_of(request, pk)
    document = document_of(draft)
    path, node = node_or_404(document, address)
    own = own_part(node)
    editing = EditorState(draft, document, own, digest_of(own), _code(node), path)
    if request.method == "POST":
        act = request.POST.get("act", "")
        # The digest and the code of the form as it was shown, not of the row as it is now: the
        # action compares the two.
        editing.seen = request.POST.get("seen", "")
        editing.code = request.POST.get("code_before", "")
        posted = PostedForm(request.POST, act)
        editing.part = read_sections(sections_of(node, document), posted, own)
        if act in {SAVE, SAVE_SEEN} and (saved := _save_node(request, editing, act)):
            return saved
    return _node_page(request, editing)


def _save_node(
    request: StaffRequest, editing: EditorState, act: str
) -> HttpResponse | None:
    """Save and go on, or note why not."""
    try:
        draft, path = edit_node(
            draft=editing.draft,
            path=editing.path,
            seen=editing.seen,
            code=editing.code,
            part=cleaned(editing.part),
            by=request.user,
        )
    except EditConflictError as conflict:
        _show_conflict(editing, conflict)
        return None
    except ActionRefusedError as refusal:
        editing.conflict = str(refusal)
        return None
    messages.success(request, _("Đã lưu."))
    address = format_path(path)
    if act == SAVE_SEEN:
        code = _code(node_at(document_of(draft), path) or {})
        draft = settle_notices(draft=draft, code=code, by=request.user)
        # After an import a person goes through all doubtful nodes, so saving leads to the next
        # one.
        following = editor_context(draft)["outline"].next_doubtful(address)
        if following is None:
            return redirect(draft)
        address = following.address
    return redirect("frameworks:draft_node", draft.pk, address)


def _show_conflict(editing: EditorState, conflict: EditConflictError) -> None:
    """Show the other editor's version beside this one; the next save may overwrite it."""
    editing.conflict = str(conflict)
    path = find_node(editing.document, editing.path, editing.code)
    node = node_at(editing.document, path) if path is not None else None
    if path is None or node is None:
        return
    editing.theirs = own_part(node)
    # From now on this is what the person has seen: saving again overwrites it knowingly.
    editing.seen = digest_of(editing.theirs)
    editing.path = path


def _node_page(request: StaffRequest, editing: EditorState) -> HttpResponse:
    document, path = editing.document, editing.path
    node = node_at(document, path) or {}
    part = cleaned(editing.part)
    # The form has a node's own keys alone; checks of a group also need its children.
    whole = part | {key: node[key] for key in ("nodes",) if key in node}
    faults = faults_of_node(document, path, whole)
    sections = sections_of(node, document)
    typed = {
        key.removeprefix(TRY): str(value)
        for key, value in request.POST.items()
        if key.startswith(TRY)
    }
    notices = [
        notice for notice in editing.draft.notices if notice["code"] == editing.code
    ]
    context = form_context(editing, sections, faults) | {
        "node": whole,
        "node_title": title_of(whole),
        "is_doubtful": any(notice["level"] != SURE for notice in notices),
        "address": format_path(path),
        "is_group": bool(children_of(node)),
        "rule_view": None if children_of(node) else view_rule(document, whole, typed),
        "node_notices": notices,
        "printed_rule": vietnamese(node.get("guidance")),
        "points": points_below(document, path),
    }
    if request.htmx:
        return render(request, "frameworks/node_form.html", context)
    context |= editor_context(editing.draft, path=path)
    return render(request, "frameworks/draft_node.html", context)


def form_context(
    editing: EditorState, sections: Any, faults: list[DraftFault]
) -> dict[str, Any]:
    """Return the context that both kinds of forms have."""
    named: dict[str, list[str]] = {}
    for fault in faults:
        named.setdefault(fault.name, []).append(fault.words)
    context = FormContext(editing.document, named)
    bound = bind_sections(sections, editing.part, context)
    theirs = editing.theirs
    return {
        "draft": editing.draft,
        "sections": bound,
        "other_faults": context.unshown(),
        "seen": editing.seen,
        "code_before": editing.code,
        "conflict": editing.conflict,
        "is_conflict": theirs is not None,
        "differences": ()
        if theirs is None
        else differing_fields(sections, cleaned(editing.part), theirs),
    }


@require_POST
def change_tree(request: StaffRequest, pk: int) -> HttpResponse:
    """Add or move a node by one button."""
    draft = draft_of(request, pk)
    path = parse_path(request.POST.get("address", ""))
    act = request.POST.get("act", "")
    version = posted_version(request)
    try:
        if act in {"up", "down", "in", "out"}:
            _draft, path = move_draft_node(
                draft=draft, version=version, path=path, way=act, by=request.user
            )
        elif act in {"below", "after"}:
            _draft, path = add_draft_node(
                draft=draft,
                version=version,
                path=path,
                inside=act == "below",
                by=request.user,
            )
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
    # Deleted by somebody else in the meantime.
    if not path:
        return redirect(draft)
    return redirect("frameworks:draft_node", pk, format_path(path))


def delete_node(request: StaffRequest, pk: int, address: str) -> HttpResponse:
    """Show what a deletion takes with it, then delete."""
    draft = draft_of(request, pk)
    document = document_of(draft)
    path, node = node_or_404(document, address)
    if request.method == "POST":
        try:
            delete_draft_node(
                draft=draft,
                version=posted_version(request),
                path=path,
                by=request.user,
            )
        except ActionRefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("frameworks:draft_node", pk, address)
        messages.success(request, _("Đã xóa mục %(code)s.") % {"code": _code(node)})
        return redirect(draft)
    # A deletion takes the whole branch, so the page lists it before anything is gone.
    below = [(_code(found.node), title_of(found.node)) for found in walk_nodes(node)]
    context = editor_context(draft, path=path) | {
        "address": address,
        "code": _code(node),
        "node_title": title_of(node),
        "below": below,
    }
    return render(request, "frameworks/delete_node.html", context)


def _code(node: Data) -> str:
    return str(node.get("code") or "")
