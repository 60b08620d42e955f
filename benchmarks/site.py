"""Measure the site's budgets on a scratch database: `python -m benchmarks.site`.

Time is that of the processor (a shared machine's clock says little), the best of several whole
requests, with templates and plan warm; queries are counted once. One tab-separated line a case
(words, milliseconds, queries, function calls, budget), which `benchmarks.__main__` makes a row of.

`python -m benchmarks.site grid` runs only the cases with that word. KEPT=folder keeps the
database there for the next time; PROFILE=word also prints where the time goes.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import re
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from benchmarks.scratch import Scratch
    from opendti_site.accounts.models import User

UNITS = 100
TIMES = 15
HTMX = {"hx-request": "true"}


@dataclass(frozen=True)
class Case:
    """One thing the site does, and what it may cost."""

    what: str
    run: Callable[[], object]
    budget: str = ""


@dataclass(frozen=True)
class Cost:
    """What it does cost."""

    milliseconds: float
    queries: int
    calls: int

    def row(self, case: Case) -> tuple[object, ...]:
        """Return the line of a case: words, milliseconds, queries, calls, budget."""
        figures = (f"{self.milliseconds:.1f}", self.queries, self.calls)
        return (case.what, *figures, case.budget)


@contextmanager
def scratch_site(kept: str = "") -> Iterator[None]:
    """Set Django up on a database in a temporary folder, or a kept one, as an office would run it."""
    temporary = tempfile.TemporaryDirectory(prefix="opendti-bench-")
    with nullcontext(kept) if kept else temporary as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="opendti_site.config.settings",
            OPENDTI_DATA_DIR=folder,
            OPENDTI_SECRET_KEY="only-for-measuring-" * 4,
            OPENDTI_HTTPS="0",
            OPENDTI_HOSTS="testserver",
        )
        os.environ.pop("OPENDTI_DEBUG", None)

        import django  # noqa: PLC0415 -- reads the surroundings made above

        django.setup()
        from django.conf import settings  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        settings.STATIC_ROOT = Path(folder) / "static"
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        yield


def signed_in(user: User) -> Client:
    """Return a browser of a person."""
    from django.test import Client  # noqa: PLC0415

    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def cases(made: Scratch) -> Iterator[Case]:
    """Yield every case with its budget."""
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from opendti_site.assessments.models import Round  # noqa: PLC0415
    from opendti_site.assessments.submissions.bridge import answer_table  # noqa: PLC0415

    reporter, appraiser = signed_in(made.reporter), signed_in(made.appraiser)
    own = made.open.submissions.get(unit__code="DV0000")
    yield Case("saving one value (htmx)", Saving(reporter, own.pk), "< 50 ms")
    form = reverse("assessments:form_main", args=[own.pk, "6"])
    yield Case("the form's longest page, 17 criteria", Reading(reporter, form))
    grid = [made.appraised.pk, "appraised", "1.1"]
    there = reverse("assessments:criterion_grid", args=grid)
    what = f"appraisal grid, {UNITS} units × 47 criteria, to appraise"
    yield Case(what, Reading(appraiser, there), "< 300 ms")
    row = made.appraised.submissions.get(unit__code="DV0000")
    yield Case(
        "appraising one unit in the grid (htmx)", Appraising(appraiser, there, row.pk)
    )
    of_unit = reverse("assessments:unit_grid", args=[row.pk, "appraised"])
    what = f"appraisal grid of one unit, 47 criteria, {UNITS} units in the round"
    yield Case(what, Reading(appraiser, of_unit), "< 300 ms")
    for stage in ("self", "final"):
        round_ = Round.objects.get(pk=made.closed.pk)
        what = f"answer_table, {UNITS} units × 47 criteria, {stage}"
        yield Case(what, lambda r=round_, s=stage: answer_table(r, s))  # type: ignore[misc]
    public = Client()
    ranking = made.published.get_absolute_url()
    for what, path in (
        ("portal", "/"),
        ("ranking", ranking),
        ("unit", f"{ranking}DV0000/"),
        ("search", "/tim/?q=don+vi+so+9"),
    ):
        yield Case(f"public page: {what}, {UNITS} units", Reading(public, path))
    coordinator = signed_in(made.coordinator)
    for what, path in (
        ("round, 100 units", made.appraised.get_absolute_url()),
        ("my tasks", "/viec-cua-toi/"),
    ):
        yield Case(f"staff page: {what}", Reading(coordinator, path))


class Reading:
    """Someone opens a page."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path

    def __call__(self) -> None:
        """Open it."""
        answer = self.client.get(self.path)
        assert answer.status_code == 200, (self.path, answer.status_code)  # noqa: S101, PLR2004


class Saving:
    """Someone leaves one field of the form's longest page, each time with another value."""

    def __init__(self, client: Client, submission: int) -> None:
        from django.urls import reverse  # noqa: PLC0415

        self.client = client
        self.path = reverse("assessments:save_card", args=[submission, "6.1"])
        self.number = 0

    def __call__(self) -> None:
        """Save it."""
        self.number += 1
        fields = {"v:6.1.a": str(self.number % 90), "w:6.1.a": "none"}
        answer = self.client.post(self.path, fields, headers=HTMX)
        assert answer.status_code == 200, answer.status_code  # noqa: S101, PLR2004


class Appraising:
    """Someone accepts one unit's value."""

    def __init__(self, client: Client, grid: str, submission: int) -> None:
        self.client, self.path = client, f"{grid}{submission}/"
        self.row = re.compile(
            rf'id="f-{submission}".*?name="seen" value="([^"]*)"', re.DOTALL
        )
        self.seen = self._seen(client.get(grid).content.decode())

    def __call__(self) -> None:
        """Accept it."""
        fields = {"verdict": "accepted", "seen": self.seen}
        answer = self.client.post(self.path, fields, headers=HTMX)
        assert answer.status_code == 200, answer.status_code  # noqa: S101, PLR2004
        self.seen = self._seen(answer.content.decode())

    def _seen(self, page: str) -> str:
        found = self.row.search(page)
        assert found, "no such row"  # noqa: S101
        return found[1]


def cost_of(case: Case, times: int = TIMES) -> Cost:
    """Run a case warm: best time, queries and function calls of one run."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    case.run()
    with CaptureQueriesContext(connection) as captured:
        case.run()
        queries = len(captured)
    seconds = []
    for _ in range(times):
        start = time.process_time()
        case.run()
        seconds.append(time.process_time() - start)
    profile = cProfile.Profile()
    profile.runcall(case.run)
    stats = pstats.Stats(profile)
    if os.environ.get("PROFILE", "-") in case.what:
        stats.sort_stats("cumulative").print_stats(60)
        stats.sort_stats("tottime").print_stats(25)
    return Cost(min(seconds) * 1000, queries, stats.total_calls)  # type: ignore[attr-defined]


def main() -> None:
    """Print one line a case: words, milliseconds, queries, calls, budget."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    with scratch_site(os.environ.get("KEPT", "")):
        from benchmarks.scratch import scratch  # noqa: PLC0415 -- needs the app registry

        for case in cases(scratch(UNITS)):
            if wanted not in case.what:
                continue
            print(*cost_of(case).row(case), sep="\t", flush=True)


if __name__ == "__main__":
    main()
