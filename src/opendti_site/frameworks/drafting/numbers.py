"""Numbers as they are typed and as they are in a file."""

from __future__ import annotations

import re

from opendti.numeric.text import AmbiguousNumberError, parse_number
from opendti_site.ui.language import is_english

_PLAIN = re.compile(r"-?\d+(\.\d+)?\s*%?")
_TYPED = re.compile(r"[-+\u2212]?\s*[\d.,][\d.,\s]*%?")


def stored_number(typed: str) -> str:
    """Write a typed number as files have it; what is no number stays as it is typed.

    A number that may be either of two becomes both with a question mark, which no
    field takes: the fault beside it shows them.
    """
    text = typed.strip()
    if not _TYPED.fullmatch(text):
        return text
    try:
        # Asked whether it is a number; the text itself is kept, for a float would write 0.1 +
        # 0.2 anew.
        parse_number(text)
    except AmbiguousNumberError as error:
        return f"{' / '.join(error.readings)} ?"
    except ValueError:
        return text
    marks = [sign for sign in text if sign in ".,"]
    if len(marks) > 1:
        text = text.replace(marks[0], "")
    text = text.replace("\u2212", "-").removeprefix("+")
    return re.sub(r"\s", "", text.replace(",", "."))


def shown_number(stored: str) -> str:
    """Write a stored number for its field, with a decimal comma in Vietnamese."""
    is_plain = _PLAIN.fullmatch(stored) and not is_english()
    return stored.replace(".", ",") if is_plain else stored
