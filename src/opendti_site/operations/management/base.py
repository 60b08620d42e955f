"""The base of the site's commands."""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags
from django.core.checks.registry import registry
from django.core.management.base import BaseCommand

PAGES = {str(Tags.urls), str(Tags.templates)}


class SiteCommand(BaseCommand):
    """
    A command that serves no page, and so checks all but addresses and templates.

    Those load every view, and the engine with them: twice the time of a start. `opendti site
    check` and the tests do check them.
    """

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Return the arguments of the system checks, with the tags of those that are run."""
        tags = set(map(str, registry.tags_available())) - PAGES
        return super().get_check_kwargs(options) | {"tags": sorted(tags)}
