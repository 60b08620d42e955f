"""What README says: everyone recomputes what is published, with one command."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from typing import TYPE_CHECKING

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

SILENT = 4
UNITS = 22
COLUMNS = ("unit", "block", "node", "points", "max_points", "value", "rank", "band")


def test_silent_units_are_scored_again_with_the_others(
    client: Client,
    framework_text: str,
    ministry: Unit,
    department: Unit,
    coordinator: User,
    tmp_path: Path,
) -> None:
    codes = more_units(ministry, UNITS - 1)
    round_ = opened(framework_text, ministry, coordinator)
    rows = [(code, {"1.1.a": 1, "2.1.a": n % 5}) for n, code in enumerate(codes)]
    answered(round_, coordinator, rows[: UNITS - SILENT])
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    publish_run(run, EditionFacts("Hai mươi hai", "hai-hai"), by=coordinator)

    for name in ("so-lieu.csv", "bo-chi-so.yaml"):
        answer = client.get(f"/ket-qua/hai-hai/{name}")
        (tmp_path / f"hai-hai-{name}").write_bytes(answer.content)
    command = "opendti score hai-hai-bo-chi-so.yaml hai-hai-so-lieu.csv -o again.csv"
    subprocess.run([sys.executable, "-m", *command.split()], cwd=tmp_path, check=True)  # noqa: S603 -- our own command

    published = client.get("/ket-qua/hai-hai.csv").content.decode("utf-8-sig")
    again = (tmp_path / "again.csv").read_text("utf-8-sig")
    assert len({row[0] for row in table(published)}) == UNITS
    assert table(again) == table(published)


def table(text: str) -> list[tuple[object, ...]]:
    """Return the rows by unit and node, numbers as numbers."""
    rows = csv.DictReader(io.StringIO(text))
    return sorted(tuple(number(row[name]) for name in COLUMNS) for row in rows)


def number(cell: str) -> object:
    try:
        return f"{float(cell):.9f}"
    except ValueError:
        return cell
