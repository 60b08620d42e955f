"""The page that documents the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from opendti_site.api.limits import OF_ACCOUNT, OF_STRANGER
from opendti_site.api.problems import KINDS
from opendti_site.api.v1.root import api
from opendti_site.feeds.readings import WORDS
from opendti_site.publication.caching import public_page
from opendti_site.ui.translatable import StrOrPromise

ADDRESS_WORDS: dict[str, StrOrPromise] = {
    "/api/v1/units": _("Đơn vị của tài khoản và các đơn vị cấp dưới"),
    "/api/v1/units/{code}": _("Một đơn vị"),
    "/api/v1/frameworks": _("Các bộ chỉ số đã ban hành"),
    "/api/v1/frameworks/{identity}": _("Một bộ chỉ số: các số liệu của nó và cả tệp"),
    "/api/v1/rounds": _("Các kỳ đánh giá"),
    "/api/v1/rounds/{round_id}": _("Một kỳ đánh giá"),
    "/api/v1/rounds/{round_id}/submissions": _("Hồ sơ của các đơn vị trong kỳ"),
    "/api/v1/submissions/{submission_id}": _("Một hồ sơ"),
    "/api/v1/submissions/{submission_id}/values": _("Số liệu trong một hồ sơ"),
    "/api/v1/rounds/{round_id}/values": _("Số liệu trong mọi hồ sơ của kỳ"),
    "/api/v1/rounds/{round_id}/runs": _("Các lần tính điểm của kỳ"),
    "/api/v1/runs/{run_id}": _("Một lần tính điểm"),
    "/api/v1/runs/{run_id}/scores": _("Điểm của từng đơn vị ở từng chỉ số"),
    "/api/v1/values": _("Gửi số liệu, tới 10.000 dòng mỗi lần"),
    "/api/v1/editions": _("Các bản công bố (không cần mã)"),
    "/api/v1/editions/{slug}": _("Một bản công bố (không cần mã)"),
    "/api/v1/editions/{slug}/scores": _("Điểm trong một bản công bố (không cần mã)"),
}
"""What each address is for."""


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


def _addresses() -> list[dict[str, StrOrPromise]]:
    """Return every address of the OpenAPI description with its method and words."""
    schema = api.get_openapi_schema()
    return [
        {"method": method.upper(), "path": path, "words": ADDRESS_WORDS[path]}
        for path, methods in schema["paths"].items()
        for method in methods
    ]
