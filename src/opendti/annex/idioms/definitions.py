"""What a and b are, and how the ratio is made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from opendti.annex.folding import NUMBER, fold_letters
from opendti.annex.idioms.clauses import pieces_of

_DEFINED = re.compile(
    r"^(?:trong\s+do\s*[:,]?\s*)?(?:goi\s+)?\(?([a-h])\)?\s*(?:=|:|la\b|-)\s*(?:la\s+)?(?=\S)"
)
_NEXT = re.compile(r"[,.;]?\s+(?:va\s+)?(?=\(?[b-h]\)?\s*(?:=|:|la\b)\s*\S)")
_RATIO_IS = re.compile(
    r"^(?:(?:ty|ti)\s+le|muc|gia\s+tri)(?:\s*\(?%\)?)?\s*(?:\(\s*[a-z]\s*\)\s*)?=\s*(?=\S)"
)
_NAMED_RATIO_IS = re.compile(
    r"^(?:ty|ti)\s+le\s+[^=:;/]{1,100}?(?:\(\s*([a-z])\s*\)\s*)?=\s*(?=\S)"
)
_FACTOR = rf"(?:(?:so\s+)?diem\s+(?:toi\s+da|chuan)|(?:{NUMBER})(?:\s*(?:diem|d))?)"
_TOP_BOTTOM = r"(?:\((?P<in>[^()]{3,600})\)|(?P<bare>[^()*:]{1,300}/[^()*:]{1,300}))"
_POINTS_ARE = re.compile(
    rf"^(?:(?:so\s+)?diem(?:\s+(?:so|dat(?:\s+duoc)?|danh\s+gia|cua\s+(?:chi\s+so|tieu\s+chi|don\s+vi)))?\s*=\s*)"
    rf"(?:(?P<before>{_FACTOR})\s*(?:\*|x\s)\s*{_TOP_BOTTOM}"
    rf"|{_TOP_BOTTOM.replace('<in>', '<in2>').replace('<bare>', '<bare2>')}\s*(?:\*|\bx\s)\s*(?P<after>{_FACTOR}))\s*\.?$"
)
_PER_CENT = re.compile(r"\s*[*x]\s*100\s*%?\s*$")
_LETTERS = re.compile(r"[a-h+()\s/]{3,40}")
_SUM = re.compile(r"^\d|^[^(]*\s[-−–+*×]\s|^[a-h]\s*[-−–+*×]|[*×]", re.IGNORECASE)
"""A half of a division that is a sum without brackets, or a mere number of something."""
_AWARDED = re.compile(r"\bdiem\b|\d\s*d\b")
_LEAST = re.compile(r"(?:nho|thap)\s+nhat|\bmin\b")
_NOT_A_WHOLE = re.compile(rf"{_AWARDED.pattern}|(?:lon|cao|nho|thap)\s+nhat|\bmax\b")
"""What a ratio times points is not divided by: points, or the best of all."""
MAX_LENGTH = 300


@dataclass(slots=True)
class Definitions:
    """Titles by item letter, the ratio's two formulas, and the text without them."""

    titles: dict[str, str] = field(default_factory=dict)
    numerator: str = ""
    denominator: str = ""
    alias: str = ""
    rest: list[str] = field(default_factory=list)
    sources: list[tuple[str, str]] = field(default_factory=list, compare=False)
    """What was defined (a letter, "ratio" or its "name"), with the words around it."""

    @property
    def has_ratio(self) -> bool:
        """Return whether the text says how the ratio is made."""
        return bool(self.numerator)

    @property
    def letters(self) -> list[str]:
        """Return the letters that the ratio is made of, in order."""
        return sorted(set(re.findall("[a-h]", self.numerator + self.denominator)))

    def with_ratio_for_alias(self, text: str) -> str:
        """Return a text with "Tỷ lệ" for the letter that stands for it."""
        return re.sub(rf"\b{self.alias}\b", "Tỷ lệ", text) if self.alias else text


def read_definitions(text: str) -> Definitions:
    """Take the definitions out of a scoring text."""
    found = Definitions()
    for piece in pieces_of(text):
        for part in _split_piece(piece):
            if not (
                _definition(part, found)
                or _ratio(part, found)
                or _points_of_ratio(part, found)
            ):
                found.rest.append(part)
    found.rest = [found.with_ratio_for_alias(part) for part in found.rest]
    found.sources = [
        (name, found.with_ratio_for_alias(part)) for name, part in found.sources
    ]
    return found


def _split_piece(piece: str) -> list[str]:
    """Part "a là …, b là …" in two; anything else stays whole."""
    folded = fold_letters(piece)
    if not _DEFINED.match(folded):
        return [piece]
    parts, start = [], 0
    for match in _NEXT.finditer(folded):
        parts.append(piece[start : match.start()])
        start = match.end()
    return [*parts, piece[start:]]


