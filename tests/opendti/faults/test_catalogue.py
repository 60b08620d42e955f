"""Every fault that the source can make has words in both languages, with the same parameters."""

from __future__ import annotations

import re

import pytest

from opendti.errors import Fault
from opendti.faults import CATALOGUE, GROUPS
from opendti.faults.template import TERMS, Words, names_of
from opendti.framework.shapes import IN_CONTEXT, PLAIN
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.weightings.component import CANCELLING, TIED
from opendti.tables.unit_names import _DISGUISES
from tests.opendti.faults.source import SOURCE, Made, faults_made

HERE = "tests/opendti/faults/test_catalogue.py"
MADE = faults_made()
KNOWN_AT_RUN = {
    "dropped": {method.dropped for method in NORMALISATIONS.values() if method.dropped},
    "_DISGUISES[disguise]": set(_DISGUISES.values()),
    "unclear.code": {CANCELLING, TIED},
    "over_zero": {
        method.over_zero for method in AGGREGATIONS.values() if method.over_zero
    },
    "PLAIN[kind]": set(PLAIN.values()),
    "code": {code for code, _param, _key in IN_CONTEXT.values()}
    | {"library_framework", "library_dataset"},
    "fault.code": set(),
    "meant.code": set(),
    "fault.fault.code": set(),
}
"""Codes that a table or another fault gives, by the expression that reads them."""


def optional_names_of(template: str) -> set[str]:
    """Return the parameters that may be left out."""
    optional = re.findall(r"\[\[(.*?)\]\]", template, re.DOTALL)
    return {name for part in optional for name in names_of(part)}


def test_the_source_is_read() -> None:
    assert len(MADE) > 150
    unread = {
        f"{fault.where}: Fault({fault.expression}, ...)"
        for fault in MADE
        if not fault.codes and fault.expression not in KNOWN_AT_RUN
    }
    assert unread == set(), (
        f"name the codes of these expressions in KNOWN_AT_RUN: {HERE}"
    )


@pytest.mark.parametrize("made", MADE, ids=[fault.where for fault in MADE])
def test_a_fault_that_is_made_has_its_words_and_their_parameters(made: Made) -> None:
    words = {code: CATALOGUE.get(code, Words("", "")).en for code in made.codes}
    without_words = {code for code in words if not words[code]}
    needless = {code: made.possible - names_of(words[code]) for code in words}
    missing = {
        code: frozenset()
        if made.is_open
        else names_of(words[code]) - optional_names_of(words[code]) - made.given
        for code in words
    }
    nothing = dict.fromkeys(words, frozenset())
    where = "write their words, with these parameters, in src/opendti/faults/words"
    assert (without_words, needless, missing) == (set(), nothing, nothing), where


def test_no_kind_of_fault_is_left_over() -> None:
    made = {code for fault in MADE for code in fault.codes}
    made |= {code for codes in KNOWN_AT_RUN.values() for code in codes}
    assert made - CATALOGUE.keys() == set(), "not in src/opendti/faults/words"
    left = CATALOGUE.keys() - made
    assert left == set(), (
        f"words of faults that nobody makes, unless KNOWN_AT_RUN names them: {HERE}"
    )
    assert len(CATALOGUE) == sum(map(len, GROUPS.values()))


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_name_the_same_parameters(code: str) -> None:
    words = CATALOGUE[code]
    assert re.fullmatch(r"[a-z0-9_]+", code)
    assert names_of(words.vi) == names_of(words.en)
    assert optional_names_of(words.vi) == optional_names_of(words.en)
    assert words.vi != words.en
    whole, shortest = (
        re.sub(r"\[\[|\]\]", "", words.vi),
        re.sub(r"\[\[.*?\]\]", "", words.vi),
    )
    assert {whole[-1], shortest[-1]} <= {".", "?"}
    assert words.en[-1] != "."


def test_a_message_is_written_in_one_place_only() -> None:
    """No module but the catalogue holds the English of a fault as a text of its own."""
    fixed = {words.en for words in CATALOGUE.values() if not names_of(words.en)}
    unnamed = [
        (path.name, text)
        for path in (SOURCE / "opendti").rglob("*.py")
        if "faults/words" not in path.as_posix()
        for text in fixed
        if f'"{text}"' in path.read_text("utf-8")
    ]
    assert unnamed == []


def test_numbers_lists_and_terms_are_written_for_the_reader() -> None:
    total = Fault("parts_total", {"total": 9.5, "points": 10.0})
    assert total.text("vi") == "Các phần cộng lại được 9,5, không phải 10 điểm."
    assert total.text("en") == "the parts add up to 9.5, not to 10 points"
    unknown = {"name": "gaol", "known": ["goal", "max"]}
    assert (
        Fault("formula_unknown_name", unknown).text()
        == "unknown name gaol; known: goal, max"
    )
    hinted = Fault("formula_unknown_name", {**unknown, "close": "goal"})
    assert hinted.text().endswith("; did you mean goal?")
    kinds = Fault("formula_wrong_kind", {"expected": "truth", "found": "number"})
    assert kinds.text("vi") == "Chỗ này cần có hoặc không, đang là một số."
    texts = {
        "message": {"vi": "a lớn hơn b", "en": None},
        "unit": "x",
        "values": "a = 1",
    }
    assert Fault("check_broken", texts).text("en") == "a lớn hơn b (unit x: a = 1)"
    assert all(isinstance(words, Words) for words in TERMS.values())


@pytest.mark.parametrize("hostile", ["{0}", "{a.__class__}", "[[x]]", "%s"])
def test_what_a_file_holds_is_no_template(hostile: str) -> None:
    for language in ("vi", "en"):
        assert hostile in Fault("no_item", {"code": hostile}).text(language)


def test_a_position_stands_before_the_words() -> None:
    fault = Fault("no_rows", file="a.csv", line=1, row=2, column="b", path="c")
    assert (
        str(fault)
        == "a.csv, line 1, row 2, column b, c: the table has a header, but no rows"
    )
    assert str(Fault("no_rows")) == "the table has a header, but no rows"


def test_a_code_without_words_is_refused() -> None:
    with pytest.raises(KeyError):
        Fault("no_such_kind").text()
