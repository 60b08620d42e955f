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
    points = format_number(working.points, 6, language, trim=True)
    most = format_number(working.max_points, 6, language, trim=True)
    phrase = Text(f"{points} trên {most} điểm", f"{points} of {most} points")
    value = format_number(working.value, working.value_decimals, language)
    state = (
        ""
        if working.state is State.GIVEN
        else f" ({STATES[working.state].in_language(language)})"
    )
    return f"{phrase.in_language(language)}, {Text('giá trị', 'value').in_language(language)} {value}{state}"
