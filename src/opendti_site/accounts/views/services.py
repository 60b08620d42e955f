"""Pages of service accounts, by which programs come in."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from opendti_site.accounts import actions
from opendti_site.accounts.actions import IssuedToken, ServiceScope
from opendti_site.accounts.models import ServiceAccount, User
from opendti_site.accounts.page_actions import run_action, run_form_action
from opendti_site.accounts.permissions import can_manage_people
from opendti_site.accounts.queries import service_accounts_for
from opendti_site.accounts.requests import signed_in
from opendti_site.accounts.service_forms import RotateTokenForm, ServiceAccountForm
from opendti_site.audit.queries import lines_about, with_people
from opendti_site.ui.paging import page_of


def _coordinator(request: HttpRequest) -> User:
    if not can_manage_people(request.user):
        raise PermissionDenied
    return signed_in(request)


def _managed(request: HttpRequest, pk: int) -> tuple[User, ServiceAccount]:
    """Return who asks, and an account of a unit that they coordinate; 404 for any other."""
    by = signed_in(request)
    return by, get_object_or_404(service_accounts_for(by), pk=pk)


@require_safe
def service_accounts(request: HttpRequest) -> HttpResponse:
    """List the service accounts of the units that one coordinates."""
    by = _coordinator(request)
    page = page_of(request, service_accounts_for(by), 50)
    return render(request, "accounts/service_accounts.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add_service_account(request: HttpRequest) -> HttpResponse:
    """Make a service account, and show its first token once."""
    by = _coordinator(request)
    form = ServiceAccountForm(request.POST or None, by=by)
    made: list[IssuedToken] = []
    if request.method == "POST" and run_form_action(
        form, lambda: made.append(_created(form, by))
    ):
        return _shown_once(request, made[0])
    return render(request, "accounts/add_service_account.html", {"form": form})


def _created(form: ServiceAccountForm, by: User) -> IssuedToken:
    data = form.cleaned_data
    return actions.create_service_account(
        name=data["name"],
        unit=data["unit"],
        scope=ServiceScope(data["verbs"], data["items"], data["addresses"]),
        expires_at=data["expires_on"],
        by=by,
    )


def _shown_once(request: HttpRequest, issued: IssuedToken) -> HttpResponse:
    context = {
        "text": issued.text,
        "token": issued.token,
        "account": issued.token.account,
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "accounts/service_token.html", context)


@require_safe
def service_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a service account: its scope, its tokens, its lines of the log."""
    _by, account = _managed(request, pk)
    return _account_page(request, account, RotateTokenForm())


def _account_page(
    request: HttpRequest,
    account: ServiceAccount,
    form: RotateTokenForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "account": account,
        "tokens": list(account.tokens.all())[::-1],
        "live": account.live_tokens,
        "may_rotate": len(account.live_tokens) < actions.MAX_LIVE_TOKENS,
        "form": form,
        "lines": with_people(lines_about(account)[:10]),
    }
    return render(request, "accounts/service_account.html", context, status=status)


@require_POST
@never_cache
def rotate_service_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account another token, and show it once."""
    by, account = _managed(request, pk)
    form = RotateTokenForm(request.POST)
    made: list[IssuedToken] = []

    def act() -> None:
        data = form.cleaned_data
        overlap = dt.timedelta(days=data["overlap"])
        made.append(
            actions.rotate_service_token(
                account, expires_at=data["expires_on"], overlap=overlap, by=by
            )
        )

    if run_form_action(form, act):
        return _shown_once(request, made[0])
    return _account_page(request, account, form, status=422)


@require_POST
def revoke_service_token(request: HttpRequest, pk: int, token_pk: int) -> HttpResponse:
    """End one token."""
    by, account = _managed(request, pk)
    token = get_object_or_404(account.tokens, pk=token_pk)
    run_action(
        request,
        lambda: actions.revoke_service_token(token, by=by),
        _("Đã thu hồi mã %(prefix)s.") % {"prefix": token.prefix},
    )
    return redirect(account)


@require_POST
def close_service_account(request: HttpRequest, pk: int) -> HttpResponse:
    """End the account with all its tokens."""
    by, account = _managed(request, pk)
    run_action(
        request,
        lambda: actions.close_service_account(account, by=by),
        _("Đã đóng tài khoản dịch vụ."),
    )
    return redirect(account)
