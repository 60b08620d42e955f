"""Every Vietnamese string of the interface has an English one, and none is left over.

Vietnamese is the source language: what is in templates and code is the key, and each
capability carries its own English catalogue. Django lays the catalogues over each other, so
two of them may not say one string differently: a context tells them apart.
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
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
Key = tuple[str | None, str]  # context and string
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def main() -> int:
    """Name strings without English, entries without a string, strings with two Englishes."""
    settings.configure(USE_I18N=True)
    django.setup()
    apps = [app for app in sorted(SITE.iterdir()) if app.is_dir()]
    faults = [fault for app in apps for fault in check(app)] + list(disagreements(apps))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def disagreements(apps: list[Path]) -> Iterator[str]:
    """Yield strings that two catalogues put into English differently."""
    first: dict[Key, tuple[str, str]] = {}
    for app in apps:
        for key, message in _entries(_catalog(app)).items():
            english = _texts(message.string)[-1]
            other, translation = first.setdefault(key, (app.name, english))
            if english != translation:
                yield f"{key[1]!r} is {translation!r} in {other} and {english!r} in {app.name}: give one a context"


def _catalog(app: Path) -> Catalog:
    path = app / CATALOGUE
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as source:
        return read_po(source, locale="en")


def _entries(catalog: Catalog) -> dict[Key, Message]:
    return {
        (message.context, _texts(message.id)[0]): message
        for message in catalog
        if message.id
    }


def check(app: Path) -> Iterator[str]:
    """Compare what an app says with its catalogue."""
    messages = dict(strings_of(app))
    path = app / CATALOGUE
    if messages and not path.exists():
        yield f"{app.name}: {len(messages)} strings and no English catalogue"
        return
    catalog = _catalog(app)
    known = _entries(catalog)
    for string, where in messages.items():
        found = known.get(string)
        if found is None or found.fuzzy or not all(_texts(found.string)):
            yield f"{where}: no English for {string[1]!r} in {app.name}/{CATALOGUE}"
    name = path.relative_to(SITE)
    for string in known.keys() - messages.keys():
        yield f"{name}: nothing says {string[1]!r} any more"
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


def strings_of(app: Path) -> Iterator[tuple[Key, str]]:
    """Yield every string marked for translation, and where it is."""
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        source = text if path.suffix == ".py" else _flat(templatize(text))
        for line, function, found, _ in extract_python(
            BytesIO(source.encode()), KEYWORDS.keys(), [], {"encoding": "utf-8"}
        ):
            string = _string(function, found)
            if string and string[1]:
                yield string, f"{path.relative_to(SITE)}, line {line}"


def _flat(source: str) -> str:
    """Take the indentation away, which Python would read as blocks."""
    return "\n".join(line.lstrip() for line in source.splitlines())


def _string(function: str, found: str | tuple[str | None, ...]) -> Key | None:
    parts = found if isinstance(found, tuple) else (found,)
    position = 1 if "pgettext" in function else 0
    if len(parts) <= position or parts[position] is None:
        return None
    return parts[0] if position else None, parts[position] or ""


if __name__ == "__main__":
    raise SystemExit(main())
