"""Why an action on a release is refused, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def taken_words(identity: str) -> str:
    """Explain that another release has this identity."""
    return _("Đã có %(identity)s; xin ghi mã hoặc phiên bản khác.") % {
        "identity": identity
    }


def gone_words() -> str:
    """Explain that a draft is no draft any more."""
    return _("Bản nháp này đã được ban hành hoặc đã bỏ.")
