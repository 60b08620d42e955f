"""
A list between its preview and its writing.

It travels through the browser, signed, so that an upload that nobody confirms leaves nothing
on the disk.
"""

from __future__ import annotations

from django.core import signing
from django.utils.translation import gettext_lazy as _

from opendti_site.ui.list_tables.bridge import ListTable

# The list is checked again when it is written, but a preview of yesterday would mislead.
HELD_SECONDS = 3600
EXPIRED = _("Bản xem trước đã hết hạn. Xin chọn lại tệp.")


def sign_list(table: ListTable, *, app: str) -> str:
    """Return the list as text for a hidden field."""
    return signing.dumps(table.as_plain(), salt=f"{app}.list", compress=True)


def read_signed_list(text: str, *, app: str) -> ListTable:
    """Return the list that was signed; raise BadSignature where it is another text, or too old."""
    plain = signing.loads(text, salt=f"{app}.list", max_age=HELD_SECONDS)
    return ListTable.from_plain(plain)
