"""Forms of signing in and of people."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MFAReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import Role
from opendti_site.accounts.list_cells import COLUMNS
from opendti_site.accounts.models import User
from opendti_site.accounts.names import fold_name
from opendti_site.accounts.queries import units_coordinated_by
from opendti_site.ui.list_tables.forms import ListFileForm

STEP = "\N{EM SPACE}"
NAMES = ("username", "full_name", "email")


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is not typed
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = _("Tên đăng nhập hoặc thư điện tử"), _("Mật khẩu")
        name.widget.attrs = {"autocomplete": "username", "autofocus": True}
        password.help_text = ""
        # allauth repeats the label as a placeholder, which disappears while one types.
        password.widget.attrs.pop("placeholder", None)


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth is not typed
    """A new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Mật khẩu hiện tại"),
            "password1": _("Mật khẩu mới"),
            "password2": _("Nhập lại mật khẩu mới"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        # allauth links to its own page for a forgotten password, which this site replaces.
        self.fields["oldpassword"].help_text = ""


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The password once more, before a change that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


def _name_code(field: forms.Field) -> None:
    field.label = _("Mã xác thực")
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "text",
        "autofocus": True,
    }


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The second factor, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self.fields["code"])


class ConfirmCodeForm(MFAReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The second factor once more, before a change that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self.fields["code"])


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth is not typed
    """The first code of a new device."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self.fields["code"])


class RoleUnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # a unit is known by name only
    """A choice among units, stepped in by their depth."""

    def label_from_instance(self, obj: Model) -> str:
        """Write the name of a unit under its parent."""
        depth = getattr(obj, "path", "/").count("/") - 1
        return STEP * depth + str(obj)


class RoleForm(forms.Form):
    """A role over a unit."""

    # None is chosen beforehand: the first in the list has the most rights.
    role = forms.ChoiceField(
        label=_("Vai trò"), choices=[("", _("Chọn vai trò")), *Role.choices]
    )
    unit = RoleUnitField(
        label=_("Đơn vị"),
        queryset=None,
        empty_label=_("Chọn đơn vị"),
        help_text=_("Vai trò có hiệu lực với đơn vị này và mọi đơn vị cấp dưới."),
    )

    def __init__(self, *args: Any, coordinator: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_coordinated_by(coordinator)  # type: ignore[attr-defined]  # set by the class


class PersonForm(forms.ModelForm[User]):
    """Name and address of a person."""

    class Meta:
        model = User
        fields = ["full_name", "email"]
        labels = {"full_name": _("Họ và tên"), "email": _("Thư điện tử")}

    def clean_email(self) -> str:
        """Refuse an address that someone else signs in with."""
        # People sign in with either name or address, so both are compared in one form.
        email = fold_name(str(self.cleaned_data["email"]))
        # Letters of other scripts may look like those of somebody else's address.
        if not email.isascii():
            raise forms.ValidationError(_("Địa chỉ thư chỉ gồm chữ không dấu."))
        others = User.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Đã có người dùng địa chỉ thư này."))
        return email


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    login = forms.CharField(
        label=_("Tên đăng nhập hoặc thư điện tử"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class OwnPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new password, twice, by whoever has a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Mật khẩu mới")
        self.fields["new_password2"].label = _("Nhập lại mật khẩu mới")
        self.fields["new_password2"].help_text = ""


class FirstPasswordForm(forms.Form):
    """A password that a coordinator hands over."""

    password = forms.CharField(
        label=_("Mật khẩu ban đầu"),
        # Shown as it is typed: the coordinator has to hand it over. Spelling checkers of browsers
        # may send the text of a field to their maker.
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=password_validators_help_text_html,
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Validate the password by everyone's rules, and against the person's names."""
        values = super().clean() or self.cleaned_data
        # Not saved: the validators compare the password with the names of a person who is still
        # to be created.
        person = self.person or User(**{
            name: str(values.get(name) or "") for name in NAMES
        })
        if password := values.get("password"):
            try:
                validate_password(str(password), person)
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return values


class NewPersonForm(FirstPasswordForm, RoleForm, PersonForm):
    """A new person with a first role, who gets a link unless a password is set here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.required = False
        field.help_text = (
            _("Để trống: hệ thống gửi thư mời để người này tự đặt mật khẩu.")
            if settings.MAIL_IS_SET
            else _("Để trống: bước sau cấp liên kết để người này tự đặt mật khẩu.")
        )

    def clean(self) -> dict[str, Any]:
        """Ask for an address where somebody is to be invited."""
        values = super().clean()
        if not settings.MAIL_IS_SET:
            return values
        has_way = values.get("password") or values.get("email")
        # One message is enough where either field is refused already.
        if not has_way and not {"password", "email"} & self.errors.keys():
            self.add_error(
                "email", _("Cần địa chỉ thư để gửi thư mời, hoặc mật khẩu ban đầu.")
            )
        return values

    class Meta(PersonForm.Meta):
        fields = ["full_name", "username", "email"]
        labels = PersonForm.Meta.labels | {"username": _("Tên đăng nhập")}
        help_texts = {"username": _("Chữ không dấu, số và . + - _")}


class PeopleListForm(ListFileForm):
    """A list of people as a file."""

    columns = COLUMNS


class WriteListForm(forms.Form):
    """The list that was shown, to be written."""

    held = forms.CharField(widget=forms.HiddenInput)
    invite = forms.BooleanField(
        label=_("Gửi thư mời đặt mật khẩu cho người mới"), required=False
    )
