"""Fill an empty database with the demo."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from opendti_site.home.seeding import STAGES, seed
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Real units and published tables, an invented round up to a stage."""

    help = "Fill an empty database with the demo, up to a stage of this year's round."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the stage."""
        parser.add_argument("--stage", choices=STAGES, default="published")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's shape
        """Fill it, or say that it is filled."""
        done = seed(
            options["stage"], lambda step: self.stdout.write(f"seed_demo: {step}")
        )
        shown = (
            f"ready at stage {options['stage']}"
            if done
            else "the demo is already there, nothing changed"
        )
        self.stdout.write(f"seed_demo: {shown}")
