"""Where allauth asks how to treat identities of a provider."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
)
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.socialaccount.adapter import (
    DefaultSocialAccountAdapter,
    _build_apps_from_settings,
)
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from opendti_site.accounts.actions import (
    follow_groups,
    link_identity,
    person_of_claims,
)
from opendti_site.accounts.identities import Claims, claims_of
from opendti_site.accounts.models import User
from opendti_site.accounts.signing_in import person_named, shortened
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.language import in_language

END_SESSION = "oidc_end_session"
"""In the session: where the provider's own session is ended."""


class ProviderAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is not typed
    """Takes what the provider answers, and keeps no more of it than is needed."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002 -- the interface's shape
        """Return one address for all languages: it is registered at the provider."""
        path = reverse("openid_connect_callback", args=[self.provider_id])
        return request.build_absolute_uri(in_language(path, settings.LANGUAGE_CODE))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **answer: Any
    ) -> SocialLogin:
        """Check that both answers are about one person, and read the claims.

        The identity token comes straight from the provider, over TLS. The other answer is bound to
        nothing but an access token, so its subject must be the same (OpenID Connect Core, 5.3.2).
        """
        login = super().complete_login(request, app, token, **answer)
        answers = login.account.extra_data
        vouched, info = answers.get("id_token") or {}, answers.get("userinfo") or {}
        if not vouched.get("sub") or info.get("sub", vouched["sub"]) != vouched["sub"]:
            message = "the provider's answers speak of two people"
            raise OAuth2Error(message)
        # The signed token last, so that its claims stand where both have them.
        login.claims = claims_of(str(vouched["sub"]), {**info, **vouched})
        login.account.extra_data = {}
        login.end_session = self._end_session_url(request, app, answer["response"])
        return login

    def _end_session_url(
        self, request: HttpRequest, app: SocialApp, response: dict[str, Any]
    ) -> str:
        endpoint = self.openid_config.get("end_session_endpoint")
        if not endpoint:
            return ""
        query = {
            "client_id": app.client_id,
            "id_token_hint": response["id_token"],
            "post_logout_redirect_uri": request.build_absolute_uri("/"),
        }
        return f"{endpoint}?{urlencode(query)}"


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Decides whose account an identity opens. Providers come from the settings alone."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002 -- the interface's shape
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """List the provider of the settings; a row that somebody wrote into a table is none."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_provider(self, *asked: Any, **more: Any) -> Any:
        """Return a provider that leads to it and takes its answer by one adapter, so from one address."""
        found = super().get_provider(*asked, **more)
        found.oauth2_adapter_class = ProviderAdapter
        return found

    def is_open_for_signup(self, *_asked: Any) -> bool:
        """Refuse self sign-up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link an identity, or find its account; stop with a page where there is none."""
        sociallogin.token = None  # nothing else is asked of the provider
        claims = sociallogin.claims
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(_linked(request, claims))
        if request.user.is_authenticated:
            self._account_adapter(request).logout(request)
        if not sociallogin.is_existing:
            user = account_of(request, claims)
            sociallogin.user = user
            sociallogin.account = SocialAccount.objects.get(
                user=user, provider=claims.provider
            )
        if sociallogin.user.is_active:
            follow_groups(user=sociallogin.user, claims=claims)
        request.session[END_SESSION] = sociallogin.end_session

    @staticmethod
    def _account_adapter(request: HttpRequest) -> Any:
        from allauth.account.adapter import get_adapter  # noqa: PLC0415 -- the two adapters ask each other

        return get_adapter(request)


def account_of(request: HttpRequest, claims: Claims) -> User:
    """Find or make the account of an identity; stop with a page where there is none, or it has another way in."""
    try:
        user = person_of_claims(claims=claims)
    except ActionRefusedError as refusal:
        raise ImmediateHttpResponse(_refused(request, claims, str(refusal))) from None
    if user is None:
        raise ImmediateHttpResponse(_unknown(request, claims))
    return user


def _linked(request: HttpRequest, claims: Claims) -> HttpResponse:
    """Link an identity to whoever is signed in and has just confirmed the password."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if not did_recently_reauthenticate(request):
        return redirect("accounts:link_identity")
    try:
        linked = link_identity(user=request.user, claims=claims, by=request.user)
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        update_session_auth_hash(
            request, linked.user
        )  # of all sessions, this one stays
        messages.success(request, _("Đã gắn tài khoản với danh tính này."))
    return redirect("accounts:me")


def _unknown(request: HttpRequest, claims: Claims) -> HttpResponse:
    """Answer somebody whom the provider knows and this site does not."""
    name = shortened(claims.username or claims.subject)
    record(
        "identity_unknown",
        "accounts.User",
        by=None,
        name=name,
        ip=get_ip(request),
        provider=claims.provider,
    )
    return _page(request, claims)


def _refused(request: HttpRequest, claims: Claims, refusal: str) -> HttpResponse:
    """Answer somebody whose name is that of an account which has another way in."""
    user = person_named(claims.username)
    address = get_ip(request)
    record(
        "identity_refused",
        user or "accounts.User",
        by=None,
        ip=address,
        provider=claims.provider,
    )
    return _page(request, claims, refusal)


def _page(request: HttpRequest, claims: Claims, refusal: str = "") -> HttpResponse:
    context = {"name": claims.full_name, "refusal": refusal}
    return render(request, "accounts/identity_unknown.html", context, status=403)
