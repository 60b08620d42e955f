"""Pages of signing in with a provider of OpenID Connect."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from opendti_site.accounts import actions
from opendti_site.accounts.providers import ProviderAdapter
from opendti_site.accounts.requests import signed_in
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.language import in_language

logger = logging.getLogger(__name__)

BEGAN_IN = "oidc_began_in"
"""In the session: the language of the page that led to the provider."""


@login_not_required
@never_cache
@require_POST
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider."""
    adapter = provider(request, provider_id)
    request.session[BEGAN_IN] = get_language()
    return _answered(request, OAuth2LoginView.adapter_view(adapter))


@login_not_required
@never_cache
@require_safe
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider answers, in the language of the page where it began.

    The provider knows one address, the Vietnamese one: whoever began in English goes on below /en/.
    """
    began_in = request.session.pop(BEGAN_IN, None)
    if began_in not in {None, get_language()}:
        return redirect(in_language(request.get_full_path(), began_in))
    adapter = provider(request, provider_id)
    return _answered(request, OAuth2CallbackView.adapter_view(adapter))


def _answered(
    request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """Show a message that the provider does not answer, or lacks an endpoint that is needed."""
    try:
        return view(request)
    except (RequestException, KeyError):
        logger.exception("the provider of OpenID Connect")
        page = "socialaccount/authentication_error.html"
        return render(request, page, status=HTTPStatus.SERVICE_UNAVAILABLE)


@login_not_required
@never_cache
@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    """Go back to the sign-in page."""
    messages.info(request, _("Chưa đăng nhập: việc đăng nhập đã được hủy."))
    return redirect("account_login")


@require_safe
def link_identity(request: HttpRequest) -> HttpResponse:
    """Offer to link one's account, once the password was confirmed."""
    if settings.OIDC is None:
        raise Http404
    return cast("HttpResponse", _offer(request))


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is not typed
def _offer(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_identity.html", {"oidc": settings.OIDC})


@require_POST
def unlink_identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the link of one's own account."""
    by = signed_in(request)
    identity = get_object_or_404(SocialAccount, pk=pk, user=by)
    try:
        actions.unlink_identity(identity=identity, by=by)
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã gỡ liên kết."))
    return redirect("accounts:me")


def provider(request: HttpRequest, provider_id: str) -> ProviderAdapter:
    """Return the adapter of the provider of the settings; any other is not there."""
    if settings.OIDC is None or settings.OIDC.provider_id != provider_id:
        raise Http404
    return ProviderAdapter(request, provider_id)
