"""Pages that merge and split units: what is to happen, what it changes, and the act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opendti_site.accounts.requests import signed_in
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.organisations import actions
from opendti_site.organisations.forms import MergeForm, SplitForm
from opendti_site.organisations.models import Unit
from opendti_site.organisations.permissions import can_reorganise
from opendti_site.organisations.reorganisation import ReorganisationEffect
from opendti_site.organisations.views.units import editable

Done = TypeVar("Done")


def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Merge a unit with others: the form, then all that it changes, then the act."""
    unit, by = reorganisable(request, code), signed_in(request)
    form = MergeForm(request.POST or None, unit=unit, editor=by)
    effect, successor = shown_or_done(
        request,
        form,
        lambda: actions.preview_merge(form.merger, by),
        lambda: actions.merge_units(form.merger, by=by),
    )
    if successor:
        messages.success(request, _("Đã hợp nhất vào %(unit)s.") % {"unit": successor})
        return redirect(successor)
    context = {"form": form, "unit": unit, "effect": effect, "stamp": stamp_of(effect)}
    return render(request, "organisations/merge.html", context)


def split(request: HttpRequest, code: str) -> HttpResponse:
    """Split a unit: the form, then all that it changes, then the act."""
    unit, by = reorganisable(request, code), signed_in(request)
    form = SplitForm(request.POST or None, unit=unit)
    effect, parts = shown_or_done(
        request,
        form,
        lambda: actions.preview_split(form.split, by),
        lambda: actions.split_unit(form.split, by=by),
    )
    if parts:
        names = ", ".join(part.name for part in parts)
        words = _("Đã tách %(unit)s thành %(parts)s.")
        messages.success(request, words % {"unit": unit, "parts": names})
        return redirect(unit)
    context = {"form": form, "unit": unit, "effect": effect, "stamp": stamp_of(effect)}
    return render(request, "organisations/split.html", context)


def shown_or_done(
    request: HttpRequest,
    form: BaseForm,
    preview: Callable[[], ReorganisationEffect],
    act: Callable[[], Done],
) -> tuple[ReorganisationEffect | None, Done | None]:
    """Return what the act would change, or what came of it where just that was confirmed."""
    if request.method != "POST" or not form.is_valid():
        return None, None
    try:
        effect = preview()
        # What was confirmed is what the page showed: if something has changed since, it shows anew.
        if request.POST.get("confirmed") == stamp_of(effect):
            return effect, act()
    except ActionRefusedError as refusal:
        form.add_error(None, str(refusal))
        return None, None
    except PermissionDenied:
        form.add_error(None, _("Có đơn vị ngoài phạm vi điều phối của anh/chị."))
        return None, None
    if effect.open_forms and not form.cleaned_data["decision"].strip():
        form.add_error("decision", _("Hãy ghi cách xử lý các hồ sơ đang mở."))
    return effect, None


def stamp_of(effect: ReorganisationEffect | None) -> str:
    """Return a short mark of what the page shows."""
    if effect is None:
        return ""
    return hashlib.sha256(effect.stamp.encode()).hexdigest()[:16]


def reorganisable(request: HttpRequest, code: str) -> Unit:
    """Fetch an open unit that this person may merge and split."""
    found = editable(request, code)
    if not can_reorganise(signed_in(request), found):
        raise PermissionDenied
    if found.closed_on:
        raise Http404
    return found
