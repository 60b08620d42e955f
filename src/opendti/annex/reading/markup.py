"""Office XML read without entities, network or surprises."""

from __future__ import annotations

from lxml import etree

from opendti.annex.reading.package import Package, refuse
from opendti.errors import Fault

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def read_markup(package: Package, member: str) -> etree._Element | None:
    """Return a member's root element; None where the package has no such member."""
    content = package.members.get(member)
    if content is None:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        refuse(package.name, Fault("annex_damaged_part", {"part": member}))


def is_on(element: etree._Element | None) -> bool:
    """Return whether a switch such as bold is on; absent is off, empty is on."""
    if element is None:
        return False
    value = next(
        (text for key, text in element.attrib.items() if str(key).endswith("val")), "1"
    )
    return str(value) not in {"0", "false", "off", "none"}
