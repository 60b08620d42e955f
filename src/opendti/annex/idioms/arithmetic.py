"""What stands beside an amount and changes it, where the rule gives the bare amount."""

from __future__ import annotations

import re

from opendti.annex.idioms.case import Case, RuleRead
from opendti.annex.idioms.clauses import Clause
from opendti.annex.letters import NUMBER, fold

_BESIDE_RATIO = re.compile(r"[\d*/×÷^+]")
"""A ratio times the points has no other number beside it: "2 × tỷ lệ", "1 - a/b"."""
_BESIDE_AMOUNT = re.compile(
    r"[*×÷^]|\bx\b\s*(?:$|\d|(?:ty|ti) le\b|so\b)|\bnhan (?:voi|\d)|\bchia (?:cho|\d)"
    r"|\b[a-h]\s*/\s*\(?(?:\d|[a-h]\b)|(?:^|\s)/\s*\d*\s*[a-z%]"
)
_EACH = re.compile(r"\b(?:mỗi|cứ)\b", re.IGNORECASE)
_EACH_BARE = re.compile(r"\b(?:moi|cu)\s+\d", re.IGNORECASE)
"""Without its marks "mỗi" is "mới" as well, but not before a number."""
_BELOW_NOTHING = re.compile(rf"(?:[:=]\s*[-−–]\s*|\bam\s+)(?:{NUMBER})\s*(?:diem|d)\b")
_TAKEN_AWAY = re.compile(r"\b(?:bi tru|tru(?: di)?|giam(?: di)?)$")
_WITHOUT = re.compile(r"(?:neu |truong hop )?(?:chua|khong)\b")
_LEAVES_OUT = re.compile(r"khong ap dung|khong danh gia|mien danh gia")
_OF_CLAUSES = frozenset({"steps", "ratio", "yes_no", "choice", "parts"})


def doubt_arithmetic(case: Case, read: RuleRead) -> None:
    """Doubt a reading that takes "10 điểm x tỷ lệ" or "mỗi 10%: 1 điểm" for a fixed amount."""
    if read.rule["kind"] not in _OF_CLAUSES or not read.is_sure:
        return
    if _BELOW_NOTHING.search(case.folded):
        read.doubt("điểm âm chưa dùng đến", "points below 0 are not taken into account")
    for clause in case.clauses.all:
        if _changes_amount(clause):
            read.doubt(
                f"“{clause.words}”: phép tính hoặc mức “mỗi …” chưa dùng đến",
                f"“{clause.words}”: arithmetic, or an amount for each, is not taken into account",
            )
    _doubt_exceptions(case, read)
    units = {fold(clause.unit) for clause in case.clauses.all if clause.unit}
    if read.rule["kind"] == "steps" and len(units) > 1:
        read.doubt(
            "các mức ghi theo những đơn vị tính khác nhau",
            "the steps are given in different units",
        )


def _doubt_exceptions(case: Case, read: RuleRead) -> None:
    """Doubt what takes points away, or leaves someone out, where the rule knows of no such thing."""
    kind = read.rule["kind"]
    found = [one.words for one in case.clauses.all if _TAKEN_AWAY.search(one.folded)]
    if kind == "parts":
        found += [
            one.words
            for one in case.nothing
            if not (one.is_negative or one.is_rest or _WITHOUT.match(one.folded))
        ]
    if kind in {"yes_no", "choice", "parts"}:
        found += _LEAVES_OUT.findall(case.folded)
    for words in found:
        read.doubt(f"“{words}”: chưa dùng đến", f"“{words}” is not taken into account")


def _changes_amount(clause: Clause) -> bool:
    if clause.award.ratio:
        return clause.bound is None and bool(_BESIDE_RATIO.search(clause.words))
    each = _EACH_BARE if clause.words.isascii() else _EACH
    return bool(_BESIDE_AMOUNT.search(clause.folded) or each.search(clause.words))
