"""Forms of evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.actions import Citation
from opendti_site.assessments.evidence.files import ACCEPTED
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.waiting import (
    WaitingFile,
    keep_waiting,
    waiting_for,
)
from opendti_site.ui.dates import DayInput


class DocumentForm(forms.Form):
    """A document: quoted in words, with its file or without."""

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=120, required=False)
    issued_on = forms.DateField(
        label=_("Ngày ban hành"),
        required=False,
        widget=DayInput(),
    )
    issuer = forms.CharField(
        label=_("Cơ quan ban hành"), max_length=200, required=False
    )
    abstract = forms.CharField(label=_("Trích yếu"), max_length=500, required=False)
    pages = forms.CharField(label=_("Trang, mục"), max_length=120, required=False)
    url = forms.URLField(
        label=_("Đường dẫn"), max_length=600, required=False, assume_scheme="https"
    )
    upload = forms.FileField(
        label=_("Tệp"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF, ảnh PNG/JPEG, tệp Word, Excel hoặc PowerPoint."),
    )
    note = forms.CharField(
        label=_("Dùng cho số liệu nào"), max_length=300, required=False
    )

    def __init__(self, *args: Any, owner: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.waiting: WaitingFile | None = None

    def clean(self) -> None:
        """Bring back the file that waits, where no other was chosen; one that is gone is never left out in silence."""
        token = self.data.get("waiting", "")
        if not token or "upload" in self.errors:
            return
        self.waiting = waiting_for(token, self.owner)
        if self.cleaned_data.get("upload") is not None:
            return
        upload = self.waiting.read() if self.waiting else None
        if upload is None:
            self.waiting = None
            self.add_error("upload", _("Tệp đã chọn không còn chờ; hãy chọn lại tệp."))
        else:
            self.cleaned_data["upload"] = upload

    def keep_waiting(self) -> None:
        """Keep the file of a form whose doubts are to be confirmed."""
        upload = self.files.get("upload")
        if upload is not None:
            self.forget_waiting()
            self.waiting = keep_waiting(upload, self.owner)

    def forget_waiting(self) -> None:
        """Remove the file that waited."""
        if self.waiting is not None:
            self.waiting.forget()
            self.waiting = None

    def citation(self) -> Citation:
        """Return the document in words."""
        names = Citation.__dataclass_fields__
        return Citation(**{name: self.cleaned_data[name] for name in names})


class CorrectionForm(DocumentForm):
    """A document with what is to be corrected; without another file its file stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]  # it is of a citation, not of the document

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        """Return what the fields show at first."""
        return {name: getattr(document, name) for name in Citation.__dataclass_fields__}
