"""Whether every word, number and sign of a text went into what was read from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from opendti.annex.folding import NUMBER, fold_letters, lower_case, number
from opendti.annex.idioms.awards import ratio_beside_share
from opendti.annex.idioms.case import Case, ParsedRule, is_same
from opendti.annex.idioms.wording import binding_words, plain_words, without_links
from opendti.numeric.text import format_short

_TOKEN = re.compile(rf"(?:{NUMBER})|[^\W\d_]+|[^\w\s]|_")
_MAX_OF_ALL = re.compile(
    rf"(?:nhung )?(?:toi da|nhieu nhat|khong (?:vuot )?qua|tong(?: cong| diem)?)(?: la)? (?P<points>{NUMBER}) ?(?:diem|d)\b"
)
"""What all clauses together give: no bound where it is the criterion's points."""
_EVIDENCE = re.compile(
    r"(?:hồ sơ |tài liệu )?(?:minh chứng|kiểm chứng|chứng minh)\s*:", re.IGNORECASE
)
_BELOW_NOTHING = re.compile(rf"(?:[:=]\s*[-−–]\s*|\bam\s+)(?:{NUMBER})\s*(?:diem|d)\b")
_DAY = r"(?:ngay )?(?P<day>\d{1,2}/\d{1,2}(?:/\d{4})?)(?![\d/])"
_BEFORE, _AFTER = (re.compile(rf"\b{word} {_DAY}") for word in ("truoc", "sau"))
_PER_CENT = re.compile(r"\(\s*%\s*\)")
_MAX_LENGTH, _MAX_SHOWN = 120, 5


class TokenLedger:
    """The tokens of a text, each of which can be used once."""

    def __init__(self, text: str) -> None:
        """Split a text of composed letters into tokens."""
        self.text = text
        self.spans = [match.span() for match in _TOKEN.finditer(fold_letters(text))]
        self.tokens = _tokens(text)
        self.is_used = [False] * len(self.tokens)
        self._indices: dict[str, list[int]] = defaultdict(list)
        for index, token in enumerate(self.tokens):
            self._indices[token].append(index)
        self._next = 0

    def use(self, words: str) -> None:
        """Mark a part of the text: in one run where it occurs so, else token by token."""
        tokens = _tokens(words)
        if tokens and not self.use_run(tokens):
            for token in tokens:
                self.use_run([token])

    def use_run(self, tokens: list[str]) -> bool:
        """Mark unused tokens in this order, preferably after those that were marked last."""
        count = len(tokens)
        starts = [
            start
            for start in self._indices.get(tokens[0], ())
            if self.tokens[start : start + count] == tokens
            and not any(self.is_used[start : start + count])
        ]
        if not starts:
            return False
        # The next one in the text's order: every case of a rule often has the same words.
        start = next((start for start in starts if start >= self._next), starts[0])
        self._next = start + count
        self.is_used[start : self._next] = [True] * count
        return True

    def left_over(self, known: frozenset[str]) -> Iterator[str]:
        """Yield the unused stretches that hold more than linking and known words."""
        letters = list(lower_case(self.text))
        for (start, end), is_used in zip(self.spans, self.is_used, strict=True):
            if is_used:
                letters[start:end] = "\0" * (end - start)
        rest = without_links("".join(letters), is_bare=self.text.isascii())
        for is_used, group in groupby(
            range(len(self.tokens)), self.is_used.__getitem__
        ):
            spans = [self.spans[index] for index in group]
            if not is_used and any(
                rest[start:end].strip() and rest[start:end] not in known
                for start, end in spans
            ):
                shown = self.text[spans[0][0] : spans[-1][1]].strip(" ,;:.-+*\n")
                yield " ".join(shown.split())


def _tokens(text: str) -> list[str]:
    """Return words in lower case, numbers as written and signs in one spelling."""
    folded, lower = fold_letters(text), lower_case(text)
    return [
        # Words keep their marks (tính, tỉnh), while signs are compared as folded: – and − are -.
        lower[match.start() : match.end()] if match[0][0].isalpha() else match[0]
        for match in _TOKEN.finditer(folded)
    ]


