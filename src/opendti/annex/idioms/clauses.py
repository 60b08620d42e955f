"""A scoring text to its clauses: each a condition and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opendti.annex.folding import NUMBER, fold_letters
from opendti.annex.idioms.awards import Award, find_awards
from opendti.annex.idioms.bounds import Bound, find_bound

_SENTENCE = re.compile(
    r"\n+|;|(?<=[^\d\W])\.\s+(?=\S)|(?<=[)%\d])\.\s+(?=[^\d\s])|\.\s*$"
)
_LABEL = re.compile(
    rf"^\s*(?:(?:(?:toi\s+da|tong(?:\s+cong|\s+diem)?)\s+(?:{NUMBER})\s*(?:diem|d)(?:\s*,?\s*(?:trong\s+do|bao\s+gom|gom|cu\s+the)|(?=\s*:))|"
    r"(?:bao\s+)?gom(?=\s*:)|cach\s+(?:tinh|xac\s+dinh)(?:\s+(?:va\s+)?(?:tinh\s+)?diem)?(?:\s+theo\s+(?:van\s+ban|quy\s+dinh|quyet\s+dinh))?|cach\s+cham(?:\s+diem)?|"
    r"phuong\s+phap(?:\s+tinh)?|diem\s+danh\s+gia|tinh\s+diem|cham\s+diem|cu\s+the|trong\s+do|nhu\s+sau)"
    r"(?:\s+nhu\s+sau)?\s*[:.]\s*)+"
)
_EDGE = " \t\n,;:.-=+*→>"
_START = re.compile(r"(?:->|=>(?!\s*\d)|>(?!\s*=?\s*\d)|=(?![<>])|[-\s,;:.+*)])*")
"""What stands before a condition; a sign that compares belongs to it."""
_TAIL = re.compile(
    r"\s*(?:,\s*đơn\s+vị|[,:=-]|(?<!không )(?<!chưa )\b(?:thì|được|đạt|tính|chấm|cho|cộng|thêm|là|mỗi|số\s+điểm))\s*$",
    re.IGNORECASE,
)
"""With its marks: without them "tính" is "tỉnh" and "cộng" is "cổng"."""
_RUN_ON = re.compile(r"\s*(?:/\s*năm\s*)?[^\s,;:.)(/]")
_HEAD = re.compile(r"^(?:\s*(?:[-+*]|neu|truong\s+hop|khi|va)\s+)+")
_TOTAL = re.compile(
    r"(?:(?:nhung )?(?:toi da|nhieu nhat|khong (?:vuot )?qua)|tong(?: cong| diem)?)(?: la)?$"
)
_NOT = re.compile(r"^(?:chua|khong|ko)\b")
_REST = re.compile(
    r"^(?:con\s+lai|khac|(?:cac\s+)?truong\s+hop\s+(?:con\s+lai|khac)|(?:cac\s+)?(?:don\s+vi|muc)\s+(?:con\s+lai|khac))"
)
_YES = re.compile(
    r"^(?:co\b|da\b|duoc\b|dat\b|hoan\s+thanh|day\s+du|trien\s+khai|thuc\s+hien|ban\s+hanh|bo\s+tri|dung\b|su\s+dung|dam\s+bao|bao\s+dam|to\s+chuc\b|thanh\s+lap|dap\s+ung|yes)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """A condition in its own words, and what it gives."""

    words: str
    folded: str
    award: Award
    bound: Bound | None
    context: str
    award_words: str
    head: str
    """The word that opened the condition, such as "nếu"."""
    is_continued: bool
    """Whether the context is of an earlier sentence."""
    is_run_on: bool
    """Whether nothing parts it from the amount before it, or "nếu" follows its own amount."""

    @property
    def is_negative(self) -> bool:
        """Recognise a condition such as "chưa ban hành"."""
        return bool(_NOT.match(self.folded))

    @property
    def is_rest(self) -> bool:
        """Recognise "còn lại", or a clause without a condition."""
        return bool(_REST.match(self.folded))

    @property
    def is_yes(self) -> bool:
        """Recognise a condition that a yes answers, such as "đã ban hành"."""
        return bool(_YES.match(self.folded))

    @property
    def unit(self) -> str:
        """Return the words that say what is counted."""
        if self.bound is None:
            return ""
        start, end = self.bound.unit
        return self.words[start:end].strip()


@dataclass(frozen=True, slots=True)
class Clauses:
    """All clauses of a text, and the pieces that are none."""

    all: tuple[Clause, ...]
    leftovers: tuple[str, ...]

    def without_total(self, points: float) -> Clauses:
        """Return them without "tối đa 10 điểm" of a criterion that has these points anyway."""
        kept = [
            clause
            for clause in self.all
            if clause.award.points != points or not _TOTAL.match(clause.folded)
        ]
        return Clauses(tuple(kept), self.leftovers)


def split_clauses(text: str) -> Clauses:
    """Split a scoring text into clauses."""
    clauses: list[Clause] = []
    leftovers: list[str] = []
    context = ""
    for piece in pieces_of(text):
        found = _clauses(piece, context)
        if not found:
            leftovers.append(piece)
            continue
        # "Mỗi quý: …" is said once and holds for the sentences that follow.
        context = found[-1].context
        clauses += found
    return Clauses(tuple(clauses), tuple(leftovers))


def pieces_of(text: str) -> list[str]:
    """Return the sentences of a text, without the labels before them."""
    folded = fold_letters(text)
    cuts = [0]
    for match in _SENTENCE.finditer(folded):
        cuts += [match.start(), match.end()]
    cuts.append(len(text))
    pieces = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=True):
        label = _LABEL.match(folded[start:end])
        piece = text[start + (label.end() if label else 0) : end].strip(" \t-+*.")
        if piece.strip(_EDGE):
            pieces.append(piece)
    return pieces


def _clauses(piece: str, context: str) -> list[Clause]:
    folded = fold_letters(piece)
    found = find_awards(folded)
    clauses: list[Clause] = []
    start, inherited = 0, context
    for index, award in enumerate(found):
        head, words = _trimmed(piece, folded, start, award.start)
        is_run_on = index > 0 and bool(_RUN_ON.match(piece, start))
        # Before a colon is what all amounts of the sentence are about, not a condition of the
        # first.
        if index == 0 and ":" in words and (len(found) > 1 or _is_period(words)):
            context, _, words = (part.strip() for part in words.partition(":"))
        if not words and len(found) == 1:
            # Nothing before the amount: "5 điểm nếu …" has its condition behind it.
            head, words = _trimmed(piece, folded, award.end, len(piece))
        # Words after the last amount belong to its condition: no other amount follows them.
        elif index == len(found) - 1 and not _is_end(folded[award.end :]):
            tail_head, tail = _trimmed(piece, folded, award.end, len(piece))
            is_run_on = is_run_on or bool(words and tail and tail_head.strip())
            head, words = f"{head} {tail_head}", f"{words} {tail}".strip()
        clauses.append(
            Clause(
                words,
                fold_letters(words),
                award.award,
                find_bound(fold_letters(words), words),
                context,
                award_words=piece[award.start : award.end],
                head=head,
                is_continued=bool(context) and context is inherited,
                is_run_on=is_run_on,
            )
        )
        start = award.end
    return clauses


def _is_period(words: str) -> bool:
    return bool(
        re.match(r"\s*(?:moi|tung|hang)\s+(?:quy|thang|ky|nam)", fold_letters(words))
    )


def _is_end(rest: str) -> bool:
    return not rest.strip(" .,;:)") or bool(re.fullmatch(r"\s*/\s*\w+\W*", rest))


def _trimmed(piece: str, folded: str, start: int, end: int) -> tuple[str, str]:
    """Take the linking words off both ends of a condition; return its first and the rest."""
    while match := _TAIL.search(piece, start, end):
        if _is_passed(match):
            break
        end = match.start()
    head = ""
    for leading in (_START, _HEAD):
        match = leading.match(folded[start:end])
        head = piece[start : start + match.end()] if match else ""
        start += match.end() if match else 0
    words = piece[start:end].rstrip(_EDGE + "(").lstrip("( ")
    return head, words


def _is_passed(match: re.Match[str]) -> bool:
    """Distinguish "đạt: 5 điểm", a condition of its own, from "… đạt 5 điểm"."""
    after = match.string[match.end() :].lstrip()
    return match[0].strip().lower() == "đạt" and after.startswith(":")
