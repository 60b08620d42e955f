"""Marks of a row's columns, one after another in one text."""

from __future__ import annotations

from opendti_site.audit.marks import DIGEST, RESTING, _read, differing_tags
from opendti_site.audit.registry import sealed_model

FIRST, OTHER = "x" * DIGEST, "y" * DIGEST


def test_marks_are_taken_apart() -> None:
    assert _read("") == {}
    assert _read(f"abc{RESTING}def{FIRST}ghi{RESTING}") == {
        "abc": RESTING,
        "def": FIRST,
        "ghi": RESTING,
    }


def test_columns_differ_that_both_texts_have_a_mark_of() -> None:
    before, after = f"abc{RESTING}def{FIRST}", f"def{OTHER}ghi{FIRST}abc{RESTING}"
    assert list(differing_tags(before, after)) == ["def"]
    assert list(differing_tags(after, after)) == []


def test_a_column_that_every_act_may_change_has_no_mark() -> None:
    marked = sealed_model("frameworks.Crosswalk").marks.values()
    assert sorted(marked) == ["after_id", "before_id"]
