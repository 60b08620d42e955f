"""The digits of tables: cut out of Inter at build, all of one width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.site.publication.conftest import edition
from tests.site.runs import round_, run

if TYPE_CHECKING:
    from opendti_site.publication.models import Edition
    from tests.browser.windows import Windows

__all__ = ["edition", "round_", "run"]

WIDTHS = """async () => {
  const cell = document.querySelector(".rank td.value span");
  await document.fonts.ready;
  return [..."0123456789"].map((digit) => {
    cell.textContent = digit.repeat(8);
    const text = document.createRange();
    text.selectNodeContents(cell);
    return text.getBoundingClientRect().width;
  });
}"""
FACES = "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)"


def test_digits_of_tables_have_one_width(windows: Windows, edition: Edition) -> None:
    page = windows.open()
    page.goto(edition.get_absolute_url())

    widths = page.evaluate(WIDTHS)

    assert len(set(widths)) == 1, widths
    assert "OpenDTI Figures" in page.evaluate(FACES)
