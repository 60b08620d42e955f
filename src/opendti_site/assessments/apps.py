"""The Django app of assessments."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments import verbs


class AssessmentsConfig(AppConfig):
    """Rounds, submissions, evidence, appraisal."""

    name = "opendti_site.assessments"
    verbose_name = _("Đánh giá")

    def ready(self) -> None:
        """Give the audit log its words for what happens here."""
        verbs.register_all()
