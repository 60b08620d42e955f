"""The columns of a list of people, and the reading of single cells."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti_site.accounts.enums import Role
from opendti_site.accounts.names import fold_name, valid_name
from opendti_site.ui.language import in_both_languages
from opendti_site.ui.list_tables.bridge import check_length, disguise_words

USERNAME, NAME, EMAIL = "ten_dang_nhap", "ho_va_ten", "thu_dien_tu"
ROLE, UNIT = "vai_tro", "don_vi"
COLUMNS = (USERNAME, NAME, EMAIL, ROLE, UNIT)
REQUIRED = (USERNAME, NAME)
LENGTHS = {USERNAME: 150, NAME: 150, EMAIL: 254}


def column_words() -> list[tuple[str, str]]:
    """Return for each column a description of its cells."""
    roles = "; ".join(str(role.label) for role in Role)
    return [
        (USERNAME, _("Bắt buộc. Chữ không dấu, số và . + - _.")),
        (NAME, _("Bắt buộc. Họ và tên đầy đủ.")),
        (EMAIL, _("Địa chỉ thư; có thể để trống.")),
        (ROLE, _("Một trong: %(words)s.") % {"words": roles}),
        (
            UNIT,
            _("Mã đơn vị; vai trò có hiệu lực với đơn vị này và mọi đơn vị cấp dưới."),
        ),
    ]


def read_cell(column: str, text: str) -> str:
    """Read one cell; a ValueError says what was expected."""
    check_length(text, LENGTHS.get(column), is_required=column in REQUIRED)
    reader = READERS.get(column)
    return reader(text) if reader else text


def _read_username(text: str) -> str:
    try:
        valid_name(text)
    except ValidationError as fault:
        raise ValueError(str(fault.message)) from None
    return text


def _read_name(text: str) -> str:
    if disguise_words(text):
        raise ValueError(disguise_words(text))
    return text


def _read_email(text: str) -> str:
    email = fold_name(text)
    if not email:
        return ""
    if not email.isascii():
        raise ValueError(_("Địa chỉ thư chỉ gồm chữ không dấu."))
    try:
        validate_email(email)
    except ValidationError:
        raise ValueError(_("không phải là địa chỉ thư")) from None
    return email


def _read_role(text: str) -> str:
    """Read a role by its code or by its Vietnamese or English words."""
    if not text:
        return ""
    for role in Role:
        names = map(fold, in_both_languages(role.label))
        if fold(text) in {fold(role.value), *names}:
            return role.value
    raise ValueError(
        _("%(text)s không phải là vai trò; cần một trong: %(expected)s")
        % {
            "text": f"“{text}”",
            "expected": ", ".join(str(role.label) for role in Role),
        }
    )


READERS = {
    USERNAME: _read_username,
    NAME: _read_name,
    EMAIL: _read_email,
    ROLE: _read_role,
}
