"""Which backups are kept: the newest of each of the last days, weeks, months and years."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

PERIODS: dict[str, Callable[[date], tuple[int, ...]]] = {
    "d": lambda day: (day.toordinal(),),
    "w": lambda day: tuple(day.isocalendar()[:2]),
    "m": lambda day: (day.year, day.month),
    "y": lambda day: (day.year,),
}


def kept_moments(
    rule: Sequence[tuple[str, int]], moments: Iterable[datetime]
) -> set[datetime]:
    """Choose from the moments of all backups by a rule such as [("d", 7), ("w", 5)].

    Days, weeks and months without a backup do not count. The newest is always kept.
    """
    oldest_first = sorted(moments)
    kept = set(oldest_first[-1:])
    for letter, count in rule:
        # Later moments overwrite earlier ones of a period, so each keeps its newest.
        newest = {PERIODS[letter](timezone.localdate(m)): m for m in oldest_first}
        kept.update(sorted(newest.values())[-count:])
    return kept
