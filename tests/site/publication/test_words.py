"""What is said of a unit's main indicators, over random scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendti_site.publication.words import compare_with_mean, strengths, weak_points
from opendti_site.results.score_tables import ScoreCell, ScoreColumn

CODES = "123456"
SHARES = st.one_of(
    st.none(), st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1, allow_nan=False)
)
STATES = st.sampled_from(["given", "blank", "not_measured", "not_applicable"])


def column(code: str, mean: float | None) -> ScoreColumn:
    return ScoreColumn(
        code, f"Chỉ số {code}", 10.0, 5, 0.0, mean, mean, 1.0, 1, "", "A"
    )


@st.composite
def cell(draw: st.DrawFn, code: str) -> ScoreCell:
    value, state = draw(SHARES), draw(STATES)
    maximum = (
        10.0 if state in {"given", "blank"} else draw(st.sampled_from([0.0, 10.0]))
    )
    if value is None:
        return ScoreCell(code, None, 0.0, maximum, None, 0, state)
    return ScoreCell(code, value, value * maximum, maximum, 1, 5, state)


@st.composite
def units(draw: st.DrawFn) -> tuple[dict[str, ScoreCell], list[ScoreColumn]]:
    cells = {code: draw(cell(code)) for code in CODES if draw(st.booleans())}
    return (
        cells | {"index": ScoreCell("index", 0.5, 30.0, 60.0, 1, 5, "given")},
        [column(code, draw(SHARES)) for code in CODES],
    )


@given(units(), st.booleans())
def test_no_indicator_is_strong_and_weak_at_once(
    unit: tuple[dict[str, ScoreCell], list[ScoreColumn]],
    adds_up: bool,  # noqa: FBT001 -- drawn
) -> None:
    cells, mains = unit
    strong = " ".join(sentence.subject for sentence in strengths(cells, mains))
    weak = [sentence.subject for sentence in weak_points(cells, mains, adds_up=adds_up)]
    assert [subject for subject in weak if subject in strong] == []
    assert len(weak) == len(set(weak))


@given(units())
def test_what_has_no_value_is_never_named(
    unit: tuple[dict[str, ScoreCell], list[ScoreColumn]],
) -> None:
    cells, mains = unit
    without = {
        main.title
        for main in mains
        if main.code not in cells or cells[main.code].value is None
    }
    sentences = [*strengths(cells, mains), *weak_points(cells, mains)]
    assert not any(
        title in sentence.subject for title in without for sentence in sentences
    )


@given(units())
def test_each_indicator_with_value_and_mean_stands_in_one_list(
    unit: tuple[dict[str, ScoreCell], list[ScoreColumn]],
) -> None:
    cells, mains = unit
    found = compare_with_mean(cells, mains)
    listed = [
        *found.full,
        *(main for main, _gap in found.ahead),
        *(main for main, _gap in found.behind),
        *found.equal,
    ]
    assert len(listed) == len({main.code for main in listed})


@pytest.mark.parametrize(
    ("value", "mean", "strong", "weak"),
    [
        (0.9, 0.6, ["Chỉ số 1"], []),
        (0.3, 0.6, [], ["Chỉ số 1"]),
        (1.0, 1.0, ["Chỉ số 1"], []),
        (0.6, 0.6, [], ["Chỉ số 1"]),  # even, with points still to be won
        (None, 0.6, [], []),
    ],
)
def test_where_one_indicator_is_named(
    value: float | None, mean: float, strong: list[str], weak: list[str]
) -> None:
    points = None if value is None else value * 10
    cells = {
        "1": ScoreCell("1", value, points, 10.0, 1, 5, "given"),
        "index": ScoreCell("index", 0.5, 5.0, 10.0, 1, 5, "given"),
    }
    mains = [column("1", mean)]
    assert [sentence.subject for sentence in strengths(cells, mains)] == strong
    assert [sentence.subject for sentence in weak_points(cells, mains)] == weak
