"""Shares, points, texts and parameters as files have them."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from pydantic import TypeAdapter, ValidationError

from opendti import Framework
from opendti.definitions import Points, Share, Text, Truth
from opendti.framework.parameters import resolve_parameters
from opendti.framework.yaml import read_document
from tests.small_sets import criterion, text_with


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("1/3", 1 / 3), ("1 / 3", 1 / 3), (" 2/4 ", 0.5), ("50%", 0.5), ("12.5 %", 0.125), ("0.25", 0.25),
        ("0", 0.0), ("1", 1.0), ("100%", 1.0), ("0/5", 0.0), ("999999999/999999999", 1.0),
        ("101%", None), ("4/3", None), ("1/0", None), ("1/03", None), ("-0.1", None), ("1,5%", None),
        ("nan", None), ("1111111111/2222222222", None), ("x", None),
    ],
)  # fmt: skip
def test_a_share_of_the_points(share: str, expected: float | None) -> None:
    model: TypeAdapter[float] = TypeAdapter(Share)
    with pytest.raises(ValidationError) if expected is None else nullcontext():
        assert model.validate_python(share) == expected


@pytest.mark.parametrize(
    ("points", "sound"),
    [
        ("0", True), ("1e9", True), ("1000000000.5", False), ("-0.001", False),
        ("inf", False), ("-INF", False), (" +nan ", False), ("Infinity", False), ("x", False),
        (float("inf"), False), (float("nan"), False), (2.5, True),
    ],
)  # fmt: skip
def test_points_are_numbers_that_end(points: str | float, *, sound: bool) -> None:
    model: TypeAdapter[float] = TypeAdapter(Points)
    with nullcontext() if sound else pytest.raises(ValidationError):
        assert model.validate_python(points) == float(points)


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        ("có", True), ("Yes", True), ("true", True), ("on", True), ("t", True), (True, True), (1, True),
        ("không", False), ("no", False), ("FALSE", False), ("off", False), ("f", False), (0, False),
        ("maybe", None), ("", None), (2, None),
    ],
)  # fmt: skip
def test_a_truth_in_the_words_of_answers(
    truth: str | bool | int,  # noqa: FBT001 -- a case of a table
    expected: bool | None,  # noqa: FBT001 -- as above
) -> None:
    model: TypeAdapter[bool] = TypeAdapter(Truth)
    with pytest.raises(ValidationError) if expected is None else nullcontext():
        assert model.validate_python(truth) is expected


@pytest.mark.parametrize(
    ("language", "english", "expected"),
    [("vi", "e", "v"), ("en", "e", "e"), ("en", None, "v"), ("fr", "e", "v")],
)
def test_a_text_in_a_language(
    language: str, english: str | None, expected: str
) -> None:
    assert Text(vi="v", en=english).in_language(language) == expected


@pytest.mark.parametrize(
    ("parameters", "values", "faults"),
    [
        ("{a: 1, b: a + 1}", {"a": 1.0, "b": 2.0}, {}),
        ("{b: a + 1, a: 1}", {"a": 1.0, "b": 2.0}, {}),
        ("{a: 0.8 - 0.1}", {"a": 0.7}, {}),
        ("{a: 0.1234567890126 + 0}", {"a": 0.123456789013}, {}),
        ("{a: b, b: c, c: 2}", {"a": 2.0, "b": 2.0, "c": 2.0}, {}),
        ("{a: 1 +}", {}, {"a": "the formula ends too early"}),
        ("{a: b, b: a, c: 1}", {"c": 1.0}, {"a": "parameter a goes round in a circle through b", "b": "parameter b goes round in a circle through a"}),
    ],
)  # fmt: skip
def test_parameters_are_worked_out_or_refused(
    parameters: str, values: dict[str, float], faults: dict[str, str]
) -> None:
    text = text_with(criterion("{kind: share}"), head=f"parameters: {parameters}\n")
    framework = Framework.model_validate(read_document(text).data)
    found = resolve_parameters(framework)
    assert found.values == values
    assert {name: fault[0].message for name, fault in found.faults.items()} == faults


def test_texts_are_kept_without_blanks_around_them_and_cannot_be_changed() -> None:
    text = Text(vi="  Một  ")
    assert text.vi == "Một"
    with pytest.raises(ValidationError, match="frozen"):
        text.vi = "Hai"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        Text.model_validate({"vi": "x", "fr": "y"})
