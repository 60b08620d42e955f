"""Say what is wrong with the site, and its remedy."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from opendti_site.system.doctor import examine
from opendti_site.system.problems import Problem


class Command(BaseCommand):
    """Everything that is wrong or will be, each with its remedy; exit 1 where something is wrong."""

    help = "Name everything that is wrong with the site or will be, with its remedy; exit 1 where something is wrong."
    # It says itself what those checks find, and a bare environment is what it is for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the language, the form and the certificate."""
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "-l", "--language", choices=languages, default="en", help="vi or en"
        )
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--certificate",
            type=Path,
            metavar="FILE",
            help="the site's certificate (PEM), where its name cannot be reached from here",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Examine the site and write what was found."""
        with translation.override(options["language"]):
            found = examine(certificate=options["certificate"])
            write = self._as_json if options["json"] else self._as_text
            write(found)
        if any(problem.level == "bad" for problem in found):
            sys.exit(1)

    def _as_json(self, found: list[Problem]) -> None:
        is_well = not any(problem.level == "bad" for problem in found)
        about = {
            "well": is_well,
            "problems": [problem.as_data() for problem in found],
        }
        self.stdout.write(json.dumps(about, ensure_ascii=False, indent=2))

    def _as_text(self, found: list[Problem]) -> None:
        for problem in found:
            word = _("SAI") if problem.level == "bad" else _("LƯU Ý")
            self.stdout.write(f"{word}  {problem.title}\n      {problem.remedy}")
        if not found:
            self.stdout.write(_("Không thấy gì sai."))
