"""An edition's files, as downloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from opendti_site.publication import downloads, queries
from opendti_site.publication.bridge import scores_workbook

if TYPE_CHECKING:
    from django.http import HttpRequest

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


@login_not_required
@require_safe
def scores_csv(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send every score."""
    edition = get_object_or_404(queries.open_edition(slug))
    return _file(downloads.scores_file(edition), CSV, f"{slug}.csv")


@login_not_required
@require_safe
def scores_xlsx(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send every score, for a spreadsheet."""
    edition = get_object_or_404(queries.open_edition(slug))
    return _file(scores_workbook(edition.run), XLSX, f"{slug}.xlsx")


@login_not_required
@require_safe
def answers_csv(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send every input, as it was frozen."""
    edition = get_object_or_404(queries.open_edition(slug))
    return _file(downloads.answers_file(edition), CSV, f"{slug}-so-lieu.csv")


@login_not_required
@require_safe
def framework_file(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send the rules, as they were frozen."""
    edition = get_object_or_404(queries.open_edition(slug))
    return _file(
        edition.run.round.text,
        "application/yaml; charset=utf-8",
        f"{slug}-bo-chi-so.yaml",
    )


@login_not_required
@require_safe
def manifest_file(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Send what a verifier needs to know."""
    edition = get_object_or_404(queries.open_edition(slug))
    text = (
        json.dumps(edition.manifest, ensure_ascii=False, indent=2, sort_keys=True)
        + "\n"
    )
    return _file(text, "application/json; charset=utf-8", f"{slug}.json")
