"""Forms of signing in."""

from __future__ import annotations

from allauth.account.forms import ChangePasswordForm, LoginForm


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is not typed
    """Name and password."""


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth is not typed
    """A new password."""
