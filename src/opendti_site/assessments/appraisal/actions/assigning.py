"""Assigning parts of the appraisal to people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.conflicts import read_conflicts
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.coverage import (
    criteria_below,
    members_of,
    standing_in,
)
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.appraisal.permissions import can_appraise, is_appraiser
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.locking import locked_draft
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.organisations.models import Unit

NAMED = 5
"""Units or people that a refusal names."""


@dataclass(frozen=True, slots=True)
class AssignedPart:
    """A part of a round: an indicator or criterion, a block, a unit with all below; what is empty leaves out nothing."""

    node: str = ""
    block: str = ""
    unit: Unit | None = None


@transaction.atomic
def assign_appraisal(
    round_: Round,
    people: Collection[User],
    parts: Collection[AssignedPart],
    *,
    groups: Collection[Unit] = (),
    by: User,
) -> list[Assignment]:
    """Give each of the people, and of the units as groups of people, each of the parts, none of them twice."""
    round_ = locked_draft(round_.pk)
    _refuse_unless_assignable(round_, by)
    _refuse_unfit(round_, [*people, *groups], parts)
    read_conflicts(people)
    members = members_of(groups)
    read_conflicts(person for found in members.values() for person in found)
    for part in parts:
        units = _units_in(round_, part)
        _refuse_conflicts(round_.root, people, units)
        for group in groups:
            _refuse_unable(round_.root, group, members[group.pk], units)
    made = Assignment.objects.bulk_create(_given(round_, people, groups, parts, by))
    if made:
        record(
            "assign_appraisal",
            round_,
            by=by,
            name=round_.title,
            seals=made,
            people=sorted({row.person_id for row in made if row.person_id}),
            nodes=sorted({row.node for row in made}),
            **({"groups": sorted({unit.code for unit in groups})} if groups else {}),
        )
    return made


def _given(
    round_: Round,
    people: Collection[User],
    groups: Collection[Unit],
    parts: Collection[AssignedPart],
    by: User,
) -> list[Assignment]:
    """Return the assignments that do not stand yet, people before groups."""
    standing = {_key(row) for row in standing_in(round_)}
    now = timezone.now()
    holders: list[dict[str, Any]] = [
        {"person": person} for person in sorted(people, key=lambda row: row.pk)
    ]
    holders += [{"group": unit} for unit in sorted(groups, key=lambda row: row.pk)]
    rows = [
        Assignment(
            round=round_,
            node=part.node,
            block=part.block,
            unit=part.unit,
            assigned_by=by,
            assigned_at=now,
            **holder,
        )
        for holder in holders
        for part in parts
    ]
    return [row for row in rows if _key(row) not in standing]


def _key(row: Assignment) -> tuple[int | None, int | None, str, str, int | None]:
    return row.person_id, row.group_id, row.node, row.block, row.unit_id


@transaction.atomic
def end_assignment(assignment: Assignment, *, by: User) -> Assignment:
    """End an assignment; what the person appraised by it stands."""
    round_ = locked_draft(assignment.round_id)
    _refuse_unless_assignable(round_, by)
    current = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if current.ended_at:
        raise ActionRefusedError(_("Phân công này đã kết thúc."))
    current.ended_by, current.ended_at = by, timezone.now()
    current.save()
    record(
        "end_assignment",
        round_,
        by=by,
        name=round_.title,
        seals=[current],
        people=[current.person_id] if current.person_id else [],
        nodes=[current.node],
        **({"groups": [current.group.code]} if current.group else {}),
    )
    return current


@transaction.atomic
def restrict_appraisal(round_: Round, *, only_assigned: bool, by: User) -> Round:
    """Let only those appraise a criterion of a unit to whom it is assigned, or all appraisers again."""
    round_ = locked_draft(round_.pk)
    _refuse_unless_assignable(round_, by)
    if round_.only_assigned == only_assigned:
        raise ActionRefusedError(_("Kỳ đánh giá đã được đặt như vậy."))
    round_.only_assigned = only_assigned
    round_.version += 1
    round_.save(update_fields=["only_assigned", "version"])
    record(
        "restrict_appraisal",
        round_,
        by=by,
        name=round_.title,
        seals=[round_],
        only_assigned=only_assigned,
    )
    return round_


def _refuse_unless_assignable(round_: Round, by: User) -> None:
    if not can_coordinate(by, round_.root):
        raise PermissionDenied
    if round_.state in {RoundState.DRAFT, RoundState.CLOSED}:
        raise ActionRefusedError(
            _("Chỉ phân công thẩm định khi kỳ đã mở và chưa chốt kết quả.")
        )


def _refuse_unfit(
    round_: Round, holders: Collection[User | Unit], parts: Iterable[AssignedPart]
) -> None:
    if not holders:
        raise ValidationError({
            "people": _("Hãy chọn ít nhất một người hoặc một đơn vị phối hợp.")
        })
    page = framework_page(round_)
    nodes = {"", *criteria_below(page)}
    blocks = {"", *(block.code for block in page.blocks)}
    rows = list(parts)
    if not rows or any(
        part.node not in nodes or part.block not in blocks for part in rows
    ):
        raise ValidationError({
            "nodes": _("Hãy chọn ít nhất một chỉ số hoặc tiêu chí của kỳ này.")
        })


def _units_in(round_: Round, part: AssignedPart) -> list[Unit]:
    rows = round_.taking_part.select_related("unit")
    if part.block:
        rows = rows.filter(block=part.block)
    if part.unit:
        rows = rows.filter(unit__path__startswith=part.unit.path)
    units = [row.unit for row in rows.order_by("unit__path")]
    if not units:
        raise ValidationError({"unit": _("Không có đơn vị nào của kỳ ở phần này.")})
    return units


def _refuse_conflicts(
    owner: Unit, people: Iterable[User], units: Sequence[Unit]
) -> None:
    """Refuse people without the role, and those who report for a unit or declared a conflict about it, with names."""
    for person in people:
        if not is_appraiser(person, Stage.APPRAISED, owner):
            raise ActionRefusedError(
                _("%(who)s không có vai trò thẩm định ở %(unit)s.")
                % {"who": person, "unit": owner.short}
            )
        bound = [
            unit
            for unit in units
            if not can_appraise(person, Stage.APPRAISED, unit, owner=owner)
        ]
        if bound:
            raise ActionRefusedError(
                _(
                    "%(who)s không được thẩm định: %(units)s, vì nhập liệu, ký cho đơn vị "
                    "hoặc có xung đột lợi ích. Hãy phân công theo khối hoặc từng đơn vị."
                )
                % {"who": person, "units": _names(bound)}
            )


def _refuse_unable(
    owner: Unit, group: Unit, members: Sequence[User], units: Sequence[Unit]
) -> None:
    """Refuse a group of people of whom nobody may appraise some unit, with the units' names."""
    left = [
        unit
        for unit in units
        if not any(
            can_appraise(person, Stage.APPRAISED, unit, owner=owner)
            for person in members
        )
    ]
    if left:
        raise ActionRefusedError(
            _(
                "Chưa ai của %(group)s được thẩm định: %(units)s. Người của đơn vị cần có vai trò "
                "thẩm định, và không nhập liệu, ký hay có xung đột lợi ích với đơn vị ấy."
            )
            % {"group": group, "units": _names(left)}
        )


def _names(units: Sequence[Unit]) -> str:
    names = ", ".join(unit.short for unit in units[:NAMED])
    rest = len(units) - NAMED
    return (
        _("%(names)s và %(n)d đơn vị khác") % {"names": names, "n": rest}
        if (rest > 0)
        else names
    )
