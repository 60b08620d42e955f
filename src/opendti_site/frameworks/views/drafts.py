"""Pages of a draft as a whole: beginning one, its state, publishing, dropping."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opendti_site.accounts.requests import StaffRequest
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.queries import lines_about
from opendti_site.frameworks.actions import (
    create_draft,
    discard_draft,
    edit_text,
    publish_draft,
    settle_notices,
)
from opendti_site.frameworks.bridge import (
    FileRefusedError,
    draft_from_file,
    read_typed,
    write_draft,
)
from opendti_site.frameworks.drafting.starting import empty_document, renamed
from opendti_site.frameworks.drafting.totals import points_below
from opendti_site.frameworks.drafting.tree import walk_nodes
from opendti_site.frameworks.forms import CopyDraftForm, EmptyDraftForm, FileDraftForm
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.views.pages import (
    document_of,
    draft_of,
    editor_context,
    posted_version,
    require_coordinator,
)
from opendti_site.ui.confirming import TypedNameForm

Forms = EmptyDraftForm | CopyDraftForm | FileDraftForm
WAYS: dict[str, type[Forms]] = {
    "empty": EmptyDraftForm,
    "copy": CopyDraftForm,
    "file": FileDraftForm,
}
LINES = 20


def new_draft(request: StaffRequest) -> HttpResponse:
    """Begin a draft: empty, as a copy, or from a file."""
    require_coordinator(request)
    forms: dict[str, Forms] = {way: form(prefix=way) for way, form in WAYS.items()}
    forms["copy"].initial = {"release": request.GET.get("tu")}
    way = request.POST.get("way", "")
    if way in WAYS:
        form = WAYS[way](request.POST, request.FILES, prefix=way)
        forms[way] = form
        if form.is_valid():
            try:
                draft = _begin_draft(request, form)
            except (ActionRefusedError, FileRefusedError) as refusal:
                form.add_error(None, list(refusal.args[0].splitlines()))
            else:
                messages.success(request, _("Đã tạo bản nháp."))
                return redirect(draft)
    return render(request, "frameworks/new_draft.html", {"forms": forms})


def _begin_draft(request: StaffRequest, form: Forms) -> FrameworkRelease:
    given = form.cleaned_data
    if isinstance(form, FileDraftForm):
        asked = {key: given[key] for key in ("code", "version", "title_vi")}
        file, part = given["file"], given["part"] or 0
        read = draft_from_file(file.name, file.read(), part=part, **asked)
        return create_draft(
            text=read.text, by=request.user, origin=read.origin, notices=read.notices
        )
    if isinstance(form, CopyDraftForm):
        document = document_of(given["release"])
        document = renamed(document, code="", version=given["version"])
        origin = "copy"
    else:
        document = empty_document(
            code=given["code"],
            version=given["version"],
            vi=given["title_vi"],
            en=given["title_en"],
        )
        origin = "empty"
    return create_draft(text=write_draft(document), by=request.user, origin=origin)


def draft_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a draft: its faults, its notices, and what can be done with it."""
    draft = draft_of(request, pk)
    context = editor_context(draft)
    context["general_notices"] = [
        notice for notice in draft.notices if not notice["code"]
    ]
    context["doubtful"] = [
        (node, [notice for notice in draft.notices if notice["code"] == node.code])
        for node in context["outline"].doubtful()
    ]
    context["points"] = points_below(document_of(draft), ())
    context["lines"] = lines_about(draft)[:LINES]
    return render(request, "frameworks/draft_page.html", context)


@require_POST
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Freeze a draft, or say what keeps it."""
    draft = draft_of(request, pk)
    try:
        published = publish_draft(
            draft=draft,
            version=posted_version(request),
            by=request.user,
            over_notices="over_notices" in request.POST,
        )
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(draft)
    messages.success(
        request,
        _("Đã ban hành %(title)s.")
        % {"title": f"{published.title}, {published.version_words}"},
    )
    return redirect(published)


def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask, then drop a draft."""
    draft = draft_of(request, pk)
    form = TypedNameForm(request.POST or None, name=draft.identity)
    if request.method != "POST" or not form.is_valid():
        count = sum(1 for _node in walk_nodes(document_of(draft)))
        context = editor_context(draft) | {"form": form, "count": count}
        return render(request, "frameworks/discard_draft.html", context)
    try:
        discard_draft(draft=draft, version=posted_version(request), by=request.user)
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(draft)
    messages.success(
        request,
        _("Đã bỏ bản nháp %(title)s.")
        % {"title": f"{draft.title}, {draft.version_words}"},
    )
    return redirect("frameworks:shelf")


@require_POST
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Take away the notices about the whole, which were seen."""
    draft = draft_of(request, pk)
    draft = settle_notices(draft=draft, code=None, by=request.user)
    messages.success(request, _("Đã xem các lời nhắc này."))
    return redirect(draft)


def draft_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Edit the whole file of a draft as text."""
    draft = draft_of(request, pk)
    typed, refusal, version = draft.text, "", draft.version
    if request.method == "POST":
        typed = request.POST.get("text", "").replace("\r\n", "\n")
        version = posted_version(request)
        try:
            read_typed(typed)
            edit_text(draft=draft, version=version, text=typed, by=request.user)
        except (ActionRefusedError, FileRefusedError) as reason:
            refusal, version = str(reason), draft.version
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("frameworks:draft_file", pk)
    context = editor_context(draft, page="tep") | {"typed": typed, "refusal": refusal}
    context |= {"seen": version, "differs": refusal and typed != draft.text}
    return render(request, "frameworks/draft_file.html", context)
