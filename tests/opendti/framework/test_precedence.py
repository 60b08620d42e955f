"""Which value counts where a machine and a person differ, as the file says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti import fingerprint, parse_framework
from opendti.errors import FaultsError
from opendti.framework.diff import diff
from tests.small_sets import criterion, framework_with, plan_with, text_with

if TYPE_CHECKING:
    from opendti.plan.model import Criterion

RULE = "{kind: share}"


def compiled(more: str) -> Criterion:
    """The compiled criterion with more settings."""
    return plan_with(criterion(RULE, more=more)).criteria[0]


def test_a_file_that_says_nothing_is_what_it_was() -> None:
    plain = compiled("")
    assert (plain.precedence, plain.tolerance, plain.valid_for) == ("typed", 0.0, None)
    assert compiled("collected_from: feed").precedence == "machine"
    assert compiled("collected_from: feed, precedence: typed").precedence == "typed"


def test_settings_reach_the_plan_and_show_as_differences() -> None:
    more = "precedence: agree, tolerance: 5%, valid_for: 90"
    found = compiled(more)
    assert (found.precedence, found.tolerance, found.valid_for) == ("agree", 0.05, 90)
    before = framework_with(criterion(RULE))
    after = framework_with(criterion(RULE, more=more))
    assert fingerprint(before) != fingerprint(after)
    assert {(each.kind, each.node, each.what) for each in diff(before, after)} == {
        ("setting", "1.1", name) for name in ("precedence", "tolerance", "valid_for")
    }


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("precedence: agree", "tolerance_missing"),
        ("precedence: machine, tolerance: 0.1", "tolerance_unused"),
        ("tolerance: 0.1", "tolerance_unused"),
    ],
)
def test_settings_that_say_nothing_are_faults(more: str, code: str) -> None:
    with pytest.raises(FaultsError) as refused:
        framework_with(criterion(RULE, more=more))
    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_group_has_no_such_settings() -> None:
    text = text_with(criterion(RULE)).replace(
        "    nodes:", "    valid_for: 30\n    nodes:"
    )
    with pytest.raises(FaultsError) as refused:
        parse_framework(text)
    assert [fault.code for fault in refused.value.faults] == ["arrival_of_group"]


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "100000"])
def test_days_of_validity_are_whole_and_bounded(days: str) -> None:
    with pytest.raises(FaultsError):
        compiled(f"valid_for: {days}")
