"""Where allauth asks this site how to behave."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import RateLimitUsage, consume, get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.actions import change_password
from opendti_site.accounts.encryption import decrypt, encrypt
from opendti_site.accounts.known_devices import device_of, remember_device
from opendti_site.accounts.models import User
from opendti_site.accounts.names import fold_name
from opendti_site.accounts.providers import END_SESSION
from opendti_site.accounts.signing_in import (
    login_of,
    person_named,
    record_failed_sign_in,
    record_lockout,
)
from opendti_site.audit.actions import record
from opendti_site.ui.language import in_language

TOO_MANY = "too_many_login_attempts"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Accounts are made by coordinators, never by visitors."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu chưa đúng."),
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "account_inactive": _("Tài khoản này đã bị khóa."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        TOO_MANY: _("Đăng nhập sai quá nhiều lần. Xin chờ vài phút rồi thử lại."),
        "rate_limited": _("Quá nhiều yêu cầu. Xin chờ một lát rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- the interface's shape
        """Refuse self sign-up."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Change a person's own password."""
        change_password(user=user, password=password)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt before it is made, and refuse one too many.

        Strangers are counted by account and address, by address, and by account; a browser
        from which the person has signed in before is counted by itself alone.
        """
        user = person_named(login_of(credentials))
        # A browser of the person is counted apart, so that strangers who guess cannot lock the
        # person out.
        device = device_of(request, user)
        action = "login_failed_known" if device else "login_failed"
        account = str(user.pk) if user else fold_name(login_of(credentials))
        keys = [f"{account}:{device or get_ip(request)}"]
        if not device:
            # By account alone: a guess from a thousand addresses is one attack on one account.
            keys.append(f"{account}:anywhere")
        used = [
            consume(request, app="allauth.account", action=name, key=key)
            for name, key in zip([action, "login_failed_anywhere"], keys, strict=False)
        ]
        # allauth gives the attempts back after a success by this attribute.
        self._login_failed_rl_usage = RateLimitUsage([
            usage for limits in used if limits for usage in limits.usage
        ])
        if not all(used):
            record_lockout(request, login_of(credentials))
            raise self.validation_error(TOO_MANY)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record an audit line about a wrong name or password."""
        record_failed_sign_in(request, login_of(credentials))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the provider's own sign-out, where the session began there."""
        url: str = request.session.get(END_SESSION) or super().get_logout_redirect_url(
            request
        )
        return url

    def pre_login(
        self, request: HttpRequest, user: User, **hooks: Any
    ) -> HttpResponse | None:
        """Keep the people of a demo out of a real site."""
        if user.demo and not settings.DEMO:
            return HttpResponseRedirect(reverse("account_inactive"))
        answer: HttpResponse | None = super().pre_login(request, user, **hooks)
        return answer

    def post_login(
        self, request: HttpRequest, user: User, **hooks: Any
    ) -> HttpResponse:
        """Record the sign-in, and lead to pages in the person's language."""
        record("sign_in", user, by=user)
        answer: HttpResponse = super().post_login(request, user, **hooks)
        remember_device(request, answer, user)
        prefers_another = user.language != settings.LANGUAGE_CODE
        # Only within the site: a provider's address has no language of ours.
        if prefers_another and answer.headers.get("Location", "").startswith("/"):
            answer["Location"] = in_language(answer["Location"], user.language)
        return answer


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """The second factor, with this site's words; its secrets lie encrypted."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret from the database."""
        return decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 -- the interface's shape
        """Name a new passkey by its number; its owner may choose another name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Khóa %(number)d") % {"number": number}

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Mã chưa đúng hoặc đã hết hạn."),
        "rate_limited": _("Quá nhiều lần thử. Xin chờ vài phút rồi thử lại."),
        "cannot_delete_authenticator": _("Không thể tắt xác thực hai bước."),
        "cannot_generate_recovery_codes": _(
            "Cần bật xác thực hai bước trước khi tạo mã dự phòng."
        ),
    }
