"""Forms of conflicts of interest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.conflicts import units_for_conflicts
from opendti_site.accounts.forms import RoleUnitField
from opendti_site.accounts.models import User
from opendti_site.ui.dates import DayInput


class ConflictForm(forms.Form):
    """A conflict of interest about a unit."""

    unit = RoleUnitField(
        label=_("Đơn vị"),
        queryset=None,
        empty_label=_("Chọn đơn vị"),
        help_text=_("Gồm cả các đơn vị cấp dưới."),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Ví dụ: từng công tác tại đơn vị đến năm 2025; có người thân là lãnh đạo đơn vị."
        ),
    )
    since = forms.DateField(
        label=_("Từ ngày"), initial=timezone.localdate, widget=DayInput()
    )
    until = forms.DateField(
        label=_("Đến hết ngày"),
        required=False,
        widget=DayInput(),
        help_text=_("Để trống nếu chưa biết."),
    )

    def __init__(self, *args: Any, by: User, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for_conflicts(by, person)  # type: ignore[attr-defined]  # set by the class


class EndConflictForm(forms.Form):
    """Why a conflict of interest is over."""

    end_reason = forms.CharField(label=_("Vì sao không còn xung đột"), max_length=1000)
