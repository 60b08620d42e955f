"""What a verification finds: a code with its parameters, put into words for whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import words_of
from opendti_site.ui.translatable import StrOrPromise

_WORDS: dict[str, StrOrPromise] = {
    "line_missing": _("thiếu một dòng đứng trước dòng này"),
    "line_changed": _("dòng nhật ký đã bị sửa"),
    "line_unreadable": _("dòng nhật ký có giá trị sai kiểu nên không đọc được"),
    "line_unkeyed": _("dòng không được niêm phong bằng khóa"),
    "key_missing": _("tệp khóa không có khóa %(key)s nên không kiểm được"),
    "key_changed": _("khóa đổi sang %(key)s mà không có dòng đổi khóa"),
    "head_key_changed": _(
        "khóa ghi cho dòng sắp tới là %(key)s, không phải khóa đang dùng"
    ),
    "end_missing": _("các dòng ở cuối nhật ký đã mất"),
    "check_failed": _("không kiểm hết được: %(fault)s"),
    "anchor_unreadable": _("không đọc được tệp mốc: %(fault)s"),
    "anchor_forged": _("dòng %(line)s của tệp mốc không phải do hệ thống ghi"),
    "anchor_ahead": _("mốc lúc %(at)s có nhiều dòng hơn nhật ký: các dòng cuối đã mất"),
    "anchor_differs": _("nhật ký khác với mốc ghi lúc %(at)s"),
    "trigger_found": _(
        "cơ sở dữ liệu có lệnh tự chạy trên bảng %(table)s, có thể sửa dữ liệu ngoài hệ thống"
    ),
    "table_disguised": _(
        "%(table)s không phải bảng thường: cơ sở dữ liệu có thể cho phép kiểm tra xem khác với trang"
    ),
    "row_changed": _("dữ liệu khác với lúc được niêm phong ở dòng %(line)s"),
    "row_unreadable": _("dữ liệu có giá trị sai kiểu nên không đọc được"),
    "row_twice": _("dữ liệu này có hai lần trong bảng"),
    "row_gone": _("dữ liệu được niêm phong ở dòng %(line)s nay không còn"),
    "row_resealed": _(
        "đã bị sửa ngoài hệ thống trước khi được niêm phong lại ở dòng %(line)s"
    ),
    "row_slipped_in": _(
        "đã được thêm ngoài hệ thống trước khi được niêm phong ở dòng %(line)s (%(act)s)"
    ),
    "row_taken_out": _("đã bị xóa ngoài hệ thống trước dòng %(line)s (%(act)s)"),
    "column_changed": _(
        "cột %(column)s đã bị sửa ngoài hệ thống trước dòng %(line)s: việc “%(act)s” không sửa cột này"
    ),
    "row_unsealed": _("không dòng nhật ký nào nói đến dữ liệu này"),
    "table_unknown": _("bảng được niêm phong ở dòng %(line)s nay không còn"),
}

_KINDS: dict[str, StrOrPromise] = {
    "anchor": _("mốc niêm phong"),
    "check": _("phép kiểm tra"),
    "trigger": _("lệnh tự chạy của cơ sở dữ liệu"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed.

    `table` and `key` name the row (`organisations.Unit`, `12`), `name` is for people.
    """

    code: str
    table: str
    key: str
    name: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Describe what is wrong, in the reader's language."""
        act = words_of(self.params["verb"]) if "verb" in self.params else ""
        return str(_WORDS[self.code]) % (self.params | {"act": act})

    @property
    def table_words(self) -> str:
        """Name the table as people call what is in it."""
        return table_words(self.table)

    def as_data(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        return asdict(self)

    def __str__(self) -> str:
        name = f" “{self.name}”" if self.name else ""
        return f"{self.table} {self.key}{name}: {self.words}"


def table_words(table: str) -> str:
    """Name a table as people call what is in it; what is no table by its own word."""
    if table in _KINDS:
        return str(_KINDS[table])
    try:
        return str(apps.get_model(table)._meta.verbose_name)  # noqa: SLF001 -- Django's documented name
    except (LookupError, ValueError):
        return table


def with_errors_as_findings(
    search: Callable[[], Iterable[Finding]], table: str, key: str
) -> Iterator[Finding]:
    """Yield what a search finds of a row; one that is spoilt is named, so that it hides no other."""
    try:
        yield from search()
    except Exception as fault:  # noqa: BLE001 -- what spoils a check is a finding
        params = {"fault": f"{type(fault).__name__}: {fault}"}
        yield Finding("check_failed", table, key, "", params)


def register_kinds(words: Mapping[str, StrOrPromise]) -> None:
    """Name tables whose model has no name for people."""
    _KINDS.update(words)


def register_findings(**words: StrOrPromise) -> None:
    """Give the codes of an app's own checks their words."""
    _WORDS.update(words)
