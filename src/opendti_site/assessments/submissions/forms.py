"""Forms of a submission's way."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.models import PDF
from opendti_site.assessments.evidence.receiving import ReceivedFile, receive
from opendti_site.assessments.rounds.forms import ZONE, MomentField


class SignedSheetForm(forms.Form):
    """The signed sheet as a PDF."""

    upload = forms.FileField(
        label=_("Phiếu đã ký (PDF)"),
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": _("Hãy chọn tệp PDF.")},
    )

    def clean_upload(self) -> ReceivedFile:
        """Take a PDF alone, by its ending and by its first bytes."""
        (file,) = receive([self.cleaned_data["upload"]])
        if file.content_type != PDF:
            raise forms.ValidationError(_("Hãy chọn tệp PDF."))
        return file


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}))


class UnitExtensionForm(ReasonForm):
    """A new deadline of one unit, with the document that grants it."""

    due_at = MomentField(label=_("Hạn nộp mới của đơn vị"), help_text=ZONE)
    document = forms.CharField(
        label=_("Số văn bản"),
        required=False,
        max_length=100,
        help_text=_("Văn bản cho gia hạn; để trống nếu không có."),
    )


class ReturnForm(ReasonForm):
    """A reason and, past the deadline, a new one."""

    due_at = MomentField(label=_("Hạn nộp lại"), required=False, help_text=ZONE)
