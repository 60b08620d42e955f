"""An edition's files, as downloads."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string

from opendti_site.publication import queries
from opendti_site.publication.caching import public_file
from opendti_site.publication.kept_files import FileInMakingError, kept_file
from opendti_site.publication.models import Edition
from opendti_site.ui.exports import CSV, XLSX, asks_for_raw, file_answer


@public_file
def scores_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Send every score."""
    edition = get_object_or_404(queries.open_edition(slug))
    return _file_answer(
        edition, csv_kind(request, "scores"), CSV, f"{edition.file_stem}.csv"
    )


@public_file
def scores_xlsx(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send every score, for a spreadsheet."""
    edition = get_object_or_404(queries.open_edition(slug))
    return _file_answer(edition, "scores.xlsx", XLSX, f"{edition.file_stem}.xlsx")


@public_file
def answers_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Send every input, as it was frozen."""
    edition = get_object_or_404(queries.open_edition(slug))
    name = f"{edition.file_stem}-so-lieu.csv"
    return _file_answer(edition, csv_kind(request, "answers"), CSV, name)


def csv_kind(request: HttpRequest, table: str) -> str:
    """Name the kind of a table's file; `?raw=1` leaves formula starts as they are."""
    return f"{table}.raw.csv" if asks_for_raw(request) else f"{table}.csv"


def _file_answer(
    edition: Edition, kind: str, content_type: str, name: str
) -> HttpResponse:
    """Send a large file of an edition, or ask to come again while it is made for another."""
    try:
        content = kept_file(edition, kind)
    except FileInMakingError:
        page = render_to_string("ui/failure.html", {"status": "making"})
        again = {"Retry-After": "60"}
        return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=again)
    return file_answer(content, content_type, name)


@public_file
def framework_file(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send the rules, as they were frozen."""
    edition = get_object_or_404(queries.open_edition(slug))
    kind = "application/yaml; charset=utf-8"
    return file_answer(
        edition.framework_text, kind, f"{edition.file_stem}-bo-chi-so.yaml"
    )


@public_file
def manifest_file(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send what a verifier needs to know: the sealed manifest, and which edition replaced it since."""
    edition = get_object_or_404(queries.open_edition(slug))
    newer = edition.corrected_by.slug if edition.is_superseded else None
    manifest = {**edition.manifest, "superseded_by": newer}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    kind = "application/json; charset=utf-8"
    return file_answer(text + "\n", kind, f"{edition.file_stem}.json")
