"""Pages of the people that a coordinator looks after."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from opendti_site.accounts import actions
from opendti_site.accounts.conflicts import conflicts_of
from opendti_site.accounts.enums import RoleChange
from opendti_site.accounts.forms import (
    FirstPasswordForm,
    NewPersonForm,
    PersonForm,
    RoleForm,
)
from opendti_site.accounts.models import RoleAssignment, User, standing_on
from opendti_site.accounts.page_actions import run_action, run_form_action
from opendti_site.accounts.permissions import (
    can_erase,
    can_manage,
    can_manage_people,
)
from opendti_site.accounts.queries import (
    has_second_factor,
    last_account_mail_to,
    people_known_to,
    proposals_for,
    read_roles,
    roles_need_second_person,
)
from opendti_site.accounts.requests import signed_in
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.queries import lines_about, with_people
from opendti_site.mail.queries import waits_without_worker
from opendti_site.ui.paging import page_of


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the people of one's units."""
    if not can_manage_people(request.user):
        raise PermissionDenied
    text = request.GET.get("q", "")
    page = page_of(request, people_known_to(signed_in(request), text), 50)
    read_roles(page)
    by_two = roles_need_second_person()
    context = {
        "page": page,
        "q": text,
        "by_two": by_two,
        "proposed": len(proposals_for(signed_in(request))) if by_two else 0,
    }
    return render(request, "accounts/people.html", context)


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
            return _to_next_step(request, person)
    context = {"form": form, "mail_is_set": settings.MAIL_IS_SET}
    return render(request, "accounts/add_person.html", context)


def _to_next_step(request: HttpRequest, person: User) -> HttpResponse:
    """Lead to the page of a new person, or to the link of whoever has no way in yet."""
    words = _("Đã tạo tài khoản %(name)s.") % {"name": person}
    if person.invitations:
        words = _("Đã tạo tài khoản %(name)s và gửi thư mời tới %(email)s.")
        words %= {"name": person, "email": person.email}
    messages.success(request, words)
    has_way = person.has_usable_password() or person.invitations or settings.OIDC
    if has_way:
        return redirect(person)
    return redirect(f"{reverse('accounts:give_links')}?person={person.pk}")


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person with roles and history; correct the name or address."""
    by, whom = managed(request, pk)
    form = PersonForm(request.POST or None, instance=whom)
    if request.method == "POST" and run_form_action(
        form,
        lambda: actions.edit_user(
            # Read anew: the form has written what was typed into its own instance already.
            user=User.objects.get(pk=pk),
            by=by,
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("accounts:person", pk)
    return render(request, "accounts/person.html", person_page(by, pk, form=form))


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    by, whom = managed(request, pk)
    if request.method != "POST":
        return redirect(whom)
    form = RoleForm(request.POST, coordinator=by)
    if not form.is_valid():
        return render(request, "accounts/person.html", person_page(by, pk, roles=form))
    asked = {"user": whom, "by": by, **form.cleaned_data}
    if roles_need_second_person():
        run_action(
            request,
            lambda: actions.propose_role(change=RoleChange.GIVE, **asked),
            _("Đã gửi đề nghị giao vai trò; người thứ hai xác nhận."),
        )
    else:
        done = _("Đã giao vai trò.")
        run_action(request, lambda: actions.grant_role(**asked), done)
    return redirect("accounts:person", pk)


@require_POST
def revoke(request: HttpRequest, pk: int, assignment_pk: int) -> HttpResponse:
    """Take a role back."""
    by, whom = managed(request, pk)
    assignment = get_object_or_404(
        RoleAssignment.objects.select_related("unit", "user"),
        pk=assignment_pk,
        # A role of somebody else is not taken back from this person's page.
        user=whom,
    )
    if roles_need_second_person():
        run_action(
            request,
            lambda: actions.propose_role(
                user=whom,
                role=assignment.role,
                unit=assignment.unit,
                change=RoleChange.TAKE,
                by=by,
            ),
            _("Đã gửi đề nghị thu hồi vai trò; người thứ hai xác nhận."),
        )
        return redirect(whom)
    done = _("Đã thu hồi vai trò.")
    run_action(request, lambda: actions.revoke_role(assignment=assignment, by=by), done)
    # Whoever took back a role of their own may no longer see the page.
    sees = can_manage_people(fresh(by.pk)) and can_manage(fresh(by.pk), fresh(pk))
    return redirect(
        whom if sees else "accounts:me" if whom == by else "accounts:people"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a new password."""
    by, whom = managed(request, pk)
    if request.method != "POST":
        return redirect(whom)
    form = FirstPasswordForm(request.POST, person=whom)
    if not form.is_valid():
        return render(request, "accounts/person.html", person_page(by, pk, secret=form))
    run_action(
        request,
        lambda: actions.reset_password(user=whom, by=by, **form.cleaned_data),
        _("Đã đặt mật khẩu mới. Xin báo cho người dùng; họ sẽ đổi khi đăng nhập."),
    )
    return redirect(whom)


@require_POST
def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factor from a person who lost it."""
    by, whom = managed(request, pk)
    done = _("Đã gỡ xác thực hai bước của %(name)s; các phiên đang mở đã kết thúc.")
    run_action(
        request,
        lambda: actions.remove_second_factor(user=whom, by=by),
        done % {"name": whom},
    )
    return redirect(whom)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a person a link to set their own password."""
    by, whom = managed(request, pk)
    done = _("Đã gửi liên kết tới %(email)s.") % {"email": whom.email}
    run_action(request, lambda: actions.invite_user(user=whom, by=by), done)
    return redirect(whom)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a person out."""
    by, whom = managed(request, pk)
    done = _("Đã khóa tài khoản.")
    run_action(request, lambda: actions.close_user(user=whom, by=by), done)
    return redirect(whom)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen a closed account."""
    by, whom = managed(request, pk)
    done = _("Đã mở lại tài khoản.")
    run_action(request, lambda: actions.reopen_user(user=whom, by=by), done)
    return redirect(whom)


def fresh(pk: int) -> User:
    """Read a person anew, with the roles as they are now."""
    return get_object_or_404(User, pk=pk)


def managed(request: HttpRequest, pk: int) -> tuple[User, User]:
    """Fetch a person, or answer as if there were none."""
    by, whom = signed_in(request), fresh(pk)
    # 404, so that keys of accounts elsewhere cannot be tried.
    if not can_manage_people(by) or not can_manage(by, whom):
        raise Http404
    return by, whom


def person_page(by: User, pk: int, **forms: Any) -> dict[str, Any]:
    """Put together the page of a person, with forms that hold faults if any do."""
    whom = fresh(pk)
    letter = last_account_mail_to(whom)
    return {
        "person": whom,
        "assignments": whom.assignments.select_related("unit"),
        "conflicts": conflicts_of(whom).filter(standing_on(timezone.localdate())),
        "form": forms.get("form") or PersonForm(instance=whom),
        "roles": forms.get("roles") or RoleForm(coordinator=by),
        "secret": forms.get("secret") or FirstPasswordForm(person=whom),
        "is_oneself": whom == by,
        "by_two": roles_need_second_person(),
        "proposals": [
            row
            for row in (proposals_for(by) if roles_need_second_person() else ())
            if row.user_id == pk
        ],
        "has_second_factor": has_second_factor(whom),
        "may_erase": can_erase(by, whom),
        "mail_is_set": settings.MAIL_IS_SET,
        "letter": letter,
        "lacks_worker": waits_without_worker(letter),
        "lines": with_people(lines_about(whom)[:10]),
    }
