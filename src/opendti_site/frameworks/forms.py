"""Forms that begin a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti.definitions import CODE, IDENTIFIER
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import releases_on_shelf

FILES = (".yaml", ".yml", ".json", ".xlsx", ".docx")


def code_field(*, required: bool = True) -> forms.RegexField:
    """Ask for the code of an index."""
    return forms.RegexField(
        IDENTIFIER,
        label=_("Mã bộ chỉ số"),
        required=required,
        max_length=80,
        help_text=_("Chữ thường không dấu và dấu chấm, ví dụ vn.bct.dti."),
    )


def version_field(*, required: bool = True) -> forms.RegexField:
    """Ask for the version of an index."""
    return forms.RegexField(
        CODE,
        label=_("Phiên bản"),
        required=required,
        max_length=30,
        help_text=_("Ví dụ 2026."),
    )


class EmptyDraftForm(forms.Form):
    """A draft that begins with a name."""

    code = code_field()
    version = version_field()
    title_vi = forms.CharField(label=_("Tên tiếng Việt"), max_length=300)
    title_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=300, required=False)


class CopyDraftForm(forms.Form):
    """A new version of what is on the shelf."""

    release = forms.ModelChoiceField(
        FrameworkRelease.objects.none(), label=_("Chép từ")
    )
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"] = ReleaseField(
            releases_on_shelf(), label=_("Chép từ"), empty_label=None
        )


class ReleaseField(forms.ModelChoiceField[FrameworkRelease]):
    """A choice among releases by title and version."""

    def label_from_instance(self, obj: FrameworkRelease) -> str:
        """Write title and version."""
        return f"{obj.title}, {obj.version_words}"


class FileDraftForm(forms.Form):
    """A draft from a file: a framework, or an official annex."""

    file = forms.FileField(
        label=_("Tệp"),
        widget=forms.FileInput(
            attrs={"accept": ",".join(FILES), "class": "form-control"}
        ),
        help_text=_(
            "YAML hoặc JSON của bộ chỉ số, hoặc phụ lục quyết định dạng XLSX, DOCX."
        ),
    )
    code = code_field(required=False)
    version = version_field(required=False)
    part = forms.IntegerField(
        label=_("Phụ lục thứ mấy trong tệp"),
        min_value=1,
        required=False,
        help_text=_("Khi tệp có nhiều phụ lục; để trống là phụ lục đầu."),
    )
    title_vi = forms.CharField(
        label=_("Tên tiếng Việt"), max_length=300, required=False
    )

    def clean_file(self) -> Any:
        """Refuse what no framework can be."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(_("Tệp quá lớn."))
        if not file.name.lower().endswith(FILES):
            raise forms.ValidationError(_("Cần tệp YAML, JSON, XLSX hoặc DOCX."))
        return file
