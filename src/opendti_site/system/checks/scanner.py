"""The virus scanner of files."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from opendti_site.assessments.evidence.scanning import ScannerError, version
from opendti_site.system.problems import Problem


def scanner() -> Iterator[Problem]:
    """Yield a scanner that is set and does not answer: no file is taken meanwhile."""
    if not settings.CLAMAV:
        return
    try:
        version()
    except ScannerError as error:
        at = settings.CLAMAV
        address = at if isinstance(at, str) else ":".join(map(str, at))
        about = {"scanner": address, "error": str(error)}
        yield Problem("scanner_unreachable", "bad", about)
