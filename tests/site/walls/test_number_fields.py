"""What is in a field, and what a doubt asks for, can be typed there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from opendti.framework import parse_framework
from opendti.plan import compile_plan
from opendti_site.assessments.submissions.bridge.texts import (
    exact_value,
    parse_value,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.readings import ItemValue
from opendti_site.audit.errors import ActionRefusedError
from tests.site.walls.spellings import FRAMEWORK

if TYPE_CHECKING:
    from opendti.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_plan(parse_framework(FRAMEWORK))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("item", ["2.a", "3.a"])
@given(thousandths=st.integers(-999_999_999, 999_999_999))
@example(thousandths=1_000_000)
@example(thousandths=1_234)
@example(thousandths=-12_345_000)
def test_what_stands_in_a_field_is_read_as_what_was_kept(
    plan: Plan, language: str, item: str, thousandths: int
):
    number = abs(thousandths) if item == "3.a" else thousandths / 1000
    with translation.override(language):
        written = write_value(plan, item, ItemValue(float(number)))
        parsed = parse_value(plan, item, written)
    assert (written, parsed.fault) == (written, "")
    assert parsed.value is not None
    assert float(parsed.value) == number


@pytest.mark.parametrize(("item", "shown"), [("2.a", "1.000"), ("3.a", "1.000")])
def test_what_is_only_read_keeps_its_groups(plan: Plan, item: str, shown: str):
    with translation.override("vi"):
        assert show_value(plan, item, ItemValue(1000.0)) == shown


@pytest.mark.parametrize("item", ["2.a", "3.a"])
def test_a_number_beyond_the_bounds_is_called_too_large(plan: Plan, item: str):
    with translation.override("vi"):
        assert parse_value(plan, item, "1e16").fault == "Số quá lớn."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0,0000000001", "0.0000000001"), ("0,33333333333", "0.3333333333"), ("0", "0")],
)
def test_what_the_database_keeps_of_a_small_number_is_that_number(
    plan: Plan, typed: str, kept: str
):
    assert parse_value(plan, "2.a", typed).value == Decimal(kept)


@pytest.mark.parametrize("typed", ["0,00000000001", "0,00000000015", "-1e-12"])
def test_a_number_that_would_be_kept_as_another_is_refused(plan: Plan, typed: str):
    with translation.override("vi"):
        parsed = parse_value(plan, "2.a", typed)
        assert parsed.value is None
        assert parsed.fault.startswith("Số quá nhỏ: chỉ giữ được 10 chữ số")
        number = float(typed.replace(",", "."))
        with pytest.raises(ActionRefusedError, match="Số quá nhỏ"):
            exact_value(plan, "2.a", number)


@pytest.mark.parametrize(
    ("item", "text", "offered"),
    [
        ("2.a", "1.000", ("1000", "1,000")),
        ("2.a", "999.999", ("999999", "999,999")),
        ("3.a", "1,000", ("1000",)),
        ("3.a", "12,345", ("12345",)),
    ],
)
def test_what_a_doubt_asks_to_be_typed_is_read(
    plan: Plan, item: str, text: str, offered: tuple[str, ...]
):
    """A doubt that asks for the text itself again would never end."""
    fault = parse_value(plan, item, text).fault
    asked = fault.partition(";")[2]
    assert ("một trong hai" in asked) is (len(offered) == 2)
    for reading in offered:
        assert reading in fault
        assert not parse_value(plan, item, reading).fault
