"""Forms of units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.organisations.list_cells import COLUMNS, code_fault
from opendti_site.organisations.models import Unit
from opendti_site.organisations.queries import units_visible_to
from opendti_site.ui.list_tables.bridge import disguise_words
from opendti_site.ui.list_tables.forms import ListFileForm

STEP = "\N{EM SPACE}"
DAY = "%d/%m/%Y"


class UnitField(forms.ModelChoiceField[Unit]):
    """A choice among units, stepped in by their depth."""

    def label_from_instance(self, obj: Unit) -> str:
        """Write the name of a unit under its parent."""
        return STEP * obj.depth + obj.name


class UnitForm(forms.ModelForm[Unit]):
    """Everything about a unit; the version says what its editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    parent = UnitField(
        label=_("Đơn vị cấp trên"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Chọn đơn vị"),
    )

    class Meta:
        model = Unit
        fields = [
            "code",
            "name",
            "short_name",
            "name_en",
            "kind",
            "block",
            "parent",
            "opened_on",
            "closed_on",
        ]
        labels = {
            "code": _("Mã"),
            "name": _("Tên đơn vị"),
            "short_name": _("Tên ngắn"),
            "name_en": _("Tên tiếng Anh"),
            "kind": _("Loại"),
            "block": _("Khối"),
            "opened_on": _("Ngày thành lập"),
            "closed_on": _("Ngày kết thúc"),
        }
        help_texts = {
            "code": _("Không dấu, không khoảng trắng; dùng để khớp dữ liệu các năm."),
            "block": _(
                "Mã khối trong bộ chỉ số, ví dụ services (có dịch vụ công), no_services (không có)."
            ),
            "opened_on": _("Dạng 31/12/2026."),
            "closed_on": _("Để trống nếu đang hoạt động."),
        }

    def __init__(self, *args: Any, editor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        self._offer_parents(units_visible_to(editor, Role.COORDINATOR), editor)
        for name in ("opened_on", "closed_on"):
            self.fields[name].widget = forms.DateInput(
                format=DAY, attrs={"placeholder": "31/12/2026", "inputmode": "numeric"}
            )

    def _offer_parents(self, within: QuerySet[Unit], editor: User) -> None:
        """Offer the units that the editor coordinates; what stands outside of them is kept as it is."""
        field, unit = self.fields["parent"], self.instance
        if unit.pk:
            within = within.exclude(path__startswith=unit.path)
        above = unit.parent
        if above is not None and not within.filter(pk=above.pk).exists():
            within, field.disabled = Unit.objects.filter(pk=above.pk), True
        field.queryset = within  # type: ignore[attr-defined]  # a choice among rows
        is_top = bool(unit.pk) and unit.parent_id is None
        field.required = not (editor.is_superuser or is_top)

    def clean_code(self) -> str:
        """Hold the code to the letters that addresses and files can carry."""
        code = str(self.cleaned_data["code"])
        fault = code_fault(code)
        if fault:
            raise forms.ValidationError(fault[0].upper() + fault[1:] + ".")
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse names that may be taken for others, and compare the two days."""
        values = super().clean() or {}
        for name in ("name", "short_name", "name_en"):
            fault = disguise_words(values.get(name) or "")
            if fault:
                self.add_error(name, fault[0].upper() + fault[1:] + ".")
        opened, closed = values.get("opened_on"), values.get("closed_on")
        if opened and closed and closed < opened:
            self.add_error("closed_on", _("Ngày kết thúc trước ngày thành lập."))
        return values

    def _post_clean(self) -> None:
        """Leave the row alone; the constraints that it would break are checked above."""
        before = {name: getattr(self.instance, name) for name in self.Meta.fields}
        super()._post_clean()  # type: ignore[misc]  # Django's documented hook of model forms
        for name, value in before.items():
            setattr(self.instance, name, value)

    @property
    def changes(self) -> dict[str, Any]:
        """Return the clean values without the version."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CloseForm(forms.Form):
    """The day on which a unit ends, and why."""

    on = forms.DateField(
        label=_("Ngày kết thúc"),
        initial=timezone.localdate,
        widget=forms.DateInput(format=DAY),
    )
    reason = forms.CharField(
        label=_("Lý do, văn bản"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ví dụ: sáp nhập theo quyết định số …, ngày …"),
    )
    decision = forms.CharField(
        label=_("Cách xử lý các hồ sơ đang mở"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Ví dụ: cán bộ cũ nộp nốt trước hạn; hoặc không nộp, tính như để trống."
        ),
    )

    def __init__(self, *args: Any, objections: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not objections:
            del self.fields["decision"]


class ListForm(ListFileForm):
    """A list of units as a file."""

    columns = tuple(COLUMNS)
