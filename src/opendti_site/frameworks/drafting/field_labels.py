"""The labels of fields by their path in the document."""

from __future__ import annotations

from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.bridge import KINDS, OF_FRAMEWORK, OF_NODE
from opendti_site.frameworks.drafting.fields import Field

BETWEEN = " → "


def label_of_path(name: str) -> str:
    """
    Return the labels of a field's path, such as `rule.options.0`, joined by arrows.

    A key that no form shows is returned as it is in the file.
    """
    labels = []
    fields = (*OF_NODE.values(), *OF_FRAMEWORK.values())
    for key in name.split(".") if name else ():
        if key.isdecimal():
            labels.append(_("dòng %(number)d") % {"number": int(key) + 1})
            continue
        field = next((field for field in fields if field.key == key), None)
        labels.append(str(field.label) if field else key)
        fields = _inside(field) if field else fields
    return BETWEEN.join(labels)


def _inside(field: Field) -> tuple[Field, ...]:
    if field.kind != "rule":
        return field.columns
    kind = Field("kind", field.label)
    return (kind, *(inner for _label, fields in KINDS.values() for inner in fields))
