"""Compile every catalogue of translations; a broken one is named with its line."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

SITE = Path(__file__).resolve().parent.parent / "src" / "opendti_site"


def main() -> int:
    """Write django.mo beside each django.po."""
    faults = 0
    for path in sorted(SITE.glob("*/locale/*/LC_MESSAGES/django.po")):
        try:
            with path.open("rb") as source:
                catalog = read_po(source, locale=path.parts[-3], abort_invalid=True)
        except PoFileError as error:
            print(f"{path.relative_to(SITE)}: {error}", file=sys.stderr)
            faults += 1
            continue
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
