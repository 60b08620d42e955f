"""Forms by which units are merged and split."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.organisations.enums import PastRule, UnitKind
from opendti_site.organisations.forms.units import UnitField, UnitsField
from opendti_site.organisations.list_cells import new_code_fault
from opendti_site.organisations.models import Unit
from opendti_site.organisations.queries import units_open_on, units_visible_to
from opendti_site.organisations.reorganisation import (
    Merger,
    NewUnit,
    ReorganisationOrder,
    UnitSplit,
)
from opendti_site.ui.dates import DayInput
from opendti_site.ui.list_tables.bridge import disguise_words

PARTS = 4
"""How many new units one split makes at most; more are split off one after the other."""
KEEP, MOVE = "keep", "move"

CODE_HELP = _(
    "Chữ không dấu và số, các nhóm cách nhau bằng dấu chấm, ví dụ G01.23; không dùng gạch nối."
)


class OrderForm(forms.Form):
    """The document by which units are reorganised, and what becomes of people and open forms."""

    on = forms.DateField(
        label=_("Ngày có hiệu lực"),
        initial=timezone.localdate,
        widget=DayInput(),
        help_text=_("Không muộn hơn hôm nay."),
    )
    document = forms.CharField(
        label=_("Số văn bản"),
        max_length=100,
        help_text=_("Ví dụ: 202/2025/QH15."),
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    roles = forms.ChoiceField(
        label=_("Vai trò của mọi người ở đơn vị kết thúc"),
        choices=[
            (KEEP, _("Giữ ở đơn vị cũ, để làm nốt hồ sơ của đơn vị cũ")),
            (MOVE, _("Chuyển sang đơn vị mới và thu hồi ở đơn vị cũ")),
        ],
        initial=KEEP,
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=_("Cách xử lý các hồ sơ đang mở"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Cần ghi nếu đơn vị cũ còn hồ sơ chưa nộp."),
    )

    @property
    def order(self) -> ReorganisationOrder:
        """Return the order that was written."""
        values = self.cleaned_data
        return ReorganisationOrder(
            on=values["on"],
            document=values["document"],
            reason=values["reason"],
            rule=values.get("rule") or PastRule.MEAN,
            moves_roles=values["roles"] == MOVE,
            decision=values["decision"],
        )


class MergeForm(OrderForm):
    """Which units are merged, and into which one."""

    others = UnitsField(
        label=_("Hợp nhất cùng với"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    into = UnitField(
        label=_("Đơn vị sau hợp nhất"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Lập đơn vị mới"),
        help_text=_("Chọn một trong các đơn vị nếu các đơn vị kia nhập vào đơn vị đó."),
    )
    code = forms.CharField(
        label=_("Mã đơn vị mới"),
        help_text=CODE_HELP,
        max_length=40,
        required=False,
    )
    name = forms.CharField(label=_("Tên đơn vị mới"), max_length=200, required=False)
    short_name = forms.CharField(label=_("Tên ngắn"), max_length=80, required=False)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=200, required=False)
    rule = forms.ChoiceField(
        label=_("Kết quả các năm trước của đơn vị sau hợp nhất"),
        choices=PastRule.choices,
        initial=PastRule.MEAN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, unit: Unit, editor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        around = _open_units(editor).filter(parent=unit.parent)
        self.fields["others"].queryset = around.exclude(pk=unit.pk)  # type: ignore[attr-defined]  # a choice among rows
        for name in ("into", "code", "name"):
            # Which of them is needed depends on the others.
            self.fields[name].is_needed_for_act = True  # type: ignore[attr-defined]  # a mark of ours
        self.fields["into"].queryset = around  # type: ignore[attr-defined]  # a choice among rows

    def clean(self) -> dict[str, Any]:
        """Ask for the new unit's code and name where no existing unit takes the others in."""
        values = super().clean() or {}
        if values.get("into") is None and "into" not in self.errors:
            for name, fault in _faults_of(
                values.get("code", ""), values.get("name", "")
            ):
                self.add_error(name, fault)
        return values

    @property
    def merger(self) -> Merger:
        """Return the merger that was written."""
        values = self.cleaned_data
        into = values["into"]
        units = [self.unit, *values["others"]]
        return Merger(
            units=[unit for unit in units if unit != into],
            into=into or _new_unit(self.unit, values),
            parent=self.unit.parent,
            order=self.order,
        )


