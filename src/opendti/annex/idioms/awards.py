"""What a clause gives: full points, half of them, so many points, the ratio times them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opendti.annex.folding import NUMBER, number

_FULL = r"(?:so\s+)?(?:diem|d)\s+(?:toi\s+da|chuan|cua\s+(?:chi\s+so|tieu\s+chi|phan\s+nay))|toi\s+da(?!\s*(?:\d|la\s*\d))|tron\s+diem|du\s+diem"
_PART = rf"(?:\d{{1,3}}\s*/\s*\d{{1,3}}|(?:{NUMBER})\s*%|mot\s+nua|nua)"
_BY = r"\s*(?:\*|x|nhan(?:\s+voi)?)\s*"
_OF = rf"(?:{_BY}|\s+(?:so\s+|cua\s+|tong\s+)?)\(?(?:so\s+)?(?:diem|d)(?:\s+(?:toi\s+da|chuan|cua\s+(?:chi\s+so|tieu\s+chi|phan\s+nay)))?\)?"
_LEAD = r"(?:(?:so\s+)?diem(?:\s+(?:so|dat(?:\s+duoc)?))?\s*[=:]\s*)?"
_RATIO = r"(?:ty|ti)\s+le(?:\s+(?:dat(?:\s+duoc)?|thuc\s+te|nay|tren|%))?(?:\s*\(%\))?|\(?[a-f]\s*/\s*[a-f]\)?|\([a-f +]{1,20}\)\s*/\s*(?:\([a-f +]{1,20}\)|[a-f])"
_AWARD = re.compile(
    rf"(?P<ratio>{_LEAD}\(?(?:{_RATIO})\s*(?:/\s*(?P<target>{NUMBER})\s*%\s*\)?)?(?:{_BY}100\s*%?)?{_BY}"
    rf"(?:(?P<times>{NUMBER})(?:\s*(?:diem|d)\b)?|(?:{_FULL})|(?:so\s+)?diem\b|thang\s+diem))"
    rf"|(?P<part>{_LEAD}(?:(?P<size>{_PART}){_OF}|(?P<times_of>0[.,]\d+){_BY}(?:{_FULL}))(?=$|[\s.,;:)]))"
    rf"|(?P<none>khong\s+(?:duoc\s+)?(?:tinh\s+|cham\s+|co\s+|cho\s+)?diem\b|(?<=[:=])\s*0\s*%\s*$)"
    rf"|(?P<amount>{_LEAD}(?P<points>{NUMBER})\s*(?:diem|d)\b(?!\s*%))"
    rf"|(?P<full>{_LEAD}(?:{_FULL}))"
)
_FIXED = rf"(?<!\d)(?<!\d[.,])(?:{_PART}{_OF}|0[.,]\d+{_BY}(?:{_FULL}))(?!\w)"
_RATIO_BESIDE = re.compile(
    rf"\b(?:ty|ti) le\b(?:\s*:)?[^:;,.\n\d%/]{{0,40}}{_FIXED}"
    rf"|{_FIXED}\s*\(?(?:ty|ti) le\)?\s*(?:$|[;.,\n])"
)
_BARE = re.compile(rf"[:=]\s*(?P<points>{NUMBER})\s*$")


_RANGE = re.compile(
    rf"(?P<low>{NUMBER})\s*(?:%|diem|d)?\s*(?:den|toi|-)\s*(?:(?:duoi|khong\s+qua|toi\s+da)\s+)?(?P<high>{NUMBER})\s*(?:%\s*(?:so\s+)?)?(?:diem|d)\b"
)


def awarded_range(folded: str) -> tuple[float, float] | None:
    """
    Return the first "từ 0 đến 10 điểm" of a folded text: points that a person chooses.

    Examples
    --------
    >>> awarded_range("cham tu 0 den 10 diem tuy chat luong")
    (0.0, 10.0)
    >>> awarded_range("tu 5 den 10 cuoc: 3 diem")
    """
    match = _RANGE.search(folded)
    return (number(match["low"]), number(match["high"])) if match else None


def ratio_beside_share(folded: str) -> tuple[int, int] | None:
    """
    Return where "tỷ lệ 37% × điểm tối đa" stands: a ratio to be filled in, or always 37%.

    Examples
    --------
    >>> ratio_beside_share("duoi 90%: ty le 37% x diem toi da")
    (10, 33)
    >>> ratio_beside_share("ty le duoi 90%: 37% x diem toi da")
    """
    match = _RATIO_BESIDE.search(folded)
    return match.span() if match else None


@dataclass(frozen=True, slots=True)
class Award:
    """
    What a clause gives.

    `share` of the criterion's points, or `points`, or `ratio` (then `target` is what
    the ratio is divided by, and `points` what it is multiplied with if not the maximum).
    """

    share: float | None = None
    points: float | None = None
    ratio: bool = False
    target: float | None = None

    @property
    def is_nothing(self) -> bool:
        """Return whether it gives no points."""
        return not self.ratio and not self.share and not self.points

    @property
    def is_positive(self) -> bool:
        """Return whether it gives fixed points."""
        return not self.ratio and not self.is_nothing

    def points_for(self, full: float) -> float:
        """Return the points it gives of a criterion's points."""
        return self.points if self.points is not None else (self.share or 0.0) * full


@dataclass(frozen=True, slots=True)
class FoundAward:
    """An award and where it is in the folded text."""

    start: int
    end: int
    award: Award


def find_awards(folded: str) -> list[FoundAward]:
    """
    Return the awards in a folded text, from left to right.

    Examples
    --------
    >>> [
    ...     award.award.share
    ...     for award in find_awards("co: diem toi da; chua: 1/2*diem toi da")
    ... ]
    [1.0, 0.5]
    """
    found = [
        FoundAward(match.start(), match.end(), _award(match))
        for match in _AWARD.finditer(folded)
    ]
    if not found:
        # A number at the end of the text, "Có: 5", counts only where no amount has its unit.
        match = _BARE.search(folded)
        if match:
            start = match.start("points")
            found = [
                FoundAward(start, match.end(), Award(points=number(match["points"])))
            ]
    return found


def _award(match: re.Match[str]) -> Award:
    if match["ratio"]:
        target = number(match["target"]) / 100 if match["target"] else None
        times = number(match["times"]) if match["times"] else None
        return Award(ratio=True, target=target, points=times)
    if match["part"]:
        return Award(share=_size(match["size"] or match["times_of"]))
    if match["none"]:
        return Award(points=0.0)
    if match["amount"]:
        return Award(points=number(match["points"]))
    return Award(share=1.0)


def _size(text: str) -> float:
    if "nua" in text:
        return 0.5
    if "/" in text:
        # "1/0" is a misprint: no share, instead of an error that stops the import.
        top, bottom = (int(part) for part in text.split("/"))
        return top / bottom if bottom else 0.0
    if text.rstrip().endswith("%"):
        return number(text.rstrip(" %")) / 100
    return number(text)
