"""The tree that an explanation is, and its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opendti.numeric.text import format_number
from opendti.plan.model import Text
from opendti.scoring.answers import State

STATES = {
    State.GIVEN: Text("đã nhập", "given"),
    State.BLANK: Text("để trống", "blank"),
    State.NOT_APPLICABLE: Text("không áp dụng", "not applicable"),
    State.NOT_MEASURED: Text("chưa đo", "not measured"),
}
"""The four states in words."""
NO_WORDS = Text("")


@dataclass(frozen=True, slots=True)
class Input:
    """One answer as it went into a score."""

    id: str
    code: str
    title: Text
    shown: Text
    value: float
    state: State


@dataclass(frozen=True, slots=True)
class Working:
    """
    How one node of one unit came about.

    `words` is the rule, `formula` the same in formula language, `steps` the
    arithmetic line by line, `inputs` what went in, `children` what was added up. A
    composite index has a `scale` in words, and is no share of points.
    """

    code: str
    title: Text
    level: str
    points: float
    max_points: float
    value: float
    value_decimals: int
    state: State
    words: Text = NO_WORDS
    formula: str = ""
    steps: tuple[Text, ...] = ()
    inputs: tuple[Input, ...] = ()
    children: tuple[Working, ...] = ()
    scale: Text = NO_WORDS


def write_working(working: Working, language: str = "vi") -> str:
    """Write an explanation as indented lines, down to the inputs."""
    return "\n".join(_lines(working, language, ""))


def _lines(working: Working, language: str, indent: str) -> Iterator[str]:
    yield f"{indent}{working.code}  {working.title.in_language(language)}: {result(working, language)}"
    deeper = indent + "    "
    if working.words.vi:
        label = Text("Cách tính", "Rule").in_language(language)
        yield f"{deeper}{label}: {working.words.in_language(language)}"
    for one in working.inputs:
        title, shown = one.title.in_language(language), one.shown.in_language(language)
        yield f"{deeper}{one.code} = {shown}  ({title})"
    for step in working.steps:
        yield f"{deeper}{step.in_language(language)}"
    for child in working.children:
        yield from _lines(child, language, deeper)


def result(working: Working, language: str) -> str:
    """Say a node's points, maximum and value in one phrase."""
    if working.state is State.NOT_APPLICABLE:
        return STATES[working.state].in_language(language)
    if working.scale.vi:
        value = format_number(
            working.value, working.value_decimals, language, trim=True
        )
        return f"{value} ({working.scale.in_language(language)})"
    state = (
        ""
        if working.state is State.GIVEN
        else f" ({STATES[working.state].in_language(language)})"
    )
    return _points(working).in_language(language) + state


def _points(working: Working) -> Text:
    def number(x: float, language: str) -> str:
        return format_number(x, 6, language, trim=True)

    vi, en = (number(working.points, one) for one in ("vi", "en"))
    if working.max_points == 0:
        return Text(f"{vi} điểm, ngoài thang điểm", f"{en} points, outside the scale")
    value_vi, value_en = (
        format_number(working.value, working.value_decimals, one)
        for one in ("vi", "en")
    )
    most_vi, most_en = (number(working.max_points, one) for one in ("vi", "en"))
    return Text(
        f"{vi} trên {most_vi} điểm, giá trị {value_vi}",
        f"{en} of {most_en} points, value {value_en}",
    )
