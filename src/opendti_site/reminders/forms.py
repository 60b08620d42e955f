"""Forms of reminders."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from opendti_site.reminders.enums import ReminderMode

NOTE_LENGTH = 1000


class ReminderChoiceForm(forms.Form):
    """How a person wants to be reminded."""

    mode = forms.ChoiceField(label=_("Thư nhắc việc"), choices=ReminderMode.choices)


class UnitReminderForm(forms.Form):
    """Which forms a coordinator writes about, and what they add."""

    submissions = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Lời nhắn thêm trong thư"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    again = forms.BooleanField(
        label=_("Gửi lại cả cho người vừa nhận thư"), required=False
    )

    def clean_submissions(self) -> list[int]:
        """Read the keys of the forms."""
        keys = self.cleaned_data["submissions"].split(",")
        if not all(key.isdecimal() and len(key) < 19 for key in keys):  # noqa: PLR2004 -- digits of a key
            raise forms.ValidationError(_("Danh sách đơn vị không đọc được."))
        return [int(key) for key in keys]
