"""Templates hold no inline script or style, and translate with `trimmed`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "src" / "opendti_site"
RULES = {
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")": "a script is a file under static/, never inline",
    r"<style\b": "a style is a class in a file under static/, never inline",
    r"\sstyle=\"": "a style is a class in a file under static/, never inline",
    r"\son[a-z]+=\"": "behaviour is a module under static/, never an attribute",
    r"\bhx-on[:\-]": "behaviour is a module under static/, never an attribute",
    r"{% blocktranslate(?![^%]*\btrimmed\b)": "say `blocktranslate trimmed`, or line breaks become part of the text",
    r"{%\s*(trans|blocktrans)\b": "say `translate` and `blocktranslate`",
    r"class=\"alert\b": "a notice is a `message is-…`: the colours of `alert` are too pale to read",
    r"\|safe\b": "text is escaped; build mark-up in a template tag",
}


def main() -> int:
    """Name every breach with its file and line."""
    faults = 0
    for path in sorted(SITE.rglob("*.html")):
        text = path.read_text("utf-8")
        for pattern, advice in RULES.items():
            for match in re.finditer(pattern, text):
                line = text.count("\n", 0, match.start()) + 1
                print(
                    f"{path.relative_to(SITE)}, line {line}: {advice}", file=sys.stderr
                )
                faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
