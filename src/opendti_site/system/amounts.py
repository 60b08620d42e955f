"""Amounts as the reader's language writes them, for sentences outside of templates."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


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
