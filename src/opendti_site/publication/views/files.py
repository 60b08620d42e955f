"""An edition's files, as downloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from opendti_site.publication import downloads, queries
from opendti_site.publication.bridge import workbook_of
from opendti_site.publication.caching import public_file
from opendti_site.ui.exports import XLSX, csv_answer, file_answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public_file
def scores_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Send every score."""
    edition = get_object_or_404(queries.open_edition(slug))
    rows = downloads.score_rows(edition)
    return csv_answer(
        request, f"{edition.file_stem}.csv", downloads.SCORE_COLUMNS, rows
    )


@public_file
def scores_xlsx(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send every score, for a spreadsheet."""
    edition = get_object_or_404(queries.open_edition(slug))
    rows = downloads.score_rows(edition)
    book = workbook_of(downloads.SCORE_COLUMNS, rows, edition.published_at)
    return file_answer(book, XLSX, f"{edition.file_stem}.xlsx")


@public_file
def answers_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Send every input, as it was frozen."""
    edition = get_object_or_404(queries.open_edition(slug))
    rows = downloads.answer_rows(edition)
    return csv_answer(
        request, f"{edition.file_stem}-so-lieu.csv", downloads.ANSWER_COLUMNS, rows
    )


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
