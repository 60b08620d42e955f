"""What is wrong with a draft, where, and how a person is told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.numbers import shown_number
from opendti_site.frameworks.drafting.tree import NodePath, format_path
from opendti_site.frameworks.drafting.vietnamese import FINDINGS


@dataclass(frozen=True, slots=True)
class Told:
    """What the engine found: a kind of fault, its words, what stood there, the bound."""

    kind: str
    message: str
    found: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class DraftFault:
    """One fault: the node's path and code (none: the head), the field's name, the words."""

    path: NodePath
    code: str
    name: str
    told: Told

    @property
    def address(self) -> str:
        """Return the node's path as it is written in an address."""
        return format_path(self.path)

    @property
    def words(self) -> str:
        """Say the fault in the reader's language."""
        if self.told.kind == "finding":
            return in_words(self.told.message)
        return _shape_in_words(self.told)


def in_words(message: str) -> str:
    """Say what the engine says in English, in Vietnamese where that is asked for."""
    if not (get_language() or "vi").startswith("vi"):
        return message[:1].upper() + message[1:]
    for pattern, sentence in FINDINGS:
        match = re.fullmatch(pattern, message)
        if match:
            return sentence.format(*(_part(part or "") for part in match.groups()))
    return message


class _Part(str):
    """A part of the engine's sentence; `{0:n}` writes it as a number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return shown_number(str(self)) if spec == "n" else str(self)


def _part(part: str) -> _Part:
    for english, vietnamese in ((" under ", " dưới mục "), (" in block ", ", khối ")):
        if part.startswith(english):
            return _Part(vietnamese + part.removeprefix(english))
    return _Part(part)


def _shape_in_words(told: Told) -> str:
    sentences = {
        "missing": _("Ô này còn trống."),
        "extra_forbidden": _("Không có mục này trong định dạng."),
        "literal_error": _("Không có lựa chọn “%(found)s”."),
        "string_pattern_mismatch": _("“%(found)s” không đúng cách viết."),
        "union_tag_not_found": _("Chưa chọn cách tính điểm."),
        "union_tag_invalid": _("Không có cách tính điểm “%(found)s”."),
        "too_short": _("Cần ít nhất một dòng."),
        "greater_than_equal": _("Không được nhỏ hơn %(limit)s."),
        "less_than_equal": _("Không được lớn hơn %(limit)s."),
        "greater_than": _("Phải lớn hơn %(limit)s."),
    }
    if told.kind in sentences:
        return sentences[told.kind] % {"found": told.found, "limit": told.limit}
    if told.kind.startswith("bool"):
        return _("Cần có hoặc không, đang là “%(found)s”.") % {"found": told.found}
    if told.kind.startswith(("float", "int")):
        return _("Cần một số, đang là “%(found)s”.") % {"found": told.found}
    if told.kind.startswith(("dict", "model", "string", "tuple")):
        return _("Ô này còn thiếu hoặc không đúng cách viết.")
    return in_words(told.message)