class SplitForm(OrderForm):
    """Into which units one is split, and which units below it go where."""

    keeps = forms.BooleanField(
        label=_("Đơn vị cũ tiếp tục hoạt động, chỉ tách một phần"), required=False
    )
    rule = forms.ChoiceField(
        label=_("Kết quả các năm trước của các đơn vị sau khi tách"),
        choices=[
            (PastRule.MEAN, _("Lấy của đơn vị cũ")),
            (PastRule.NOT_COMPARABLE, PastRule.NOT_COMPARABLE.label),
        ],
        initial=PastRule.MEAN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        for n in range(1, PARTS + 1):
            self.fields[f"code_{n}"] = forms.CharField(
                label=_("Mã đơn vị %(n)d") % {"n": n},
                help_text=CODE_HELP if n == 1 else "",
                max_length=40,
                required=n == 1,
            )
            self.fields[f"name_{n}"] = forms.CharField(
                label=_("Tên đơn vị %(n)d") % {"n": n}, max_length=200, required=n == 1
            )
        parts = [
            (str(n - 1), _("Đơn vị %(n)d") % {"n": n}) for n in range(1, PARTS + 1)
        ]
        below = unit.children.filter(units_open_on()).order_by("path")
        self.children = {f"child_{child.pk}": child for child in below}
        for key, child in self.children.items():
            self.fields[key] = forms.ChoiceField(
                label=child.local_name,
                choices=[("", _("Theo mặc định")), *parts],
                required=False,
            )

    @property
    def parts(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Yield the fields of each new unit."""
        for n in range(1, PARTS + 1):
            yield self[f"code_{n}"], self[f"name_{n}"]

    @property
    def child_fields(self) -> list[forms.BoundField]:
        """List the fields that say where each unit below goes."""
        return [self[key] for key in self.children]

    def clean(self) -> dict[str, Any]:
        """Check the codes and names of the new units, and that children go to one of them."""
        values = super().clean() or {}
        for n in range(1, PARTS + 1):
            code, name = values.get(f"code_{n}", ""), values.get(f"name_{n}", "")
            if code or name:
                for field, fault in _faults_of(code, name):
                    self.add_error(f"{field}_{n}", fault)
        count = len(self._parts(values))
        for key in self.children:
            if values.get(key) and int(values[key]) >= count:
                self.add_error(key, _("Chưa ghi đơn vị này ở trên."))
        return values

    def _parts(self, values: dict[str, Any]) -> list[NewUnit]:
        written = (
            {"code": values.get(f"code_{n}", ""), "name": values.get(f"name_{n}", "")}
            for n in range(1, PARTS + 1)
        )
        return [_new_unit(self.unit, part) for part in written if part["code"]]

    @property
    def split(self) -> UnitSplit:
        """Return the split that was written."""
        values = self.cleaned_data
        chosen = {
            child.pk: int(values[key])
            for key, child in self.children.items()
            if values.get(key)
        }
        return UnitSplit(
            unit=self.unit,
            parts=self._parts(values),
            order=self.order,
            keeps=values["keeps"],
            children=chosen,
        )


def _open_units(editor: User) -> QuerySet[Unit]:
    return units_visible_to(editor, Role.COORDINATOR).filter(units_open_on())


def _faults_of(code: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the code and the name of a new unit."""
    fault = new_code_fault(code) if code else str(_("hãy ghi mã của đơn vị mới"))
    if fault:
        yield "code", fault[0].upper() + fault[1:] + "."
    fault = disguise_words(name) if name else str(_("hãy ghi tên của đơn vị mới"))
    if fault:
        yield "name", fault[0].upper() + fault[1:] + "."


def _new_unit(like: Unit, values: dict[str, Any]) -> NewUnit:
    """Return a new unit of the kind and block of the one whose place it takes."""
    return NewUnit(
        code=values["code"],
        name=values["name"],
        short_name=values.get("short_name", ""),
        name_en=values.get("name_en", ""),
        kind=like.kind or UnitKind.OTHER,
        block=like.block,
    )
