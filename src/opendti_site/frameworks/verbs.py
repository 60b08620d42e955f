"""What the audit log says of framework releases."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register


def register_all() -> None:
    """Register each verb with its wording."""
    register("adopt_framework", _("Đưa bộ chỉ số lên giá"))
    register("publish_framework", _("Ban hành bộ chỉ số"))
