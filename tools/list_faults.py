"""Write docs/faults.md: every kind of fault with its code, its words and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from opendti.faults import GROUPS, Words

PAGE = Path(__file__).resolve().parent.parent / "docs" / "faults.md"
HEAD = """# Faults

Whatever is wrong with data is a *fault*: a code, parameters, and where it stands (file, line, row, column, node). A program reads the code, which stays when the words
get better; people read the words, in Vietnamese or English. The command line writes `file, row 2, column b: what is wrong [code]` and ends with 1. In Python, `error.faults`
of a `FaultsError` holds them: `fault.code`, `fault.params`, `fault.text("vi")`.

What stands in {braces} is a parameter; what stands in [[double brackets]] is left out where its parameter is not given.
This page is written by `python tools/list_faults.py` from `src/opendti/faults/words`.
"""


def page() -> str:
    """Return the page, one section a group."""
    return HEAD + "".join(_section(title, group) for title, group in GROUPS.items())


def _section(title: str, group: Mapping[str, Words]) -> str:
    lines = [
        f"| `{code}` | {_cell(words.en)} | {_cell(words.vi)} |\n"
        for code, words in group.items()
    ]
    return (
        f"\n## {title}\n\n| code | English | tiếng Việt |\n|---|---|---|\n"
        + "".join(lines)
    )


def _cell(template: str) -> str:
    """Write a template for people: parameters without their formats, nothing that Markdown reads."""
    plain = template.replace("{{", "\0").replace("}}", "\1")
    for mark in ("!r", ":term", ":.15g", ":.6g", ":g"):
        plain = plain.replace(f"{mark}}}", "}")
    plain = plain.replace("\0", "{").replace("\1", "}")
    for mark in ("|", "<", "*", "_"):
        plain = plain.replace(mark, f"\\{mark}")
    return plain


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
