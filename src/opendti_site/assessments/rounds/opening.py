"""The forms of the units that take part, as a round opens."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from opendti_site.assessments.rounds.bridge import size_in
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import candidates_for


def submissions_for(
    round_: Round, blocks: Mapping[str, str] | None
) -> list[Submission]:
    """Return a form, not stored yet, for each unit that has a block; refuse a block that the framework lacks."""
    candidates, sheets = candidates_for(round_, blocks)
    known = {sheet.code for sheet in sheets}
    rows = []
    for candidate in candidates:
        block = candidate.block
        # The coordinator has left the unit out.
        if not block:
            continue
        if block not in known:
            raise ValidationError(
                _("Khối “%(block)s” không có trong bộ chỉ số.") % {"block": block}
            )
        # Stored with the form, so that lists of forms show progress without reading the
        # framework.
        total, points = size_in(round_, block)
        rows.append(
            Submission(
                round=round_,
                unit=candidate.unit,
                block=block,
                total=total,
                max_points=points,
            )
        )
    return rows
