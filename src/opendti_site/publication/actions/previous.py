"""The edition that the columns of change compare with."""

from __future__ import annotations

from opendti_site.publication.models import Edition
from opendti_site.publication.queries import current_editions
from opendti_site.results.models import Run


def previous_edition_of(run: Run) -> Edition | None:
    """Return the newest edition of an earlier year that a run can be compared with.

    By the same framework over the same units, of the same stage (what units say of themselves is
    no result of an appraisal), and made up only where the run is.
    """
    earlier = current_editions().filter(
        fingerprint=run.fingerprint,
        root=run.round.root_id,
        stage=run.stage,
        illustrative=run.round.illustrative,
        year__lt=run.round.year,
    )
    return earlier.order_by("-year", "-pk").first()
