"""Forms of passkeys."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
)
from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.signing_in import record_failed_passkey

NAME_LENGTH = 100


def _name_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Tên khóa"),
        required=required,
        max_length=NAME_LENGTH,
        help_text=_("Để nhận ra khóa, ví dụ: điện thoại của tôi."),
    )


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """A new passkey."""

    name = _name_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.label = _("Đăng nhập được chỉ bằng khóa này, không cần mật khẩu")
        alone.help_text = _("Thiết bị sẽ hỏi vân tay, khuôn mặt hoặc mã PIN.")


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """Another name for a passkey."""

    instance: Authenticator
    name = _name_field(required=True)

    @transaction.atomic
    def save(self) -> Authenticator:
        """Write the row as it is by now, with its line; a key that was removed meanwhile stays removed."""
        rows = Authenticator.objects.select_for_update(no_key=True)
        self.instance = get_object_or_404(rows, pk=self.instance.pk)
        return super().save()


class FailureLine:
    """Leaves a line in the audit chain where a passkey is none of the person's."""

    def clean_credential(self) -> Authenticator:
        """Read which key it is."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form beside it
        except forms.ValidationError:
            record_failed_passkey(context.request, getattr(self, "user", None))
            raise


class PasskeyCodeForm(FailureLine, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """A passkey as the second factor."""


class PasskeySignInForm(FailureLine, LoginWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """A passkey instead of name and password."""
