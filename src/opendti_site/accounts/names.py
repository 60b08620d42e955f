"""Names and addresses by which people sign in: each is one identity, however it is typed."""

from __future__ import annotations

import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

valid_name = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9.+_-]*\Z",
    _("Tên đăng nhập chỉ gồm chữ không dấu, số và . + - _"),
)
"""Letters of one script and no @: nothing that looks like another name, or like an address."""
NAME_LENGTH = 150


def fold_name(text: str) -> str:
    """Return the one form of a typed name or address: composed, full-width and case folded."""
    # Composed again after folding: case folding may take letters apart.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()
