"""Printed numbers beside computed ones: what was not measured is no difference."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from opendti_site.publication.models import EditionUnit
from opendti_site.publication.queries.comparing import SLACK, TOLERANCE, Difference
from tests.site.html import packed

UNIT = EditionUnit(code="P", name="Phường Một")


def beside(ours: float | None, printed: float, state: str = "given") -> Difference:
    return Difference(UNIT, "2.1", "Báo cáo", "value", ours, printed, state)


@pytest.mark.parametrize(
    ("ours", "is_real"),
    [(0.5, False), (0.5001, False), (0.50011, True), (0.0, True), (None, False)],
)
def test_a_difference_is_between_two_numbers(
    ours: float | None,
    is_real: bool,  # noqa: FBT001 -- a case
) -> None:
    difference = beside(ours, 0.5, "given" if ours is not None else "not_measured")
    assert difference.is_real is is_real
    assert difference.is_comparable is (ours is not None)


def test_a_page_counts_apart_what_has_no_number_of_ours() -> None:
    real = beside(0.4, 0.5)
    page = SimpleNamespace(compared=2, without_ours=3, differing=[real])
    with translation.override("vi"):
        shown = packed(render_to_string("publication/_printed.html", {"page": page}))
    assert "So 2 số do nguồn công bố" in shown
    assert "3 số nữa của nguồn không so được: OpenDTI chưa đo tiêu chí đó" in shown
    assert shown.count("Phường Một") == 1


def test_a_page_with_nothing_to_compare_says_only_that() -> None:
    page = SimpleNamespace(compared=0, without_ours=1, differing=[])
    with translation.override("vi"):
        shown = render_to_string("publication/_printed.html", {"page": page})
    assert "khớp" not in shown
    assert "1 số nữa của nguồn không so được" in shown


def test_a_difference_that_the_printed_decimals_explain_is_none() -> None:
    assert not beside(TOLERANCE + SLACK, 0.0).is_real
    assert beside(TOLERANCE + 2 * SLACK, 0.0).is_real
