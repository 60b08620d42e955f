"""Pages of one's own account and of the people that a coordinator looks after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from allauth.account.utils import perform_login
from allauth.account.views import password_change
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts import actions
from opendti_site.accounts.forms import (
    FirstPasswordForm,
    NewPersonForm,
    PersonForm,
    RoleForm,
)
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.permissions import can_manage, can_manage_people
from opendti_site.accounts.queries import demo_people, people_known_to, read_roles
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.queries import lines_about
from opendti_site.ui.paging import page_of


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the people of the demo, in demo mode only."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(demo_people(), username=request.POST.get("username", ""))
    return cast("HttpResponse", perform_login(request, person))


@login_not_required
@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Give an open page the token of the session as it is now, and say whether there is one."""
    signed_in = request.user.is_authenticated
    return JsonResponse({"token": get_token(request), "signed_in": signed_in})


@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Send the person back to the page whose session had ended."""
    return render(request, "accounts/signed_in_again.html")


def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; who has none cannot confirm it and asks a coordinator."""
    if not signed_in(request).has_usable_password():
        words = _("Tài khoản này chưa có mật khẩu. Xin nhờ người điều phối đặt lại.")
        messages.error(request, words)
        return redirect("accounts:me")
    return cast("HttpResponse", password_change(request))


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show one's own name, roles and ways to sign in."""
    person = signed_in(request)
    assignments = person.assignments.select_related("unit")
    return render(request, "accounts/me.html", {"assignments": assignments})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the people of one's units."""
    if not can_manage_people(request.user):
        raise PermissionDenied
    text = request.GET.get("q", "")
    page = page_of(request, people_known_to(signed_in(request), text), 50)
    read_roles(page)
    return render(request, "accounts/people.html", {"page": page, "q": text})


def add_person(request: HttpRequest) -> HttpResponse:
    """Add a person with a first role."""
    if not can_manage_people(request.user):
        raise PermissionDenied
    by = signed_in(request)
    form = NewPersonForm(request.POST or None, coordinator=by)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(by=by, **form.cleaned_data)
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Đã tạo tài khoản %(name)s.") % {"name": person}
            messages.success(request, words)
            return redirect("accounts:person", person.pk)
    return render(request, "accounts/add_person.html", {"form": form})


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person with roles and history; correct the name or address."""
    by, whom = managed(request, pk)
    form = PersonForm(request.POST or None, instance=whom)
    if request.method == "POST" and form.is_valid():
        user = User.objects.get(pk=pk)
        try:
            actions.edit_user(user=user, by=by, **form.cleaned_data)
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("accounts:person", pk)
    return render(request, "accounts/person.html", person_page(by, pk, form=form))


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    by, whom = managed(request, pk)
    form = RoleForm(request.POST, coordinator=by)
    if not form.is_valid():
        return render(request, "accounts/person.html", person_page(by, pk, roles=form))
    done = _("Đã giao vai trò.")
    attempt(
        request, lambda: actions.grant_role(user=whom, by=by, **form.cleaned_data), done
    )
    return redirect("accounts:person", pk)


@require_POST
def revoke(request: HttpRequest, pk: int, assignment_pk: int) -> HttpResponse:
    """Take a role back."""
    by, whom = managed(request, pk)
    assignment = get_object_or_404(
        RoleAssignment.objects.select_related("unit", "user"),
        pk=assignment_pk,
        user=whom,
    )
    done = _("Đã thu hồi vai trò.")
    attempt(request, lambda: actions.revoke_role(assignment=assignment, by=by), done)
    sees = can_manage_people(fresh(by.pk)) and can_manage(fresh(by.pk), fresh(pk))
    return redirect(
        whom if sees else "accounts:me" if whom == by else "accounts:people"
    )


@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a new password."""
    by, whom = managed(request, pk)
    form = FirstPasswordForm(request.POST, person=whom)
    if not form.is_valid():
        return render(request, "accounts/person.html", person_page(by, pk, secret=form))
    attempt(
        request,
        lambda: actions.reset_password(user=whom, by=by, **form.cleaned_data),
        _("Đã đặt mật khẩu mới. Xin báo cho người dùng; họ sẽ đổi khi đăng nhập."),
    )
    return redirect(whom)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a person out."""
    by, whom = managed(request, pk)
    done = _("Đã khóa tài khoản.")
    attempt(request, lambda: actions.close_user(user=whom, by=by), done)
    return redirect(whom)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person in again."""
    by, whom = managed(request, pk)
    done = _("Đã mở lại tài khoản.")
    attempt(request, lambda: actions.reopen_user(user=whom, by=by), done)
    return redirect(whom)


def attempt(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Do it and say so, or say in words why not."""
    try:
        act()
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


def signed_in(request: HttpRequest) -> User:
    """Give the person, whom the middleware has let through."""
    return cast("User", request.user)


def fresh(pk: int) -> User:
    """Read a person anew, with the roles as they are now."""
    return get_object_or_404(User, pk=pk)


def managed(request: HttpRequest, pk: int) -> tuple[User, User]:
    """Fetch a person, or answer as if there were none."""
    by, whom = signed_in(request), fresh(pk)
    if not can_manage_people(by) or not can_manage(by, whom):
        raise Http404
    return by, whom


def person_page(by: User, pk: int, **forms: Any) -> dict[str, Any]:
    """Put together the page of a person, with forms that hold faults if any do."""
    whom = fresh(pk)
    return {
        "person": whom,
        "assignments": whom.assignments.select_related("unit"),
        "form": forms.get("form") or PersonForm(instance=whom),
        "roles": forms.get("roles") or RoleForm(coordinator=by),
        "secret": forms.get("secret") or FirstPasswordForm(person=whom),
        "is_oneself": whom == by,
        "lines": lines_about(whom)[:10],
    }
