"""What the fields of the framework editor and of the crosswalk are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from opendti_site.accounts.field_words import register_field_namer
from opendti_site.ui.later import later

CROSSWALK = "e"
label_of_path = later("opendti_site.frameworks.drafting.field_labels.label_of_path")
HIDDEN = {"version", "address", "act", "was"}


def register_all() -> None:
    """Give the page of a session that ended the words of the editor."""
    register_field_namer("opendti_site.frameworks", words_of_field)


def words_of_field(name: str) -> str:
    """Return a field of a draft by its labels, one of the crosswalk by its line and column."""
    if name in HIDDEN:
        return ""
    head, *rest = name.split(".")
    if head == CROSSWALK and len(rest) == len(("line", "column")):
        return _line_and_column(*rest)
    single = {
        "text": _("Tệp YAML"),
        "over_notices": _("Vẫn ban hành khi chưa xem hết"),
        "identity": _("Bộ chỉ số"),
        "try": _("Số liệu thử"),
    }
    return single.get(head) or label_of_path(name)


def _line_and_column(line: str, column: str) -> str:
    columns = {
        "from": _("mục trước"),
        "kind": _("đổi thành"),
        "note": _("ghi chú"),
        "to": _("mục sau"),
        "ok": _("đã xác nhận"),
    }
    row = _("Dòng %(number)d") % {"number": int(line) + 1 if line.isdecimal() else 0}
    return f"{row}, {columns.get(column, column)}"
