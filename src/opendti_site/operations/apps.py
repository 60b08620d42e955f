"""The app that keeps the site running."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Workers, chores, backup."""

    name = "opendti_site.operations"
    verbose_name = _("Vận hành")

    def ready(self) -> None:
        """Register chores, figures and the check of the data folder."""
        from opendti_site.operations import (  # noqa: PLC0415 -- needs the app registry
            checks,
            cleaning,
            gauges,
        )
        from opendti_site.operations.backup import (  # noqa: PLC0415 -- as above
            chores as backup_chores,
        )

        cleaning.register_all()
        backup_chores.register_all()
        gauges.register_all()
        register(checks.check_interrupted_restore, Tags.files)
        register(checks.check_backup_target, Tags.files)
