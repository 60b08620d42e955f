"""What a first visit of the public weighs: the page and its assets as they are served, compressed.

All is weighed as gzip makes it; browsers that take Brotli need some 5 kB less.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders

from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.frameworks.bridge import library_text
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from tests.site.publication.conftest import edition
from tests.site.runs import answered, more_units, opened, round_, run

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition

__all__ = ["edition", "round_", "run"]

BUDGET = 150_000
ROWS = 100
LINKED = re.compile(r'(?:href|src)="/static/([^"#?]+)')
URL = re.compile(r'url\(["\']?([^"\')#?]+)')


def found(path: str) -> Path:
    file = finders.find(path)
    assert file, f"{path} is linked and nowhere to be found: run tools/build_assets.py"
    return Path(file)


def assets_of(page: str) -> set[str]:
    """Everything a page links, and what its style sheets ask for (every face of the fonts)."""
    linked = set(LINKED.findall(page))
    for sheet in sorted(path for path in linked if path.endswith(".css")):
        folder = Path(sheet).parent
        urls = URL.findall(found(sheet).read_text("utf-8"))
        linked |= {str(folder / url) for url in urls if not url.startswith("data:")}
    return linked


def weight(path: str) -> int:
    """Return the bytes on the wire: fonts are compressed in themselves."""
    content = found(path).read_bytes()
    return len(content if path.endswith(".woff2") else gzip.compress(content, 9))


@pytest.fixture
def hundred(ministry: Unit, coordinator: User) -> Edition:
    """The ministry's own index over a hundred units, no two with the same scores."""
    codes = more_units(ministry, ROWS)
    round_ = opened(library_text("vn.moit.dti@2023"), ministry, coordinator)
    answered(round_, coordinator, [(code, answers(n)) for n, code in enumerate(codes)])
    closed = close_round(start_appraisal(round_, by=coordinator), by=coordinator)
    run = compute_run(start_run(closed, Stage.FINAL, by=coordinator))
    return publish_run(run, EditionFacts("Kết quả", "kq"), by=coordinator)


def answers(number: int) -> dict[str, float]:
    shares = ("1.2", "1.3", "2.2", "3.1", "3.3", "4.2", "4.3", "5.1", "5.2", "6.1")
    values = {f"{code}.b": 997.0 for code in shares}
    return values | {
        f"{code}.a": float(number * (index + 7) % 997)
        for index, code in enumerate(shares)
    }


@pytest.mark.sqlite
@pytest.mark.parametrize(("below", "rows"), [("", ROWS + 1), ("CUC0/", 21)])
def test_first_visit_of_a_public_page_stays_in_the_budget(
    client: Client, hundred: Edition, below: str, rows: int
) -> None:
    path = hundred.get_absolute_url() + below
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()

    weights = {path: weight(path) for path in assets_of(page)}

    assert page.count("<tr>") >= rows
    assert "vendor/tabler.css" in weights
    assert sum(path.endswith(".woff2") for path in weights) == 6
    assert len(answer.content) + sum(weights.values()) < BUDGET, weights


@pytest.mark.sqlite
def test_public_pages_are_served_compressed(client: Client, edition: Edition) -> None:
    answer = client.get(edition.get_absolute_url(), headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert "Kết quả 2026" in gzip.decompress(answer.content).decode()
