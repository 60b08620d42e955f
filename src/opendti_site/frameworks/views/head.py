"""Pages that change the head of a draft, one form a page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opendti_site.accounts.requests import StaffRequest
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.frameworks.actions import edit_head
from opendti_site.frameworks.bridge import faults_of_part
from opendti_site.frameworks.drafting.head_fields import PAGES, keys_of
from opendti_site.frameworks.drafting.reading import PostedForm, cleaned, read_sections
from opendti_site.frameworks.drafting.tree import Data, digest_of
from opendti_site.frameworks.views.editor import SAVE, EditorState, form_context
from opendti_site.frameworks.views.pages import (
    document_of,
    draft_of,
    editor_context,
)


def draft_head(request: StaffRequest, pk: int, page: str) -> HttpResponse:
    """Show and change one page of the head."""
    if page not in PAGES:
        raise Http404
    draft = draft_of(request, pk)
    document = document_of(draft)
    keys = keys_of(page)
    own = {key: document[key] for key in keys if key in document}
    editing = EditorState(draft, document, own, _head_digest(document, keys))
    if request.method == "POST":
        act = request.POST.get("act", "")
        editing.seen = request.POST.get("seen", "")
        posted = PostedForm(request.POST, act)
        editing.part = read_sections(PAGES[page][1], posted, own)
        if act == SAVE and (saved := _save_head(request, editing, page)):
            return saved
    return _head_page(request, editing, page)


def _head_digest(document: Data, keys: tuple[str, ...]) -> str:
    return digest_of({key: document.get(key) for key in keys})


def _save_head(
    request: StaffRequest, editing: EditorState, page: str
) -> HttpResponse | None:
    keys = keys_of(page)
    try:
        draft = edit_head(
            draft=editing.draft,
            keys=keys,
            seen=editing.seen,
            part=cleaned(editing.part),
            by=request.user,
        )
    except EditConflictError as conflict:
        document = editing.document
        editing.conflict = str(conflict)
        editing.theirs = {key: document[key] for key in keys if key in document}
        editing.seen = _head_digest(document, keys)
        return None
    except ActionRefusedError as refusal:
        editing.conflict = str(refusal)
        return None
    messages.success(request, _("Đã lưu."))
    return redirect("frameworks:draft_head", draft.pk, page)


def _head_page(request: StaffRequest, editing: EditorState, page: str) -> HttpResponse:
    title, sections = PAGES[page]
    keys = keys_of(page)
    faults = faults_of_part(editing.document, keys, cleaned(editing.part))
    context = form_context(editing, sections, faults)
    context |= {"page_title": title, "page": page}
    if request.htmx:
        return render(request, "frameworks/head_form.html", context)
    context |= editor_context(editing.draft, page=page)
    return render(request, "frameworks/draft_head.html", context)
