"""Reads of rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti.plan.model import PlanBlock
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.bridge import blocks_of
from opendti_site.assessments.rounds.enums import (
    RUNNING,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.lateness import (
    Lateness,
    overdue,
    submitted_late,
)
from opendti_site.assessments.rounds.models import (
    OFFICIAL,
    TAKES_PART,
    Round,
    Submission,
)
from opendti_site.assessments.rounds.permissions import (
    OVERSEERS,
    answered_by,
    overseen_by,
)
from opendti_site.organisations.models import Unit
from opendti_site.organisations.objections import Objection
from opendti_site.organisations.queries import find_units
from opendti_site.ui.translatable import StrOrPromise


def submissions_visible_to(user: User) -> QuerySet[Submission]:
    """Return the submissions in rounds that the person oversees, and those of the person's units."""
    overseen = overseen_by(user, *OVERSEERS, owner="round__root")
    return Submission.objects.filter(overseen | answered_by(user)).select_related(
        "unit"
    )


def rounds_visible_to(user: User) -> QuerySet[Round]:
    """Return rounds over the person's units: those they oversee, those they take part in."""
    mine = Submission.objects.filter(answered_by(user)).order_by().values("round")
    return (
        Round.objects
        # A unit sees a round from its opening on; a draft may still change under it.
        .filter(
            overseen_by(user, *OVERSEERS)
            | (Q(pk__in=mine) & ~Q(state=RoundState.DRAFT))
        )
        .select_related("release", "root")
        .defer("framework_text", "release__text")
    )


def rounds_with_progress(user: User) -> QuerySet[Round]:
    """Return visible rounds with how many units take part and how many have submitted."""
    mine = submissions_visible_to(user).filter(TAKES_PART)
    seen = Q(submissions__in=mine.values("pk"))
    done = seen & Q(submissions__state=SubmissionState.SUBMITTED)
    counted = rounds_visible_to(user).annotate(
        units=Count("submissions", filter=seen),
        submitted=Count("submissions", filter=done),
    )
    return counted.order_by("-year", "-opens_at", "-pk")  # counting forgets the order


def amended_criteria(
    submissions: Collection[int] | QuerySet[Submission],
) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield the submissions of rounds whose framework was changed, with the criteria that it touched."""
    found = Submission.objects.filter(pk__in=submissions)  # type: ignore[misc]  # a query too
    found = found.exclude(round__amended={})
    yield from found.order_by().values_list("pk", "round__amended")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may take part, with the block proposed for it."""

    unit: Unit
    block: str
    depth: int


def candidates_for(
    round_: Round, chosen: Mapping[str, str] | None = None
) -> tuple[list[Candidate], tuple[PlanBlock, ...]]:
    """Return the units under the root with the chosen block, else with a proposed one.

    `chosen` maps unit codes to block codes. "" stays out, as do the root itself and whatever lies
    deeper than its children unless somebody says so.
    """
    blocks = blocks_of(round_)
    if chosen is None:
        chosen = _blocks_of_original(round_)
    codes = [block.code for block in blocks]
    units = Unit.objects.filter(
        path__startswith=round_.root.path, closed_on__isnull=True
    ).order_by("path")
    root_depth = round_.root.path.count("/")
    rows = []
    for unit in units:
        depth = unit.path.count("/") - root_depth
        # Only direct children are proposed: a ministry assesses its departments, not their
        # offices.
        proposed = _proposed_block(unit, codes) if depth == 1 else ""
        block = proposed if chosen is None else chosen.get(unit.code, "")
        rows.append(Candidate(unit, block, depth))
    return rows, blocks


def _blocks_of_original(round_: Round) -> dict[str, str] | None:
    """Return the blocks of the open round that this one rehearses, by unit code; None where there are none."""
    if round_.rehearses is None:
        return None
    forms = round_.rehearses.taking_part.values_list("unit__code", "block")
    return dict(forms) or None


