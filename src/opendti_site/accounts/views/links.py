"""Pages for people who have no password, or forgot it."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import consume, get_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from opendti_site.accounts import actions
from opendti_site.accounts.forms import ForgottenForm, OwnPasswordForm
from opendti_site.accounts.links import Link, read_link
from opendti_site.accounts.names import fold_name
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.operations.queries import has_live_worker

GONE = HTTPStatus.NOT_FOUND


@login_not_required
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link to whoever forgot a password; the answer is the same whether or not there is an account."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and settings.MAIL_IS_SET and form.is_valid():
        login = form.cleaned_data["login"]
        if consume(
            request,
            app="allauth.account",
            action="reset_password",
            key=fold_name(login),
        ):
            actions.ask_for_link(login=login, ip=get_ip(request))
            return redirect(reverse("accounts:forgotten") + "?sent=1")
        form.add_error(None, str(get_adapter().error_messages["rate_limited"]))
    context = {
        "form": form,
        "mail_is_set": settings.MAIL_IS_SET,
        "sent": "sent" in request.GET,
        # Of no account in particular: the page says the same whoever asks.
        "lacks_worker": "sent" in request.GET and not has_live_worker(),
    }
    return render(request, "accounts/forgotten.html", context)


@login_not_required
@never_cache
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of a new password to the holder of a valid link."""
    link = read_link(token)
    if link is None:
        return _ended(request)
    form = OwnPasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password_by_link(
                token=token, password=form.cleaned_data["new_password1"]
            )
        except ActionRefusedError:
            return _ended(request)
        return _to_sign_in(request, link)
    context = {"form": form, "person": link.user, "purpose": link.purpose}
    return render(request, "accounts/use_link.html", context)


def _ended(request: HttpRequest) -> HttpResponse:
    context = {"mail_is_set": settings.MAIL_IS_SET}
    return render(request, "accounts/link_ended.html", context, status=GONE)


def _to_sign_in(request: HttpRequest, link: Link) -> HttpResponse:
    """Lead to the sign-in page; whoever was signed in at this browser is signed out."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    words = _("Đã đặt mật khẩu của %(name)s. Xin đăng nhập.") % {"name": link.user}
    messages.success(request, words)
    return redirect("account_login")
