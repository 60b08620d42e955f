"""What is wrong with a draft, where, and in which words its forms show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from opendti.errors import Fault
from opendti_site.frameworks.drafting.numbers import shown_number
from opendti_site.frameworks.drafting.tree import NodePath, format_path
from opendti_site.ui.language import reader_language
from opendti_site.ui.text import as_sentence

_A_NUMBER = _("Cần một số, đang là “%(found)s”.")
_A_TRUTH = _("Cần có hoặc không, đang là “%(found)s”.")
_A_VALUE = _("Ô này còn thiếu hoặc không đúng cách viết.")
FORM_WORDS = {
    "missing_key": _("Ô này còn trống."),
    "unknown_key": _("Không có mục này trong định dạng."),
    "not_a_choice": _("Không có lựa chọn “%(found)s”."),
    "text_of_other_pattern": _("“%(found)s” không đúng cách viết."),
    "rule_kind_missing": _("Chưa chọn cách tính điểm."),
    "unknown_rule_kind": _("Không có cách tính điểm “%(found)s”."),
    "list_too_short": _("Cần ít nhất một dòng."),
    "number_below": _("Không được nhỏ hơn %(limit)s."),
    "number_above": _("Không được lớn hơn %(limit)s."),
    "number_not_above": _("Phải lớn hơn %(limit)s."),
    "not_a_truth": _A_TRUTH,
    "unreadable_truth": _A_TRUTH,
    "not_a_number": _A_NUMBER,
    "unreadable_number": _A_NUMBER,
    "not_a_whole_number": _A_NUMBER,
    "unreadable_whole_number": _A_NUMBER,
    "fraction_for_whole_number": _A_NUMBER,
    "not_a_mapping": _A_VALUE,
    "not_a_section": _A_VALUE,
    "not_a_list": _A_VALUE,
    "not_a_text": _A_VALUE,
    "text_too_short": _A_VALUE,
    "text_too_long": _A_VALUE,
}
"""What a form says beside a field, by the fault's code: it need not name the key."""


@dataclass(frozen=True, slots=True)
class DraftFault:
    """One fault: the node's path and code (none: the head), the field's name, what is wrong."""

    path: NodePath
    code: str
    name: str
    fault: Fault

    @property
    def address(self) -> str:
        """Return the node's path as it is written in an address."""
        return format_path(self.path)

    @property
    def words(self) -> str:
        """Return the fault in the reader's language."""
        return _form_words(self.fault) or fault_words(self.fault)


def fault_words(fault: Fault) -> str:
    """Return the engine's words in the reader's language, as a sentence of its own."""
    return as_sentence(fault.text(reader_language()))


def _form_words(fault: Fault) -> str:
    """Return what a form says beside a field, where it need not name the key; else nothing."""
    if fault.code not in FORM_WORDS:
        return ""
    found, limit = fault.params.get("found"), fault.params.get("limit", 0)
    shown = shown_number(f"{limit:g}")
    words = str(FORM_WORDS[fault.code])
    return words % {"found": "" if found is None else found, "limit": shown}
