"""Every public address of an edition, found from the table of addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from opendti_site.publication.models import Edition, EditionScore, EditionUnit

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES = {
    "ranking": ("", "?khoi=services", "?theo=1", "?q=cuc", "?page=2"),
    "unit": ("", "?mo=tat-ca"),
    "search": ("", "?q=cuc", "?q=vu+dau+khi", "?q=cuc&page=2"),
    "scores_csv": ("", "?raw=1"),
    "answers_csv": ("", "?raw=1"),
}
"""The parameters that a public page reads, by the name of its address."""


def public_patterns() -> list[URLPattern]:
    """Return the addresses of publication that need no sign-in."""
    return [
        pattern
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith("opendti_site.publication")
        and not getattr(pattern.callback, "login_required", True)
    ]


def public_addresses() -> list[str]:
    """Return every public address with the arguments and parameters it takes."""
    return [url for pattern in public_patterns() for url in addresses_of(pattern)]


def addresses_of(pattern: URLPattern) -> list[str]:
    """Return a public address with the arguments and parameters it takes."""
    found = []
    for arguments in _arguments(set(pattern.pattern.converters)):
        url = reverse(f"publication:{pattern.name}", kwargs=arguments)
        found += [url + asked for asked in QUERIES.get(str(pattern.name), ("",))]
    return found


def _patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def _arguments(names: set[str]) -> list[dict[str, str]]:
    """Return the arguments that an address is tried with; an unknown one fails."""
    if not names:
        return [{}]
    if names == {"slug"}:
        return [
            {"slug": slug} for slug in Edition.objects.values_list("slug", flat=True)
        ]
    if names == {"slug", "code"}:
        units = EditionUnit.objects.values_list("edition__slug", "code")
        return [{"slug": slug, "code": code} for slug, code in units]
    if names == {"slug", "code", "node"}:
        units = [edition.units.order_by("code")[0] for edition in Edition.objects.all()]
        scores = EditionScore.objects.filter(unit__in=units)
        rows = scores.values_list("edition__slug", "unit__code", "node")
        return [dict(zip(("slug", "code", "node"), row, strict=True)) for row in rows]
    message = f"a public address takes {sorted(names)}: say here what it is tried with"
    raise AssertionError(message)