def _definition(part: str, found: Definitions) -> bool:
    match = _DEFINED.match(fold_letters(part))
    if match is None:
        return False
    title = part[match.end() :].strip(" .;,")
    # "a = 5 điểm" gives points and defines nothing.
    if _AWARDED.search(fold_letters(title)) or not 1 < len(title) <= MAX_LENGTH:
        return False
    if match[1] not in found.titles:
        found.sources.append((match[1], part[: match.end()]))
    # The first definition holds; texts often repeat it in an example.
    found.titles.setdefault(match[1], title[:1].upper() + title[1:])
    return True


def _ratio(part: str, found: Definitions) -> bool:
    folded = fold_letters(part)
    named = _NAMED_RATIO_IS.match(folded)
    bare = _RATIO_IS.match(folded)
    match = bare or named
    # A quotient of points, or by the least of all values, is not the unit's own ratio.
    if match is None or _AWARDED.search(folded) or _LEAST.search(folded):
        return False
    tail = _PER_CENT.search(folded)
    end = tail.start() if tail else len(part)
    if not _divided(part[match.end() : end].strip(" .;,"), found):
        return False
    if named and named[1]:
        found.alias = part[named.start(1) : named.end(1)]
    found.sources += [
        ("ratio" if bare else "name", part[: match.end()]),
        ("ratio", part[end:]),
    ]
    return True


def _points_of_ratio(part: str, found: Definitions) -> bool:
    """Read "Điểm = Điểm tối đa x (số đã làm / tổng số)" as a ratio times points."""
    folded = fold_letters(part)
    match = _POINTS_ARE.match(folded)
    if match is None or found.has_ratio:
        return False
    name = next(group for group in ("in", "bare", "in2", "bare2") if match[group])
    body = part[match.start(name) : match.end(name)]
    # Some annexes write the division with a colon.
    if "/" not in body and body.count(":") == 1:
        body = body.replace(":", "/")
    if _NOT_A_WHOLE.search(fold_letters(body)) or not _divided(body, found):
        return False
    factor = match["before"] or match["after"]
    start = match.start("before") if match["before"] else match.start("after")
    found.rest.append(f"Điểm = Tỷ lệ x {part[start : start + len(factor)]}")
    around = f"{part[: match.start(name)]} {part[match.end(name) :]}"
    found.sources.append(("ratio", around.replace(factor, " ", 1)))
    return True


def _divided(body: str, found: Definitions) -> bool:
    """Take the two halves of a division for the ratio's."""
    halves = _ratio_span(fold_letters(body))
    if halves is None:
        return False
    cut, after = halves
    top, bottom = body[:cut].strip(), body[after:].strip()
    if any(_SUM.search(half) for half in (top, bottom)):
        return False
    if _LETTERS.fullmatch(fold_letters(body)):
        return _take_letters(_formula(top), _formula(bottom), body, found)
    return _take_words(top, bottom, found)


def _take_letters(top: str, bottom: str, body: str, found: Definitions) -> bool:
    """Take a ratio of letters, such as "(a + b)/c", when both halves are sums of them."""
    if not top or not bottom or found.has_ratio:
        return False
    found.numerator, found.denominator = top, bottom
    found.sources.append(("ratio", body))
    return True


def _take_words(top: str, bottom: str, found: Definitions) -> bool:
    """Read a ratio in words: "Số hồ sơ trực tuyến / Tổng số hồ sơ"."""
    texts = [text.strip(" ()[]") for text in (top, bottom)]
    if not all(1 < len(text) <= MAX_LENGTH for text in texts) or found.has_ratio:
        return False
    found.titles.setdefault("a", texts[0][:1].upper() + texts[0][1:])
    found.titles.setdefault("b", texts[1][:1].upper() + texts[1][1:])
    found.numerator, found.denominator = "a", "b"
    found.sources.append(("ratio", "/"))
    return True


def _ratio_span(folded: str) -> tuple[int, int] | None:
    """Return where the one division outside brackets begins and ends."""
    depth, cuts = 0, []
    bare = folded
    # Brackets around the whole hide a division at their depth.
    while _is_wrapped(bare):
        bare = bare[1:-1]
    offset = (len(folded) - len(bare)) // 2
    for index, letter in enumerate(bare):
        depth += (letter == "(") - (letter == ")")
        if letter == "/" and depth == 0:
            cuts.append(index + offset)
    # "tháng/năm / tổng số": with several slashes the one with spaces around it divides.
    spaced = [
        cut for cut in cuts if folded[cut - 1 : cut] == " " == folded[cut + 1 : cut + 2]
    ]
    chosen = spaced if len(cuts) > 1 else cuts
    if len(chosen) != 1:
        return None
    return chosen[0], chosen[0] + 1


def _is_wrapped(text: str) -> bool:
    """Return whether the first bracket closes at the end of the text."""
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _formula(text: str) -> str:
    letters = re.findall("[a-h]", fold_letters(text))
    bare = re.sub(r"[()\s]", "", fold_letters(text))
    return " + ".join(letters) if bare == "+".join(letters) else ""
