"""Forms of evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.actions import Citation
from opendti_site.assessments.evidence.files import ACCEPTED
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.receiving import MAX_FILES, receive
from opendti_site.assessments.evidence.waiting import (
    WaitingFile,
    keep_waiting,
    waiting_for,
)
from opendti_site.ui.dates import DayInput

IDENTIFYING = "number", "abstract", "url", "upload"
"""Fields of which a document has at least one."""


class FilesInput(forms.FileInput):
    """One field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, or none: a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": ACCEPTED}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """Clean each file as a single one."""
        return [super(FilesField, self).clean(file, initial) for file in data or ()]


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
        label=_("Đường dẫn"),
        max_length=600,
        required=False,
        assume_scheme="https",
        # Browsers refuse an address without `https://` in a field of type "url".
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    upload = FilesField(
        label=_("Tệp"),
        required=False,
        help_text=_(
            "Một hoặc nhiều tệp PDF, ảnh PNG/JPEG, Word, Excel hoặc PowerPoint; tối đa 10 tệp."
        ),
    )
    note = forms.CharField(
        label=_("Dùng cho số liệu nào"),
        max_length=300,
        required=False,
        help_text=_("Ví dụ: số liệu a."),
    )

    def __init__(self, *args: Any, owner: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        for name in IDENTIFYING:
            self.fields[name].is_needed_for_act = True  # type: ignore[attr-defined]  # a mark of ours
        self.waiting: list[WaitingFile] = []

    def clean(self) -> None:
        """
        Bring back the files that wait, where no others were chosen, and recognise all.

        One that is gone is never left out in silence.
        """
        if "upload" in self.errors:
            return
        tokens = (
            self.data.getlist("waiting") if isinstance(self.data, QueryDict) else []
        )
        found = [waiting_for(token, self.owner) for token in tokens[:MAX_FILES]]
        self.waiting = [file for file in found if file is not None]
        uploads = self.cleaned_data["upload"]
        if not uploads:
            back = [file.read() for file in self.waiting]
            uploads = [upload for upload in back if upload is not None]
            if len(uploads) < len(tokens):
                self.waiting = []
                words = _("Tệp đã chọn không còn chờ; hãy chọn lại tệp.")
                self.add_error("upload", words)
                return
        self._receive(uploads)

    def _receive(self, uploads: list[UploadedFile[bytes]]) -> None:
        """Recognise the files here: an action holds locks, and reading takes seconds."""
        try:
            self.cleaned_data["upload"] = receive(uploads)
        except forms.ValidationError as fault:
            self.add_error("upload", fault)

    def keep_waiting(self) -> None:
        """Keep the files of a form whose doubts are to be confirmed."""
        uploads = self.files.getlist("upload") if self.files else []
        if uploads:
            self.forget_waiting()
            self.waiting = [keep_waiting(upload, self.owner) for upload in uploads]

    def forget_waiting(self) -> None:
        """Remove the files that waited."""
        for file in self.waiting:
            file.forget()
        self.waiting = []

    def citation(self) -> Citation:
        """Return the document in words."""
        names = Citation.__dataclass_fields__
        return Citation(**{name: self.cleaned_data[name] for name in names})


class CorrectionForm(DocumentForm):
    """A document with what is to be corrected; files that are not dropped stay."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        names = Citation.__dataclass_fields__
        words = {name: getattr(document, name) for name in names}
        super().__init__(*args, initial=words, **kwargs)
        del self.fields["note"]  # it is of a citation, not of the document
        self.document = document
        self.fields["dropped"] = forms.TypedMultipleChoiceField(
            label=_("Bỏ tệp"),
            required=False,
            coerce=int,
            choices=[(file.order, file.name) for file in document.files],
        )

    @property
    def dropped_orders(self) -> list[int]:
        """The files that are marked to be dropped, as the page shows them again."""
        marked = self["dropped"].value() or []
        return [file.order for file in self.document.files if str(file.order) in marked]
