"""Pages of one's own account."""

from __future__ import annotations

from typing import cast

from allauth.account.utils import perform_login
from allauth.account.views import password_change
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts.queries import demo_people, identity_of
from opendti_site.accounts.requests import signed_in


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
    is_signed_in = request.user.is_authenticated
    return JsonResponse({"token": get_token(request), "signed_in": is_signed_in})


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
    context = {
        "assignments": assignments,
        "identity": identity_of(person),
    }
    return render(request, "accounts/me.html", context)
