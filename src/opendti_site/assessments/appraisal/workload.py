"""How much of a round somebody was assigned, and how much of it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.coverage import Coverage, coverage_of
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import stale_in


@dataclass(frozen=True, slots=True)
class Workload:
    """Criteria of units that lie within assignments: all, appraised, and to be looked at again."""

    total: int
    done: int
    stale: int


def workload_of(user: User, round_: Round) -> Workload | None:
    """Return what a person has to appraise in a round; None of one without assignments."""
    mine = coverage_of(user, round_)
    return None if mine.is_nothing else workloads_in(round_, [mine])[0]


def unjudged_in(round_: Round, keys: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the criteria of some forms that nobody has judged, or that are to be judged again, by form."""
    page = framework_page(round_)
    entries = ScoreEntry.objects.filter(
        submission__in=keys, stage__in=[Stage.APPRAISED, Stage.FINAL]
    )
    judged = set(
        entries.order_by().values_list("submission", "criterion").distinct()
    ) - {(pk, criterion) for pk, criterion, _stage in stale_in(round_.taking_part)}
    return {
        pk: frozenset(
            sheet.code
            for sheet in page.criteria_in(block)
            if (pk, sheet.code) not in judged
        )
        for pk, (block, _path) in _forms(round_)
        if pk in keys
    }


def workloads_in(round_: Round, coverages: Sequence[Coverage]) -> list[Workload]:
    """Return the work of several people in a round; the queries do not grow with people or units."""
    page = framework_page(round_)
    forms = dict(_forms(round_))
    codes = {
        block: [sheet.code for sheet in page.criteria_in(block)]
        for block in {block for block, _path in forms.values()}
    }
    found = ScoreEntry.objects.filter(
        submission__in=round_.taking_part.values("pk"), stage=Stage.APPRAISED
    )
    pairs = found.order_by().values_list("submission", "criterion").distinct()
    appraised = set(pairs) if coverages else set()
    stale = {
        (pk, criterion)
        for pk, criterion, stage in stale_in(round_.taking_part)
        if stage == Stage.APPRAISED
    }

    return [
        _workload(_covered(mine, forms, codes), appraised, stale) for mine in coverages
    ]


def _covered(
    mine: Coverage,
    forms: Mapping[int, tuple[str, str]],
    codes: Mapping[str, Sequence[str]],
) -> dict[int, frozenset[str]]:
    """Return the criteria of each form that lie within assignments, given those of its block."""
    below = {path for _criteria, _block, path in mine.parts} | {*mine.closed}
    # Worked out once for each kind of unit, and not for each of thousands: assignments part units
    # by block and by the branches of the tree that they name.
    kinds: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}
    covered: dict[int, frozenset[str]] = {}
    for pk, (block, path) in forms.items():
        kind = block, tuple(sorted(p for p in below if path.startswith(p)))
        if kind not in kinds:
            kinds[kind] = frozenset(
                code for code in codes[block] if mine.covers(code, block, path)
            )
        covered[pk] = kinds[kind]
    return covered


def _workload(
    covered: Mapping[int, frozenset[str]],
    appraised: set[tuple[int, str]],
    stale: set[tuple[int, str]],
) -> Workload:
    return Workload(
        total=sum(map(len, covered.values())),
        done=sum(code in covered.get(pk, ()) for pk, code in appraised - stale),
        stale=sum(code in covered.get(pk, ()) for pk, code in stale),
    )


def _forms(round_: Round) -> Iterable[tuple[int, tuple[str, str]]]:
    rows = round_.taking_part.order_by().values_list("pk", "block", "unit__path")
    return ((pk, (block, path)) for pk, block, path in rows)
