"""
Numbers as people write and read them, in Vietnamese and in English.

Vietnamese writes 1.234,5 and English 1,234.5. The rule, the same in forms, tables and on
the command line:

- A comma is the decimal mark, a full stop groups by three: "0,45", "1.234.567,8".
- A full stop that cannot group is a decimal mark: "0.45", "12.5", "1.2345", "0.125".
- A lone full stop before three digits ("1.234") may be either. Where a whole number is
  asked for it groups, because a whole number has no decimals; elsewhere it is a fault
  that gives both readings. So is "1,234" where a whole number is asked for.
- With two different separators the last is the decimal mark: "1,234.5" is 1234,5.
- A comma several times groups by three: "1,234,567".
- Spaces, also the non-breaking ones, may group by three: "1 234 567,5".
- An official annex is Vietnamese: in it a lone full stop before three digits groups.
- A per cent sign divides by a hundred: "45%" is 0.45.
- Letters that nobody sees, such as blanks of no width, are not read.

Yes and no have one list of words too, `parse_truth`, for answers, framework files and forms.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from opendti.errors import Fault, UnreadableError
from opendti.folding import fold, visible
from opendti.numeric.rounding import round_half_up
from opendti.numeric.tolerance import LARGEST

MINUS = "\u2212"  # the minus that word processors set
NO_VALUE = "\u2013"  # printed instead of a missing number
_SPACES = "[\\s\u00a0\u2007\u2009\u202f]"
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?e[+-]?\d{1,3}", re.IGNORECASE)
_GROUPED_BY_SPACE = re.compile(rf"\d{{1,3}}(?:{_SPACES}\d{{3}})+(?=[.,]|$)")
_SEPARATED = re.compile(r"\d+(?:[.,]\d+)*[.,]?|[.,]\d+")
_EITHER = {
    False: re.compile(r"[1-9]\d{0,2}\.\d{3}"),
    True: re.compile(r"[1-9]\d{0,2},\d{3}"),
}
"""Texts with two readings, where any number (False) and where a whole one (True) is expected."""
# Folded, as `fold` writes them: without diacritics, so that a list typed on a plain keyboard
# counts.
_TRUTHS = {
    **dict.fromkeys(("1", "yes", "y", "true", "t", "on"), True),
    **dict.fromkeys(("0", "no", "n", "false", "f", "off"), False),
    **dict.fromkeys(("co", "dat", "da co", "x"), True),
    **dict.fromkeys(("khong", "chua"), False),
    **dict.fromkeys(("khong dat", "chua dat", "chua co", "khong co"), False),
}
SHORT_DECIMALS = 6
"""Decimals of a number in a sentence: as many as `POINTS_TOLERANCE` tells apart."""
_MAX_LENGTH = 60  # characters; it bounds the work of the regular expressions


class AmbiguousNumberError(UnreadableError):
    """
    A number that Vietnamese and English read differently.

    `readings` are the two ways to write it that leave no doubt: 1.234 is meant as
    "1234" or as "1,234". Where a whole number is asked for, the first alone can be meant.
    """

    def __init__(self, text: str, *, whole: bool = False) -> None:
        self.readings = (re.sub("[.,]", "", text), text.replace(".", ","))
        large, small = self.readings
        params = {"found": text, "large": large, "small": small}
        code = "whole_number_ambiguous" if whole else "number_ambiguous"
        super().__init__(Fault(code, params))


def parse_truth(text: str) -> bool:
    """
    Read a yes or a no, in either language, with or without diacritics.

    Raises
    ------
    UnreadableError
        Neither; its fault says what was expected.

    Examples
    --------
    >>> parse_truth("Đạt"), parse_truth("x"), parse_truth("chưa")
    (True, True, False)
    """
    truth = _TRUTHS.get(fold(text))
    if truth is None:
        raise UnreadableError(Fault("truth_expected", {"found": _shortened(text)}))
    return truth


def format_number(x: float, decimals: int, language: str, *, trim: bool = False) -> str:
    """
    Write a number for people, rounded half-up.

    Parameters
    ----------
    x
        The number; NaN and infinities are written as a dash.
    decimals
        Decimals after the mark.
    language
        "vi" writes 1.234,5; every other language writes 1,234.5.
    trim
        Leave out zeros at the end of the decimals.

    Examples
    --------
    >>> format_number(1234567.5, 1, "vi")
    '1.234.567,5'
    >>> format_number(1234567.5, 1, "en")
    '1,234,567.5'
    >>> format_number(0.5, 4, "vi", trim=True)
    '0,5'
    """
    rounded = round_half_up(float(x), decimals)
    if not math.isfinite(rounded):
        return NO_VALUE
    text = f"{rounded:,.{max(decimals, 0)}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    if language.startswith("vi"):
        # Both marks at once: replaced one after the other, the second would undo the first.
        text = text.translate(str.maketrans(".,", ",."))
    return text


def format_short(x: float, language: str) -> str:
    """
    Write a number with the decimals it has, six at most.

    Examples
    --------
    >>> (
    ...     format_short(22.5, "vi"),
    ...     format_short(0.1 + 0.2, "en"),
    ...     format_short(10.0, "vi"),
    ... )
    ('22,5', '0.3', '10')
    """
    return format_number(x, SHORT_DECIMALS, language, trim=True)


def format_signed(x: float, decimals: int, language: str) -> str:
    """
    Write a difference with its sign, as `format_number` writes its size.

    Examples
    --------
    >>> (
    ...     format_signed(0.0852, 4, "vi"),
    ...     format_signed(-1.5, 1, "en"),
    ...     format_signed(-0.01, 1, "en"),
    ... )
    ('+0,0852', '−1.5', '0.0')
    """
    text = format_number(abs(x), decimals, language)
    # What is rounded to zero has no sign.
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{'+' if x > 0 else MINUS}{text}"


def parse_number(
    text: str, *, whole: bool = False, plain: bool = False, official: bool = False
) -> float:
    """
    Parse a number as people type it; see the module for ambiguous ones.

    Parameters
    ----------
    text
        The text as typed.
    whole
        A whole number is asked for, so a full stop before three digits groups.
    plain
        A program wrote it, so that a lone full stop or comma is its decimal mark.
    official
        It comes from an official text, which is Vietnamese: a full stop that can group does.

    Raises
    ------
    AmbiguousNumberError
        The text has two readings; see the module.
    UnreadableError
        Not a number; its fault says what was expected.

    Examples
    --------
    >>> parse_number("1.234,5"), parse_number("45%")
    (1234.5, 0.45)
    >>> parse_number("1,234"), parse_number("1.234", whole=True)
    (1.234, 1234.0)
    """
    stripped = visible(text).strip()
    body, sign, divisor = _unwrapped(stripped)
    # Refused instead of guessed: read the wrong way, the number is a thousand times another.
    if not (plain or official) and _EITHER[whole].fullmatch(body):
        raise AmbiguousNumberError(stripped, whole=whole)
    # Checked before any pattern runs: a cell may hold a million digits.
    is_short = len(body) <= _MAX_LENGTH
    number = _magnitude(body, groups=whole or official) if is_short else None
    if number is None:
        raise UnreadableError(_expected(stripped, whole=whole))
    return _checked(sign * number / divisor, stripped, whole=whole)


def _checked(number: Decimal, text: str, *, whole: bool) -> float:
    """Return a number as float; refuse one beyond the bounds, or not whole."""
    if abs(number) > LARGEST:
        raise UnreadableError(Fault("number_beyond_bounds", {"found": text}))
    if whole and number != number.to_integral_value():
        raise UnreadableError(_expected(text, whole=whole))
    return float(number) + 0.0  # never -0.0


def _unwrapped(text: str) -> tuple[str, int, int]:
    """Return the text without signs, the sign (1 or -1), and the divisor (100 for %)."""
    body, sign, divisor = text, 1, 1
    if body[:1] in {"-", "+", MINUS}:
        sign = 1 if body[0] == "+" else -1
        body = body[1:].lstrip()
    if body.endswith("%"):
        body, divisor = body[:-1].rstrip(), 100
    return body, sign, divisor


def _magnitude(body: str, *, groups: bool) -> Decimal | None:
    # Digits of other scripts are digits to Python's `\d` and `Decimal`, but to no reader of
    # these tables.
    if not body.isascii() and not re.search(_SPACES, body):
        return None
    if _SCIENTIFIC.fullmatch(body):
        return Decimal(body)
    grouped = _GROUPED_BY_SPACE.match(body)
    if grouped:
        # Four digits stand before the mark now: it can only be the decimal one.
        body = re.sub(_SPACES, "", grouped[0]) + body[grouped.end() :]
    if not _SEPARATED.fullmatch(body):
        return None
    return _separated(body, groups=groups)


def _separated(body: str, *, groups: bool) -> Decimal | None:
    """Read digits with marks; `groups` says that a lone full stop which can group does."""
    marks = re.findall(r"[.,]", body)
    if not marks:
        return Decimal(body)
    kinds = len(set(marks))
    lone = len(marks) == 1
    is_grouped = groups and marks[0] == "." and _is_grouping(body, ".")
    if kinds == 1 and (not lone or is_grouped):
        return _ungrouped(body, marks[0])
    head, fraction = body.rsplit(marks[-1], 1)
    units = _ungrouped(head, marks[0]) if not lone else Decimal(head or "0")
    return None if units is None else Decimal(f"{units}.{fraction or 0}")


def _is_grouping(body: str, mark: str) -> bool:
    """Return whether every mark separates thousands."""
    # A group begins with a digit other than 0: 0.123 is a fraction, whatever follows it.
    return bool(re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", body))


def _ungrouped(body: str, mark: str) -> Decimal | None:
    return Decimal(body.replace(mark, "")) if _is_grouping(body, mark) else None


def _expected(text: str, *, whole: bool) -> Fault:
    if not text:
        return Fault("number_empty")
    code = "whole_number_expected" if whole else "number_expected"
    return Fault(code, {"found": _shortened(text)})


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH] + "…"
