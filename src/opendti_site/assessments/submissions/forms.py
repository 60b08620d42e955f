"""Forms of a submission's way."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.rounds.forms import ZONE, MomentField


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(ReasonForm):
    """A reason and, past the deadline, a new one."""

    due_at = MomentField(label=_("Hạn nộp lại"), required=False, help_text=ZONE)
