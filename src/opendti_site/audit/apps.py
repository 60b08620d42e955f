"""The app of the audit chain."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Audit lines."""

    name = "opendti_site.audit"
    verbose_name = _("Nhật ký")
