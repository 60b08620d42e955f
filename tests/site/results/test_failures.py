"""What the engine refuses to score is said in the reader's language."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from opendti import score
from opendti.errors import TableError
from opendti_site.results.bridge import failure_in_words, failure_of
from tests.opendti.composite_sets import answers_of, group, leaf, plan_with

REFUSALS = [
    ("{normalise: {method: none}, aggregate: {method: geometric}}", "a", "a", [[0, 1]]),
    ("{normalise: {method: none}, aggregate: {method: harmonic}}", "a", "a", [[0, 1]]),
    ("{normalise: {method: none}}", "a", "a", [[1e16, 1]]),
    ("{}", "a, normalise: {method: fraction_of_max}", "a", [[-1, 1], [-2, 2]]),
    ("{}", "a, normalise: {method: distance_to_reference, reference: u0}", "a", [[1, 1], [2, 2]]),
    ("{}", "a, target: 0, normalise: {method: distance_to_target}", "a", [[1, 1], [2, 2]]),
    ("{weights: pca}", "a", "g", [[1, 4], [2, 3], [3, 2], [4, 1]]),
    ("{weights: pca}", "a", "g", [[1, 1], [2, 1], [1, 2], [2, 2]]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "first", "where", "rows"), REFUSALS)
def test_every_refusal_has_its_words(
    section: str, first: str, where: str, rows: list[list[float | None]]
) -> None:
    code, _, more = first.partition(", ")
    plan = plan_with(section, group("g", leaf(code, more), leaf("b")))
    with pytest.raises(TableError) as refused:
        score(plan, answers_of(plan, rows))
    failure = failure_of(refused.value)

    with translation.override("vi"):
        words = failure_in_words(failure)
    with translation.override("en"):
        assert failure_in_words(failure) == "; ".join(map(str, refused.value.faults))
    assert words.partition(":")[0].split()[-1] == where
    assert "needs" not in words
    assert "gives" not in words
    assert "expected" not in words


def test_a_kind_that_no_version_knows_is_shown_by_its_code() -> None:
    fault = {"code": "of_another_version", "params": {}, "path": "a 1.1"}
    kept = json.dumps({"faults": [fault]})
    for language in ("vi", "en"):
        with translation.override(language):
            assert failure_in_words(kept) == "a 1.1: of_another_version"


def test_another_failure_stays_as_it_was_kept() -> None:
    kept = failure_of(OSError("no space"))
    assert failure_in_words(kept) == "OSError: no space"
