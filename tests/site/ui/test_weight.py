"""What a first visit of the public weighs: the assets as WhiteNoise serves them, compressed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.site.publication.conftest import edition
from tests.site.runs import round_, run

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.publication.models import Edition

__all__ = ["edition", "round_", "run"]

BUDGET = 150_000
LINKED = re.compile(r'(?:href|src)="/static/([^"#?]+)')
URL = re.compile(r'url\(["\']?([^"\')#?]+)')


def found(path: str) -> Path:
    if not settings.VENDOR_DIR.is_dir():
        pytest.fail("the assets are not built: run tools/build_assets.py")
    place = finders.find(path)
    assert place, f"{path} is linked and nowhere to be found"
    return Path(place)


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


@pytest.mark.parametrize("below", ["", "CucTMDT/"])
def test_assets_of_a_public_page_stay_in_the_budget(
    client: Client, edition: Edition, below: str
) -> None:
    page = client.get(edition.get_absolute_url() + below).content.decode()

    weights = {path: weight(path) for path in assets_of(page)}

    assert "vendor/tabler.css" in weights
    assert sum(path.endswith(".woff2") for path in weights) == 6
    assert sum(weights.values()) < BUDGET, weights


def test_public_pages_are_served_compressed(client: Client, edition: Edition) -> None:
    answer = client.get(edition.get_absolute_url(), headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert "Kết quả 2026" in gzip.decompress(answer.content).decode()
