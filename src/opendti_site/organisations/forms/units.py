"""Forms of units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.organisations.enums import BLOCK_WORDS, UnitKind
from opendti_site.organisations.list_cells import (
    COLUMNS,
    code_fault,
    new_code_fault,
    read_block,
)
from opendti_site.organisations.models import Unit
from opendti_site.organisations.queries import units_visible_to
from opendti_site.ui.dates import DayInput
from opendti_site.ui.list_tables.bridge import disguise_words
from opendti_site.ui.list_tables.forms import ListFileForm

STEP = "\N{EM SPACE}"
KEY_DIGITS = 18
"""Digits that fit into the column of keys, whatever they are."""


class UnitField(forms.ModelChoiceField[Unit]):
    """A choice among units, stepped in by their depth."""

    def label_from_instance(self, obj: Unit) -> str:
        """Write the name of a unit under its parent."""
        return STEP * obj.depth + obj.local_name


class UnitsField(forms.ModelMultipleChoiceField[Unit]):
    """A choice of several units."""

    def clean(self, value: Any) -> QuerySet[Unit]:
        """Refuse what cannot be a key before the database is asked for all keys at once."""
        for key in value or ():
            if not str(key).isdecimal() or len(str(key)) > KEY_DIGITS:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": key},
                )
        return super().clean(value)


class UnitForm(forms.ModelForm[Unit]):
    """Everything about a unit; the version says what its editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    parent = UnitField(
        label=_("Đơn vị cấp trên"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Chọn đơn vị"),
    )

    block = forms.CharField(
        label=_("Khối"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "blocks", "autocomplete": "off"}),
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
            "opened_on": _("Ngày thành lập"),
            "closed_on": _("Ngày kết thúc"),
        }
        help_texts = {
            "code": _(
                "Mã định danh điện tử: các nhóm chữ không dấu và số, cách nhau bằng dấu chấm, "
                "dài nhất 35 ký tự, ví dụ G01.25.03. Dùng để khớp dữ liệu các năm."
            ),
            "closed_on": _("Để trống nếu đang hoạt động."),
        }

    def __init__(self, *args: Any, editor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        self._offer_kinds()
        self._offer_blocks()
        self._offer_parents(units_visible_to(editor, Role.COORDINATOR), editor)
        for name in ("opened_on", "closed_on"):
            self.fields[name].widget = DayInput()

    def _offer_kinds(self) -> None:
        """Offer kinds to choose from; the first unit of a site is the ministry."""
        if self.instance.pk:
            return
        is_first = not Unit.objects.exists()
        self.initial["kind"] = UnitKind.MINISTRY if is_first else ""
        choices = [("", _("Chọn loại")), *UnitKind.choices]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a choice

    def _offer_blocks(self) -> None:
        """Offer blocks in words, and the codes without words that other units have."""
        used = Unit.objects.exclude(block__in=["", *BLOCK_WORDS])
        codes = used.order_by("block").values_list("block", flat=True).distinct()
        self.blocks = [*map(str, BLOCK_WORDS.values()), *codes]
        words = "; ".join(map(str, BLOCK_WORDS.values()))
        help_text = _("%(words)s; hoặc mã khối của bộ chỉ số.")
        self.fields["block"].help_text = help_text % {"words": words}
        self.initial["block"] = self.instance.block_words

    def _offer_parents(self, within: QuerySet[Unit], editor: User) -> None:
        """Offer the units that the editor coordinates; what is outside of them is kept as it is."""
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
        """Refuse a code that is no electronic one; the unit's own may stay as it is."""
        code = str(self.cleaned_data["code"])
        is_kept = code == self.instance.code
        fault = code_fault(code) if is_kept else new_code_fault(code)
        if fault:
            raise forms.ValidationError(fault[0].upper() + fault[1:] + ".")
        return code

    def clean_block(self) -> str:
        """Read a block by its words or as a framework's own code."""
        try:
            return read_block(str(self.cleaned_data["block"]))
        except ValueError as wrong:
            words = f"{wrong}."
            raise forms.ValidationError(words) from None

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
        widget=DayInput(),
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
