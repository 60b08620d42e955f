"""Words for the codes that are in a framework."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opendti.framework.labels import COLLECTED_WORDS, ITEM_TYPE_WORDS
from opendti_site.frameworks.bridge.comparing import ChangeLine
from opendti_site.frameworks.change_words import kind_in_words, part_in_words
from opendti_site.frameworks.drafting.faults import DraftFault
from opendti_site.frameworks.drafting.field_labels import label_of_path
from opendti_site.frameworks.drafting.head_fields import PAGES, page_of
from opendti_site.frameworks.drafting.labels import MARKS
from opendti_site.frameworks.enums import FrameworkStatus
from opendti_site.ui.language import local_name, translated

register = template.Library()
CERTAINTIES = {
    "sure": _("đã hiểu"),
    "guess": _("phỏng đoán"),
    "fault": _("cần sửa"),
}


@register.filter
def at(values: Sequence[Any], index: int) -> Any:
    """Return the value at an index: `page.points|at:forloop.counter0`."""
    return values[index]


@register.filter
def status_label(code: str) -> str | Promise:
    """Return where words come from."""
    return FrameworkStatus(code).label


@register.filter
def item_type(code: str) -> str:
    """Describe what an item asks for."""
    return translated(ITEM_TYPE_WORDS[code])


@register.filter
def collected_from(code: str) -> str:
    """Return who enters the values."""
    return translated(COLLECTED_WORDS[code])


@register.filter
def source_mark(code: str) -> str | Promise:
    """Explain how closely a source was followed."""
    return MARKS.get(code, code)


@register.filter
def legal_date(date: str) -> str:
    """Write the date of a document, of which the day and month may be unknown: `18/12/2023`."""
    return "/".join(reversed(date.split("-")))


@register.filter
def certainty(level: str) -> str | Promise:
    """Explain how sure the importer was."""
    return CERTAINTIES.get(level, level)


@register.filter
def notice_words(notice: dict[str, Any]) -> str:
    """Return a notice in the reader's language."""
    return local_name(notice["vi"], notice["en"])


@register.filter
def field_label(name: str) -> str:
    """Return the labels of a field's path."""
    return label_of_path(name)


@register.filter
def head_page(fault: DraftFault) -> str:
    """Return the page of the head on which a fault stands."""
    return page_of(fault.name.split(".")[0])


@register.filter
def head_title(page: str) -> str | Promise:
    """Return the title of a page of the head."""
    return PAGES[page][0]


@register.filter
def change_kind(kind: str) -> str:
    """Return a kind of change between two versions in words."""
    return kind_in_words(kind)


@register.filter
def change_part(line: ChangeLine) -> str:
    """Describe what of a node changed."""
    return line.title or part_in_words(line.kind, line.what)
