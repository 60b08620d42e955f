"""Moments and amounts as the reader's language writes them, for sentences outside of templates."""

from __future__ import annotations

from datetime import date, datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _


def moment(at: datetime) -> str:
    """Return `14:05 27/11/2026` in the site's time zone."""
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y")


def day(at: date) -> str:
    """Return `27/11/2026`."""
    return at.strftime("%d/%m/%Y")


def amount(size: float) -> str:
    """Return bytes in the unit that fits, as `4,2 GB`."""
    return str(filesizeformat(size)).replace("\xa0", " ")


def duration(seconds: float) -> str:
    """Return `12 giây`, or `3 phút 12 giây`."""
    minutes, rest = divmod(round(seconds), 60)
    about = {"minutes": minutes, "seconds": rest}
    if minutes:
        return _("%(minutes)s phút %(seconds)s giây") % about
    return _("%(seconds)s giây") % about
