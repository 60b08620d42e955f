"""Digests of a row's columns, one after another in one text."""

from __future__ import annotations

from opendti_site.audit.column_digests import (
    AT_DEFAULT,
    DIGEST_LENGTH,
    _read,
    differing_tags,
)
from opendti_site.audit.registry import sealed_model

FIRST, OTHER = "x" * DIGEST_LENGTH, "y" * DIGEST_LENGTH


def test_text_of_a_row_is_split_into_tags_and_digests() -> None:
    assert _read("") == {}
    assert _read(f"abc{AT_DEFAULT}def{FIRST}ghi{AT_DEFAULT}") == {
        "abc": AT_DEFAULT,
        "def": FIRST,
        "ghi": AT_DEFAULT,
    }


def test_columns_differ_whose_digests_stand_in_both_texts() -> None:
    before, after = f"abc{AT_DEFAULT}def{FIRST}", f"def{OTHER}ghi{FIRST}abc{AT_DEFAULT}"
    assert list(differing_tags(before, after)) == ["def"]
    assert list(differing_tags(after, after)) == []


def test_a_column_that_every_act_may_change_has_no_digest_of_its_own() -> None:
    tagged = sealed_model("frameworks.Crosswalk").tagged_columns.values()
    assert sorted(tagged) == ["after_id", "before_id"]
