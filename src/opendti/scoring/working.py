"""Explanations of scores as a tree, and their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opendti.definitions import Text
from opendti.numeric.text import format_number
from opendti.scoring.answers import State
from opendti.scoring.words import STATE_WORDS

NO_WORDS = Text(vi="")


@dataclass(frozen=True, slots=True)
class Input:
    """One answer that a score rests on."""

    id: str
    code: str
    title: Text
    shown: Text
    value: float
    state: State


@dataclass(frozen=True, slots=True)
class Working:
    """
    The explanation of one node's score for one unit.

    `words` is the rule, `formula` the same in formula language, `steps` the arithmetic
    line by line, `inputs` the answers, `children` the nodes that were added up. A
    composite index has a `scale` in words instead of maximum points.
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
        label = Text(vi="Cách tính", en="Rule").in_language(language)
        yield f"{deeper}{label}: {working.words.in_language(language)}"
    for entry in working.inputs:
        title, shown = (
            entry.title.in_language(language),
            entry.shown.in_language(language),
        )
        yield f"{deeper}{entry.code} = {shown}  ({title})"
    for step in working.steps:
        yield f"{deeper}{step.in_language(language)}"
    for child in working.children:
        yield from _lines(child, language, deeper)


def result(working: Working, language: str) -> str:
    """Return a node's points, maximum and value in one phrase."""
    if working.state is State.NOT_APPLICABLE:
        return STATE_WORDS[working.state.code].in_language(language)
    if working.scale.vi:
        value = format_number(
            working.value, working.value_decimals, language, trim=True
        )
        return f"{value} ({working.scale.in_language(language)})"
    state = (
        ""
        if working.state is State.GIVEN
        else f" ({STATE_WORDS[working.state.code].in_language(language)})"
    )
    return _points(working).in_language(language) + state


def _points(working: Working) -> Text:
    def number(x: float, language: str) -> str:
        return format_number(x, 6, language, trim=True)

    vi, en = (number(working.points, language) for language in ("vi", "en"))
    if working.max_points == 0:
        return Text(
            vi=f"{vi} điểm, ngoài thang điểm", en=f"{en} points, outside the scale"
        )
    value_vi, value_en = (
        format_number(working.value, working.value_decimals, language)
        for language in ("vi", "en")
    )
    max_vi, max_en = (number(working.max_points, language) for language in ("vi", "en"))
    return Text(
        vi=f"{vi} trên {max_vi} điểm, giá trị {value_vi}",
        en=f"{en} of {max_en} points, value {value_en}",
    )
