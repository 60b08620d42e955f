"""Upgrade a stored site and look at it, in a process of its own: `python -m tests.site.operations.upgraded_site`.

Takes the dump, the slug of the edition and a unit's code; prints what each page answered and the
edition's file, as JSON.
"""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import django

MANAGER = "minh"  # who coordinates the demo's ministry
HOST = "localhost"


def main(dump: str, slug: str, code: str) -> None:
    """Load, upgrade, ask for pages, print."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- needs the settings
    from django.test import Client  # noqa: PLC0415 -- needs the settings

    from opendti_site.accounts.models import User  # noqa: PLC0415 -- needs the app registry
    from opendti_site.operations.backup import databases  # noqa: PLC0415 -- as above

    databases.load(Path(dump))
    steps = StringIO()
    call_command("upgrade", backup=Path(dump).with_suffix(".tar"), stdout=steps)
    reader, manager = Client(SERVER_NAME=HOST), Client(SERVER_NAME=HOST)
    manager.force_login(User.objects.get(username=MANAGER))
    home = f"/ket-qua/{slug}"
    pages = ["/", f"{home}/", f"{home}/{code}/", f"/en{home}/", "/du-lieu-mo/"]
    own = ["/viec-cua-toi/", "/ky/", "/nhat-ky/", "/don-vi/", "/bo-chi-so/"]
    found = {path: reader.get(path).status_code for path in pages}
    found |= {path: manager.get(path).status_code for path in own}
    ranking = reader.get(f"{home}.csv").getvalue().decode()
    json.dump(
        {"steps": steps.getvalue(), "pages": found, "ranking": ranking}, sys.stdout
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