def _proposed_block(unit: Unit, codes: list[str]) -> str:
    if unit.block in codes:
        return unit.block
    # A block that this framework does not have is no reason to guess another one.
    return codes[0] if len(codes) == 1 or not unit.block else ""


def forms_under_way_for(unit: Unit) -> list[Objection]:
    """Return the unit's forms in rounds that still run, those that are not submitted as open, and the rounds that it leads."""
    running = Submission.objects.filter(
        TAKES_PART, OFFICIAL, unit=unit, round__state__in=RUNNING
    )
    led = Round.official.filter(root=unit, state__in=RUNNING)
    return [
        Objection(round_.title, round_.get_absolute_url(), is_open=False, is_led=True)
        for round_ in led.defer("framework_text")
    ] + [
        Objection(
            f"{row.round.title}: {row.get_state_display()}",
            row.get_absolute_url(),
            is_open=row.state != SubmissionState.SUBMITTED,
        )
        for row in running.select_related("round").defer("round__framework_text")
    ]


def progress_of(round_: Round, user: User) -> QuerySet[Submission]:
    """Return one row a unit that takes part, as far as the person may see."""
    rows = submissions_visible_to(user).filter(TAKES_PART, round=round_)
    return rows.order_by("unit__path")


def withdrawn_from(round_: Round, user: User) -> QuerySet[Submission]:
    """Return the forms of units that were withdrawn from a round, as far as the person may see."""
    rows = submissions_visible_to(user).exclude(TAKES_PART).filter(round=round_)
    return rows.order_by("unit__path")


def progress_filters() -> dict[str, tuple[StrOrPromise, Q]]:
    """Return the filters of a round's forms as of now, each with its words: by state, and by lateness."""
    state = SubmissionState
    return {
        "da-nop": (state.SUBMITTED.label, Q(state=state.SUBMITTED)),
        # An open form counts as begun from its first filled criterion.
        "dang-nhap": (state.OPEN.label, Q(state=state.OPEN, filled__gt=0)),
        "cho-ky": (state.HANDED_OVER.label, Q(state=state.HANDED_OVER)),
        "tra-lai": (state.RETURNED.label, Q(state=state.RETURNED)),
        "chua-nhap": (_("Chưa nhập gì"), Q(state=state.OPEN, filled=0)),
        "nop-muon": (Lateness.LATE.label, submitted_late()),
        "qua-han": (Lateness.OVERDUE.label, overdue(timezone.now())),
    }


def found_among(
    rows: QuerySet[Submission], text: str, progress: str
) -> QuerySet[Submission]:
    """Filter rows by the unit's name or code and by how far they have come."""
    if text:
        rows = rows.filter(unit__in=find_units(text))
    filters = progress_filters()
    return rows.filter(filters[progress][1]) if progress in filters else rows


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """Numbers of units by progress."""

    units: int
    submitted: int
    started: int
    handed_over: int
    returned: int
    late: int = 0
    overdue: int = 0


def not_submitted_in(round_: Round) -> dict[str, int]:
    """Count the units, and those that have not submitted, as the start of the appraisal is confirmed."""
    units = round_.taking_part
    submitted = units.filter(state=SubmissionState.SUBMITTED).count()
    total = units.count()
    return {"units": total, "not_submitted": total - submitted}


def tally_of(rows: QuerySet[Submission]) -> UnitCounts:
    """Count units by how far they have come, in the database."""
    filters = progress_filters()

    def counted(progress: str) -> Count:
        return Count("pk", filter=filters[progress][1])

    return UnitCounts(
        **rows.order_by().aggregate(
            units=Count("pk"),
            submitted=counted("da-nop"),
            started=counted("dang-nhap"),
            handed_over=counted("cho-ky"),
            returned=counted("tra-lai"),
            late=counted("nop-muon"),
            overdue=counted("qua-han"),
        )
    )
