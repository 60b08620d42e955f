"""Pages of publication: public ones, files, and the staff's publishing page."""

from __future__ import annotations

from opendti_site.publication.views.files import (
    answers_csv,
    framework_file,
    manifest_file,
    scores_csv,
    scores_xlsx,
)
from opendti_site.publication.views.public import (
    method,
    node,
    open_data,
    portal,
    ranking,
    search,
    unit,
)
from opendti_site.publication.views.publishing import publish

__all__ = [
    "answers_csv",
    "framework_file",
    "manifest_file",
    "method",
    "node",
    "open_data",
    "portal",
    "publish",
    "ranking",
    "scores_csv",
    "scores_xlsx",
    "search",
    "unit",
]