def doubt_unused(case: Case, read: ParsedRule) -> None:
    """
    Doubt a reading that leaves a word out, or whose titles hold words that may bind more.

    `read.used` and `read.labels` are all that the family of rules took from the text.
    """
    _doubt_amounts(case, read)
    _doubt_ratio_beside_share(case, read)
    _doubt_day_between(case, read)
    _use_definitions(case, read)
    # Lists of evidence do not bind the points, but words in them may, so they are labels.
    read.labels += filter(_EVIDENCE.match, case.clauses.leftovers)
    _doubt_left_over(case, read)
    for label in (*read.labels, *read.named):
        words = ", ".join(binding_words(label)[:_MAX_SHOWN])
        if words:
            read.doubt(
                f"“{_cut(label)}”: chưa dùng đến “{words}”",
                f"“{_cut(label)}”: not taken into account: {words}",
            )
            return


def _doubt_left_over(case: Case, read: ParsedRule) -> None:
    ledger = TokenLedger(case.definitions.with_ratio_for_alias(case.text))
    for words in (*read.used, *read.labels):
        ledger.use(words)
    for match in _MAX_OF_ALL.finditer(case.folded):
        # "tối đa 10 điểm" of a criterion of 10 points says nothing new; of another it is a cap.
        if is_same(number(match["points"]), case.points):
            ledger.use_run(_tokens(case.original(match)))
    found = list(ledger.left_over(_known(case, read)))
    if found:
        listed = ", ".join(f"“{_cut(words)}”" for words in found[:_MAX_SHOWN])
        read.doubt(f"chưa dùng đến: {listed}", f"not taken into account: {listed}")


def _doubt_amounts(case: Case, read: ParsedRule) -> None:
    if _BELOW_NOTHING.search(case.folded):
        read.doubt("điểm âm chưa dùng đến", "points below 0 are not taken into account")
    for clause in case.clauses.all:
        if clause.is_run_on:
            read.doubt(
                f"“{_cut(clause.words)}”: không rõ điểm nào của điều kiện nào",
                f"“{_cut(clause.words)}”: it is unclear which amount is of which condition",
            )
    amounts = [clause.award.points_for(case.points) for clause in case.clauses.all]
    # More than the criterion's points is a misread amount, or a bonus that belongs to another
    # rule.
    full = max(amounts, default=0.0)
    if full > case.points and not is_same(full, case.points):
        read.doubt(
            f"có mức nhiều hơn {format_short(case.points, 'vi')} điểm của chỉ số",
            f"an amount is more than the criterion's {format_short(case.points, 'en')} points",
        )


def _doubt_ratio_beside_share(case: Case, read: ParsedRule) -> None:
    span = ratio_beside_share(case.folded)
    if span:
        words = _cut(case.text[slice(*span)].strip())
        read.doubt(
            f"“{words}”: không rõ là tỷ lệ của đơn vị hay luôn là phần cố định này",
            f"“{words}”: either the unit's own ratio or always this fixed share",
        )


def _doubt_day_between(case: Case, read: ParsedRule) -> None:
    """Doubt cases before and after a day that leave the day itself to nobody."""
    before, after = (
        {match["day"] for match in pattern.finditer(case.folded)}
        for pattern in (_BEFORE, _AFTER)
    )
    for day in sorted(before & after):
        read.doubt(
            f"không nói đúng ngày {day} thuộc trường hợp nào",
            f"the text does not say which case the day {day} itself belongs to",
        )


def _use_definitions(case: Case, read: ParsedRule) -> None:
    """Take what the text defines for used where the reading's items or its ratio have it."""
    rule, titles = read.rule, case.definitions.titles
    letters = {
        item["code"]
        for item in read.items
        if titles.get(item["code"]) == item["title"]["vi"]
    }
    has_ratio = rule["kind"] == "ratio" or "/" in str(
        rule.get("on", rule.get("formula"))
    )
    for name, words in case.definitions.sources:
        if name in letters or (name == "ratio" and has_ratio):
            read.used.append(words)
        elif name == "name" and has_ratio:
            read.labels.append(_PER_CENT.sub("", words.rstrip(" =")))
    read.labels += [titles[letter] for letter in sorted(letters)]


def _known(case: Case, read: ParsedRule) -> frozenset[str]:
    """Return the words of the criterion's and its items' titles, which a text repeats."""
    titles = [case.title, *(item["title"]["vi"] for item in read.items)]
    units = [item["unit"]["vi"] for item in read.items if "unit" in item]
    return plain_words([*titles, *units, *read.labels], is_bare=case.text.isascii())


def _cut(words: str) -> str:
    return words if len(words) <= _MAX_LENGTH else words[:_MAX_LENGTH] + "…"
