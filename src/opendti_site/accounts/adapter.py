"""Where allauth asks this site how to behave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.actions import record
from opendti_site.ui.language import remember_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from opendti_site.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Accounts are made by coordinators, never by visitors."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu chưa đúng."),
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "account_inactive": _("Tài khoản này đã bị khóa."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "too_many_login_attempts": _(
            "Đăng nhập sai quá nhiều lần. Xin chờ vài phút rồi thử lại."
        ),
        "rate_limited": _("Quá nhiều yêu cầu. Xin chờ một lát rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- the interface's shape
        """Refuse self sign-up."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Change a person's own password, and leave a line."""
        with transaction.atomic():
            super().set_password(user, password)
            record("change_password", user, by=user, seals=[user])

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
        """Leave a line in the chain, and speak the person's language."""
        record("sign_in", user, by=user)
        answer: HttpResponse = super().post_login(request, user, **hooks)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(answer, user.language)
        return answer


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """The second factor, with this site's words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Mã chưa đúng hoặc đã hết hạn."),
        "rate_limited": _("Quá nhiều lần thử. Xin chờ vài phút rồi thử lại."),
        "cannot_delete_authenticator": _("Không thể tắt xác thực hai bước."),
        "cannot_generate_recovery_codes": _(
            "Cần bật xác thực hai bước trước khi tạo mã dự phòng."
        ),
    }
