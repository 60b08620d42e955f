"""Templates hold no inline script or style, translate with `trimmed`, and fit a screen's width."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = Path(__file__).resolve().parent.parent / "src" / "opendti_site"
WIDTH = 120  # columns of a line
RULES = {
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")": "a script is a file under static/, never inline",
    r"<style\b": "a style is a class in a file under static/, never inline",
    r"\sstyle=\"": "a style is a class in a file under static/, never inline",
    r"\son[a-z]+=\"": "behaviour is a module under static/, never an attribute",
    r"\bhx-on[:\-]": "behaviour is a module under static/, never an attribute",
    r"{% blocktranslate(?![^%]*\btrimmed\b)": "say `blocktranslate trimmed`, or line breaks become part of the text",
    r"{%\s*(trans|blocktrans)\b": "say `translate` and `blocktranslate`",
    r"class=\"alert\b": "a notice is a `message is-…`: the colours of `alert` are too pale to read",
    r"class=\"(?:scroll|scroll-x|table-responsive)\"(?![^>]*(?:\btabindex=|{% scrolls %}))": "what scrolls takes the keyboard too: `{% scrolls %}`, or tabindex, role and a name",
    r"\|safe\b": "text is escaped; build mark-up in a template tag",
    r"\s\{\{[^}]*\}\}</textarea>": "white space before the value of a textarea becomes part of it",
    rf"(?m)^.{{{WIDTH + 1},}}$": f"a line has at most {WIDTH} columns: one element a line where they nest",
}


def faults_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the advice of every breach in a template's text."""
    for pattern, advice in RULES.items():
        for match in re.finditer(pattern, text):
            yield text.count("\n", 0, match.start()) + 1, advice


def main() -> int:
    """Name every breach with its file and line."""
    faults = [
        f"{path.relative_to(SITE)}, line {line}: {advice}"
        for path in sorted(SITE.rglob("*.html"))
        for line, advice in faults_in(path.read_text("utf-8"))
    ]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
