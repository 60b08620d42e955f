"""Forms of a submission's way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.models import PDF
from opendti_site.assessments.evidence.receiving import ReceivedFile, receive
from opendti_site.assessments.rounds.forms import ZONE, MomentField
from opendti_site.assessments.submissions.sheets.columns import FORMAT, known_headings
from opendti_site.assessments.submissions.sheets.reading import with_headings
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.organisations.models import Unit
from opendti_site.ui.list_tables.bridge import ListTable, read_table
from opendti_site.ui.list_tables.forms import ListFileForm


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


class FilledSheetForm(ListFileForm):
    """A form's spreadsheet that was filled in."""

    file = forms.FileField(
        label=_("Bảng tính đã điền"),
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "form-control"}),
        help_text=_("Tệp XLSX tải từ chính hồ sơ này."),
    )

    def table(self) -> ListTable:
        """Read the file; its columns are those of either language."""
        file = self.cleaned_data["file"]
        names, mark = tuple(known_headings()), f"{FORMAT}/"
        content = file.read()
        return with_headings(
            read_table(file.name, content, names, mark=mark, exact=True)
        )

    def clean_file(self) -> Any:
        """Refuse what is no XLSX by its ending."""
        file = super().clean_file()
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError(_("Cần tệp XLSX."))
        return file


class WriteSheetForm(forms.Form):
    """The spreadsheet whose changes were shown."""

    held = forms.CharField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}))


class UnitActForm(ReasonForm):
    """A reason with the number of the document that orders the act."""

    document = forms.CharField(
        label=_("Số văn bản"),
        required=False,
        max_length=100,
        help_text=_("Để trống nếu không có văn bản."),
    )


class AdmissionForm(UnitActForm):
    """A unit that joins an open round, in a block."""

    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label=_("Đơn vị"),
        empty_label=_("Chọn đơn vị"),
    )
    block = forms.ChoiceField(label=_("Khối"))
    due_at = MomentField(
        label=_("Hạn nộp riêng"),
        required=False,
        help_text=_("Cần có khi hạn nộp của kỳ đã qua; để trống nếu theo hạn chung."),
    )

    def __init__(
        self,
        *args: Any,
        units: QuerySet[Unit],
        blocks: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a choice of rows
        self.fields["block"].choices = [("", _("Chọn khối")), *blocks]  # type: ignore[attr-defined]  # a choice
        self.order_fields(["unit", "block", "due_at", "document", "reason"])


class BlockForm(UnitActForm):
    """Another block for a unit."""

    block = forms.ChoiceField(label=_("Khối mới"))

    def __init__(
        self, *args: Any, blocks: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].choices = [("", _("Chọn khối")), *blocks]  # type: ignore[attr-defined]  # a choice
        self.order_fields(["block", "document", "reason"])


class VersionField(forms.ModelChoiceField[FrameworkRelease]):
    """A choice among the releases of one framework by their versions."""

    def label_from_instance(self, obj: FrameworkRelease) -> str:
        """Write the version first: the titles are mostly the same, and long."""
        return f"{obj.framework_version} – {obj.title}"


class FrameworkChoiceForm(forms.Form):
    """Another release of a round's framework, to be looked at."""

    release = VersionField(
        queryset=FrameworkRelease.objects.none(),
        to_field_name="identity",
        widget=forms.Select(attrs={"class": "form-select"}),
        label=_("Phiên bản mới"),
        empty_label=_("Chọn phiên bản"),
    )

    def __init__(
        self, *args: Any, releases: QuerySet[FrameworkRelease], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["release"]
        field.queryset = releases  # type: ignore[attr-defined]  # a choice of rows


class FrameworkChangeForm(ReasonForm):
    """The document that orders another framework, the reason, and the preview that was seen."""

    document = forms.CharField(label=_("Số văn bản"), max_length=100)
    seen = forms.CharField(widget=forms.HiddenInput())

    field_order = ("document", "reason", "seen")


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
