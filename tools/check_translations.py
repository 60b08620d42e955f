"""Every Vietnamese string of the interface has an English one, and none is left over.

Vietnamese is the source language: what stands in templates and code is the key, and each
capability carries its own English catalogue.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import checkers
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

SITE = Path(__file__).resolve().parent.parent / "src" / "opendti_site"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def main() -> int:
    """Name every string without English, and every catalogue entry without a string."""
    settings.configure(USE_I18N=True)
    django.setup()
    faults = [
        fault for app in sorted(SITE.iterdir()) if app.is_dir() for fault in check(app)
    ]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def check(app: Path) -> Iterator[str]:
    """Compare what an app says with its catalogue."""
    said = dict(strings_of(app))
    path = app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        if said:
            yield f"{app.name}: {len(said)} strings and no English catalogue"
        return
    with path.open("rb") as source:
        catalog = read_po(source, locale="en")
    known = {_texts(one.id)[0]: one for one in catalog if one.id}
    for string, where in said.items():
        found = known.get(string)
        if found is None or found.fuzzy or not all(_texts(found.string)):
            yield f"{where}: no English for {string!r}"
    name = path.relative_to(SITE)
    for string in known.keys() - said.keys():
        yield f"{name}: nothing says {string!r} any more"
    for message in known.values():
        yield from _broken(catalog, message, str(name))


def _broken(catalog: Catalog, message: Message, name: str) -> Iterator[str]:
    """Yield placeholders that differ, and plurals that are missing."""
    for checker in checkers:
        try:
            checker(catalog, message)
        except ValueError as error:
            yield f"{name}, line {message.lineno}: {error}"


def _texts(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


def strings_of(app: Path) -> Iterator[tuple[str, str]]:
    """Yield every string marked for translation, and where it stands."""
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        source = text if path.suffix == ".py" else _flat(templatize(text))
        for line, function, found, _ in extract_python(
            BytesIO(source.encode()), KEYWORDS.keys(), [], {"encoding": "utf-8"}
        ):
            string = _string(function, found)
            if string:
                yield string, f"{path.relative_to(SITE)}, line {line}"


def _flat(source: str) -> str:
    """Take the indentation away, which Python would read as blocks."""
    return "\n".join(line.lstrip() for line in source.splitlines())


def _string(function: str, found: str | tuple[str | None, ...]) -> str | None:
    parts = found if isinstance(found, tuple) else (found,)
    position = 1 if "pgettext" in function else 0
    return parts[position] if len(parts) > position else None


if __name__ == "__main__":
    raise SystemExit(main())
