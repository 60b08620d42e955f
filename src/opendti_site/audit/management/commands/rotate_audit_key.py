"""Change the key that seals the audit chain."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from opendti_site.audit.actions import rotate_key
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Make a new key and name it in the chain."""

    help = "Seal further lines of the audit chain with a new key; keep the old ones."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Change the key, and remind of the copy."""
        line = rotate_key(by=None)
        self.stdout.write(f"new lines are sealed with key {line.detail['next']}")
        self.stdout.write(f"put a copy of {settings.AUDIT_KEY_FILE} into the safe")
