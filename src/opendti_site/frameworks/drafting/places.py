"""Where in a form something stands, in the form's own words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.composite_fields import OF_CRITERION, OF_GROUP
from opendti_site.frameworks.drafting.fields import Field, Section
from opendti_site.frameworks.drafting.head_fields import PAGES
from opendti_site.frameworks.drafting.node_fields import CRITERION
from opendti_site.frameworks.drafting.rule_fields import KINDS

BETWEEN = " → "


def place_in_words(name: str) -> str:
    """
    Say the name of a field, such as `rule.options.0`, as its labels.

    A key that no form shows stays as the file has it.
    """
    fields, said = _top(), []
    for key in name.split(".") if name else ():
        if key.isdecimal():
            said.append(_("dòng %(number)d") % {"number": int(key) + 1})
            continue
        field = next((one for one in fields if one.key == key), None)
        said.append(str(field.label) if field else key)
        fields = _inside(field) if field else fields
    return BETWEEN.join(said)


def _top() -> tuple[Field, ...]:
    pages = (section for _title, page in PAGES.values() for section in page)
    sections: tuple[Section, ...] = (*CRITERION, OF_CRITERION, OF_GROUP, *pages)
    return tuple(field for section in sections for field in section.fields)


def _inside(field: Field) -> tuple[Field, ...]:
    if field.kind != "rule":
        return field.columns
    kind = Field("kind", field.label)
    return (kind, *(one for _label, fields in KINDS.values() for one in fields))
