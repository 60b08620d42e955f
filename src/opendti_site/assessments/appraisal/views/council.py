"""What the council needs beside the grid: its minutes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.minutes import minutes_of
from opendti_site.assessments.appraisal.minutes_document import minutes_document
from opendti_site.assessments.appraisal.permissions import can_read_minutes
from opendti_site.assessments.appraisal.views.overview import watched_round
from opendti_site.ui.exports import DOCX, file_answer


@require_safe
def minutes_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the minutes of the council as its decisions stand."""
    round_ = watched_round(request, pk)
    if not can_read_minutes(request.user, round_.root):
        raise PermissionDenied
    content = minutes_document(minutes_of(round_))
    return file_answer(content, DOCX, f"bien-ban-{round_.year}-{round_.pk}.docx")
