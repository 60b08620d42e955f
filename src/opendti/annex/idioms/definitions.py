"""What a and b are, and how the ratio is made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from opendti.annex.idioms.clauses import pieces_of
from opendti.annex.letters import fold

_DEFINED = re.compile(
    r"^(?:trong\s+do\s*[:,]?\s*)?(?:goi\s+)?\(?([a-h])\)?\s*(?:=|:|la\b|-)\s*(?:la\s+)?(?=\S)"
)
_NEXT = re.compile(r"[,.;]?\s+(?:va\s+)?(?=\(?[b-h]\)?\s*(?:=|:|la\b)\s*\S)")
_RATIO_IS = re.compile(
    r"^(?:(?:ty|ti)\s+le|muc|gia\s+tri)(?:\s*\(?%\)?)?\s*(?:\(\s*[a-z]\s*\)\s*)?=\s*(?=\S)"
)
_PER_CENT = re.compile(r"\s*[*x]\s*100\s*%?\s*$")
_LETTERS = re.compile(r"[a-h+()\s/]{3,40}")
_AWARDED = re.compile(r"\bdiem\b|\d\s*d\b")
LONGEST = 300


@dataclass(slots=True)
class Definitions:
    """Titles by item letter, the ratio's two formulas, and the text without them."""

    titles: dict[str, str] = field(default_factory=dict)
    numerator: str = ""
    denominator: str = ""
    rest: list[str] = field(default_factory=list)

    @property
    def has_ratio(self) -> bool:
        """Tell whether the text says how the ratio is made."""
        return bool(self.numerator)

    @property
    def letters(self) -> list[str]:
        """Return the letters that the ratio is made of, in order."""
        return sorted(set(re.findall("[a-h]", self.numerator + self.denominator)))


def read_definitions(text: str) -> Definitions:
    """Take the definitions out of a scoring text."""
    found = Definitions()
    for piece in pieces_of(text):
        for part in _parted(piece):
            if not (_definition(part, found) or _ratio(part, found)):
                found.rest.append(part)
    return found


def _parted(piece: str) -> list[str]:
    """Part "a là …, b là …" in two; anything else stays whole."""
    folded = fold(piece)
    if not _DEFINED.match(folded):
        return [piece]
    parts, start = [], 0
    for match in _NEXT.finditer(folded):
        parts.append(piece[start : match.start()])
        start = match.end()
    return [*parts, piece[start:]]


def _definition(part: str, found: Definitions) -> bool:
    match = _DEFINED.match(fold(part))
    if match is None:
        return False
    title = part[match.end() :].strip(" .;,")
    if _AWARDED.search(fold(title)) or not 1 < len(title) <= LONGEST:
        return False
    found.titles.setdefault(match[1], title[:1].upper() + title[1:])
    return True


def _ratio(part: str, found: Definitions) -> bool:
    folded = fold(part)
    match = _RATIO_IS.match(folded)
    if match is None or _AWARDED.search(folded):
        return False
    tail = _PER_CENT.search(folded)
    body = part[match.end() : tail.start() if tail else len(part)].strip(" .;,")
    halves = _halves(fold(body))
    if halves is None:
        return False
    cut, after = halves
    top, bottom = body[:cut].strip(), body[after:].strip()
    if _LETTERS.fullmatch(fold(body)):
        found.numerator, found.denominator = _formula(top), _formula(bottom)
        return bool(found.numerator and found.denominator)
    return _worded(top, bottom, found)


def _worded(top: str, bottom: str, found: Definitions) -> bool:
    """Read a ratio in words: "Số hồ sơ trực tuyến / Tổng số hồ sơ"."""
    texts = [text.strip(" ()[]") for text in (top, bottom)]
    if not all(1 < len(text) <= LONGEST for text in texts) or found.has_ratio:
        return False
    found.titles.setdefault("a", texts[0][:1].upper() + texts[0][1:])
    found.titles.setdefault("b", texts[1][:1].upper() + texts[1][1:])
    found.numerator, found.denominator = "a", "b"
    return True


def _halves(folded: str) -> tuple[int, int] | None:
    """Return where the one division outside brackets begins and ends."""
    depth, cuts = 0, []
    bare = folded
    while bare.startswith("(") and bare.endswith(")") and _is_wrapped(bare):
        bare = bare[1:-1]
    offset = (len(folded) - len(bare)) // 2
    for place, letter in enumerate(bare):
        depth += (letter == "(") - (letter == ")")
        if letter == "/" and depth == 0:
            cuts.append(place + offset)
    spaced = [
        cut for cut in cuts if folded[cut - 1 : cut] == " " == folded[cut + 1 : cut + 2]
    ]
    chosen = spaced if len(cuts) > 1 else cuts
    if len(chosen) != 1:
        return None
    return chosen[0], chosen[0] + 1


def _is_wrapped(text: str) -> bool:
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def _formula(text: str) -> str:
    letters = re.findall("[a-h]", fold(text))
    bare = re.sub(r"[()\s]", "", fold(text))
    return " + ".join(letters) if bare == "+".join(letters) else ""
