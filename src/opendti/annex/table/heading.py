"""What is above the table: the index's name and the decision it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from opendti.annex.folding import fold_letters

_DOCUMENT = re.compile(
    r"(?:quyet dinh|thong tu|cong van|nghi quyet|ke hoach)?\s*so:?\s*"
    r"(\d{1,5}\s*/(?:\d{4}/)?[^\s,;.()]{2,30})"
)
_DATE = re.compile(
    r"ngay\s*(\d{1,2})\s*(?:thang|/|-)\s*(\d{1,2})\s*(?:nam|/|-)\s*(\d{4})"
)
_ISSUER = re.compile(r"cua\s+([^()]{3,120})")
_PARENTHESISED = re.compile(r"\(([^()]{5,300})\)")
_ANNEX = re.compile(r"^(?:danh muc\s+)?(?:phu luc|mau so|bieu)\b[\s\w.:/-]{0,12}$")
_LETTERHEAD = re.compile(r"^(?:cong hoa xa hoi|doc lap|-{3,}|so:|ban hanh)")
_INDEX = re.compile(
    r"\b(?:bo chi so|chi so|bo tieu chi|tieu chi|bang diem|thang diem|dti)\b"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that an annex is issued with."""

    document: str
    date: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The name read above a table, and the decision."""

    title: str = ""
    decision: Decision | None = None


def read_heading(texts: Iterable[str]) -> Heading:
    """Find the index's name and its decision among the lines above a table."""
    lines = [line for text in texts for line in text.split("\n")]
    joined = " ".join(lines)
    decision = _decision(joined)
    names = [
        line
        for line in lines
        if not line.lstrip().startswith("(")
        and not _ANNEX.match(fold_letters(line))
        and not _LETTERHEAD.match(fold_letters(line))
    ]
    first = next(
        (
            index
            for index, line in enumerate(names)
            if _INDEX.search(fold_letters(line))
        ),
        None,
    )
    if first is None:
        return Heading("", decision)
    title = [names[first]]
    for line in names[first + 1 :]:
        # A name in capitals runs on over lines in capitals.
        if not (line.isupper() and title[-1].isupper()):
            break
        title.append(line)
    return Heading(" ".join(title).strip(" .:"), decision)


def _decision(text: str) -> Decision | None:
    for match in _PARENTHESISED.finditer(text):
        start = match.start(1)
        folded = fold_letters(match[1])
        document = _DOCUMENT.search(folded)
        if document is None:
            continue
        date = _DATE.search(folded)
        issuer = _ISSUER.search(folded, date.end() if date else document.end())
        return Decision(
            _span(text, start, document, 1).replace(" ", ""),
            _day(date) if date else None,
            _span(text, start, issuer, 1).strip(" .,") if issuer else None,
        )
    return None


def _day(date: re.Match[str]) -> str | None:
    day, month = int(date[1]), int(date[2])
    if not (1 <= day <= 31 and 1 <= month <= 12):  # noqa: PLR2004 -- days and months
        return None
    return f"{date[3]}-{month:02}-{day:02}"


def _span(text: str, start: int, match: re.Match[str], group: int) -> str:
    return text[start + match.start(group) : start + match.end(group)]
