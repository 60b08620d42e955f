"""Days and moments as texts, in the formats of `ui.formats`, and the input of a day."""

from __future__ import annotations

from datetime import date, datetime

from django.forms import DateInput
from django.utils import timezone
from django.utils.formats import date_format


def moment(at: datetime) -> str:
    """Return `14:05 27/11/2026` in the site's time zone."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def day(at: date) -> str:
    """Return `27/11/2026`; of a moment, the day in the site's time zone."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(local, "SHORT_DATE_FORMAT")


class DayInput(DateInput):
    """A day, as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
