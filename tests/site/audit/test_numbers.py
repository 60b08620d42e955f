"""What is sealed is what the store gives back: awkward numbers, keys and texts in a line's detail."""

from __future__ import annotations

from decimal import Decimal

import pytest

from opendti_site.audit.actions import record
from opendti_site.audit.models import AuditLine
from opendti_site.audit.seal import decimal_text, plain
from opendti_site.audit.verification import verify

NUMBERS = [
    (5e16, "50000000000000000"),
    (1e16, "10000000000000000"),
    (1e22, "10000000000000000000000"),
    (1.5e300, "15" + "0" * 299),
    (5e-324, "0." + "0" * 323 + "5"),
    (0.1, "0.1"),
    (0.1 + 0.2, "0.30000000000000004"),
    (1.0, "1"),
    (1, 1),
    (-0.0, "0"),
    (0, 0),
    (2**53, 2**53),
    (2**53 + 1, "9007199254740993"),
    (-(10**30), "-1" + "0" * 30),
    (Decimal("1.50"), "1.5"),
    (Decimal("1E+3"), "1000"),
    (Decimal("-0.00"), "0"),
    (Decimal(50000000000000000), "50000000000000000"),
    (True, True),
]


@pytest.mark.parametrize(("number", "kept"), NUMBERS)
def test_numbers_become_text_that_means_the_same_everywhere(number, kept):
    assert plain(number) == kept
    assert type(plain(number)) is type(kept)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])  # fmt: skip
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="no number"):
        decimal_text(number)


@pytest.mark.django_db
def test_the_store_gives_back_what_was_sealed():
    detail = {f"n{i}": number for i, (number, _kept) in enumerate(NUMBERS)}
    detail |= {
        "z": {"b": [1.0, {"a": -0.0}], "a": 5e16},
        "a": "Cục Thương mại – “điện tử” \U0001f642 e\u0301",
        "đ": None,
        "": [],
        "10": "10",
        "9": "9",
    }
    record("act", "thing:1", by=None, detail=detail)
    record("act", "thing:2", by=None, keys=detail, order={"b": 1, "a": 2})
    assert verify().findings == []
    assert AuditLine.objects.first().detail["detail"]["n0"] == "50000000000000000"
