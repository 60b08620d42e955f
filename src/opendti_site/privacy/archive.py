"""A person's data as one file: JSON for machines, a table a part for people."""

from __future__ import annotations

import io
import json
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.privacy.queries import Section
from opendti_site.ui.exports import csv_text

ZIP = "application/zip"


def archive_of(person: User, sections: list[Section], at: datetime) -> bytes:
    """Return a ZIP with `du-lieu.json` and a CSV for each section; no table carries a formula."""
    everything = {
        str(_("tài khoản")): person.pk,
        str(_("lập lúc")): at.isoformat(timespec="seconds"),
        **{str(section.title): section.as_data() for section in sections},
    }
    text = json.dumps(everything, ensure_ascii=False, indent=2)
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_entry("du-lieu.json", at), text)
        for number, section in enumerate(sections, start=1):
            table = csv_text(map(str, section.columns), section.rows)
            archive.writestr(_entry(f"{number}-{section.code}.csv", at), table)
    return written.getvalue()


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry
