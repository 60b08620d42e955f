"""The form in which a list is sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti_site.ui.list_tables.bridge import ListTable, read_table

LISTS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
"""Endings of files that a list is read from."""


class ListFileForm(forms.Form):
    """A list as a file; a capability names its columns."""

    columns: ClassVar[tuple[str, ...]] = ()
    file = forms.FileField(
        label=_("Tệp danh sách"),
        widget=forms.FileInput(
            attrs={"accept": ",".join(LISTS), "class": "form-control"}
        ),
        help_text=_(
            "CSV (UTF-8) hoặc XLSX; dòng đầu là tên các cột như trong tệp mẫu."
        ),
    )

    def table(self) -> ListTable:
        """Read the file; raise ListRefusedError with what is wrong."""
        file = self.cleaned_data["file"]
        return read_table(file.name, file.read(), self.columns)

    def clean_file(self) -> Any:
        """Refuse a file that no list can be."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(LISTS):
            raise forms.ValidationError(_("Cần tệp CSV hoặc XLSX."))
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(_("Tệp quá lớn."))
        return file
