"""Names and addresses by which people sign in: each is one identity, however it is typed."""

from __future__ import annotations

import unicodedata

from django.core.validators import (
    MaxLengthValidator,
    RegexValidator,
    validate_email,
)
from django.utils.translation import gettext_lazy as _

valid_name = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9.+_-]*\Z",
    _("Tên đăng nhập chỉ gồm chữ không dấu, số và . + - _"),
)
"""Letters of one script and no @: nothing that looks like another name, or like an address."""
NAME_LENGTH = 150
ADDRESS_LENGTH = 254
"""What Django's column takes, and RFC 5321 allows."""


def refuse_unfit_name(name: str) -> None:
    """Raise ValidationError for a name that no account may have: other letters, or more than the column takes."""
    valid_name(name)
    MaxLengthValidator(NAME_LENGTH)(name)


def refuse_unfit_address(address: str) -> None:
    """Raise ValidationError for what is no address of mail, or longer than the column takes."""
    validate_email(address)
    MaxLengthValidator(ADDRESS_LENGTH)(address)


def fold_name(text: str) -> str:
    """Return the one form of a typed name or address: composed, full-width and case folded."""
    # Composed again after folding: case folding may take letters apart.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()
