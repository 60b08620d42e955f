"""Days and moments as texts, in the formats of `ui.formats`."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def moment(at: datetime) -> str:
    """Return `14:05 27/11/2026` in the site's time zone."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def day(at: date) -> str:
    """Return `27/11/2026`; of a moment, the day in the site's time zone."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(local, "SHORT_DATE_FORMAT")
