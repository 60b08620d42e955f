"""What every model of a file is built of: its base, and texts, shares, points, formulas."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from opendti.errors import Fault, UnreadableError
from opendti.numeric.text import parse_truth
from opendti.numeric.tolerance import LARGEST

Path = tuple[str | int, ...]
"""Keys and indices that lead to a value of a file."""
CODE = r"^[\w][\w.\-]*$"
IDENTIFIER = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$"
"""The id of a framework: lower case, with dots."""
NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"


class Definition(BaseModel):
    """A frozen part of a file; unknown keys are faults."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=True
    )


class Text(Definition):
    """A text in both languages; an empty one is false."""

    vi: str
    en: str | None = None

    def __bool__(self) -> bool:
        """Return whether there is any text."""
        return bool(self.vi)

    def in_language(self, language: str) -> str:
        """Return the text, in Vietnamese where the asked language has none."""
        return self.en if language == "en" and self.en else self.vi

    def capitalised(self) -> Text:
        """
        Return the text with capitals, as it stands alone in a cell or a list.

        Examples
        --------
        >>> Text(vi="để trống", en="blank").capitalised()
        Text(vi='Để trống', en='Blank')
        """
        vi, en = (text and text[:1].upper() + text[1:] for text in (self.vi, self.en))
        return Text(vi=vi or "", en=en)


def _fraction(value: object) -> object:
    """Read 1/2, 50% and 0.5 alike; anything else is left to be refused."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if re.fullmatch(r"\d{1,9}\s*/\s*[1-9]\d{0,8}", text):
        return float(Fraction(text.replace(" ", "")))
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?\s*%", text):
        return float(Fraction(text.rstrip("% ")) / 100)
    return value


def _truth(value: object) -> object:
    """Read a yes or a no in either language; anything else is left to be refused."""
    with suppress(UnreadableError):
        return parse_truth(value) if isinstance(value, str) else value
    return value


def _format_number(value: object) -> object:
    return 1 if value == "1" else value


def _numeral(value: object) -> object:
    """Refuse what pydantic takes for a number and people's other files do not."""
    if not isinstance(value, str):
        return value
    if value.strip().lower().lstrip("+-") in {"inf", "nan", "infinity"}:
        raise UnreadableError(Fault("endless_number", {"found": value}))
    if "_" in value:
        raise UnreadableError(Fault("unreadable_number", {"found": value}))
    return value


def _bounded(value: float) -> float:
    """Refuse what no answer may be either: 1e400 in a file is endless, 1e200 cannot be squared."""
    if not abs(value) <= LARGEST:
        raise UnreadableError(Fault("number_out_of_bounds"))
    return value


NUMERAL = BeforeValidator(_numeral)
"""For every number of a file."""
Share = Annotated[
    float,
    NUMERAL,
    BeforeValidator(_fraction),
    Field(ge=0, le=1),
]
"""A share of the points: 1/2, 50% or 0.5."""
Points = Annotated[float, NUMERAL, Field(ge=0, le=1e9)]
"""Points, never negative."""
Value = Annotated[
    float,
    NUMERAL,
    BeforeValidator(_fraction),
    AfterValidator(_bounded),
]
"""A number of a framework, within the bounds of answers."""
FormatNumber = Annotated[Literal[1], BeforeValidator(_format_number)]
"""The number of the format that a file is written in; so far there is one."""
Truth = Annotated[bool, BeforeValidator(_truth)]
"""A yes or a no, in the words of answers."""
FormulaText = Annotated[str, Field(min_length=1, max_length=2000)]
"""A formula in the language of `opendti.formula`."""
Quantity = Annotated[Share | FormulaText, Field(union_mode="left_to_right")]
"""A share, or a formula over the parameters that gives one."""
Parameter = Annotated[Value | FormulaText, Field(union_mode="left_to_right")]
"""A number, or a formula over other parameters."""
