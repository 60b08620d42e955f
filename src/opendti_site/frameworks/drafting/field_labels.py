"""The labels of fields by their path in the document."""

from __future__ import annotations

from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.bridge import KINDS
from opendti_site.frameworks.drafting.composite_fields import OF_CRITERION, OF_GROUP
from opendti_site.frameworks.drafting.fields import Field, Section
from opendti_site.frameworks.drafting.head_fields import PAGES
from opendti_site.frameworks.drafting.node_fields import CRITERION

BETWEEN = " → "


def label_of_path(name: str) -> str:
    """
    Return the labels of a field's path, such as `rule.options.0`, joined by arrows.

    A key that no form shows is returned as it is in the file.
    """
    fields, labels = _top(), []
    for key in name.split(".") if name else ():
        if key.isdecimal():
            labels.append(_("dòng %(number)d") % {"number": int(key) + 1})
            continue
        field = next((field for field in fields if field.key == key), None)
        labels.append(str(field.label) if field else key)
        fields = _inside(field) if field else fields
    return BETWEEN.join(labels)


def _top() -> tuple[Field, ...]:
    pages = (section for _title, page in PAGES.values() for section in page)
    sections: tuple[Section, ...] = (*CRITERION, OF_CRITERION, OF_GROUP, *pages)
    return tuple(field for section in sections for field in section.fields)


def _inside(field: Field) -> tuple[Field, ...]:
    if field.kind != "rule":
        return field.columns
    kind = Field("kind", field.label)
    return (kind, *(inner for _label, fields in KINDS.values() for inner in fields))
