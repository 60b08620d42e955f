"""The page that documents the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opendti_site.api.limits import OF_ACCOUNT, OF_STRANGER
from opendti_site.api.problems import KINDS
from opendti_site.api.v1.root import api
from opendti_site.feeds.readings import WORDS
from opendti_site.publication.caching import public_page


@public_page
def documentation(request: HttpRequest) -> HttpResponse:
    """Show how a program reads and pushes: by examples, then every address and every refusal."""
    context = {
        "base": request.build_absolute_uri("/").rstrip("/"),
        "paths": _addresses(),
        "problems": KINDS,
        "row_faults": WORDS,
        "of_account": OF_ACCOUNT,
        "of_stranger": OF_STRANGER,
    }
    return render(request, "api/documentation.html", context)


def _addresses() -> list[dict[str, str]]:
    """Return every address with its method and summary, as the OpenAPI description has them."""
    schema = api.get_openapi_schema()
    return [
        {"method": method.upper(), "path": path, "summary": operation["summary"]}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
