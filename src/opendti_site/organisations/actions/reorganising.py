"""Mergers and splits of units: the old ones end, the new ones take over what is below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.conflicts import carry_conflicts
from opendti_site.accounts.actions.people import give_role, revoke_role
from opendti_site.accounts.actions.proposals import file_proposal
from opendti_site.accounts.enums import RoleChange
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.permissions import can_manage
from opendti_site.accounts.queries import is_as_proposed, roles_need_second_person
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.organisations.actions.tree import add_below, change, subtrees
from opendti_site.organisations.enums import SuccessionKind
from opendti_site.organisations.locking import lock_tree
from opendti_site.organisations.models import Succession, Unit
from opendti_site.organisations.objections import under_way_for
from opendti_site.organisations.people import is_filled_in_by_somebody
from opendti_site.organisations.permissions import can_edit, can_reorganise
from opendti_site.organisations.reorganisation import (
    Merger,
    NewUnit,
    OpenWork,
    ReorganisationEffect,
    ReorganisationOrder,
    RoleMove,
    UnitSplit,
)
from opendti_site.ui.text import has_words


@transaction.atomic
def merge_units(merger: Merger, *, by: User) -> Unit:
    """End units on a day and let one unit take their place; their past stays under their names."""
    effect = _merge(merger, by)
    _refuse_without_decision(effect, merger.order)
    successor = effect.successors[0]
    _record("merge_units", successor, effect, merger.order, by)
    return successor


@transaction.atomic
def split_unit(split: UnitSplit, *, by: User) -> list[Unit]:
    """Divide a unit among new ones, or give a part of it to them."""
    effect = _split(split, by)
    _refuse_without_decision(effect, split.order)
    _record("split_unit", split.unit, effect, split.order, by)
    return effect.successors


def preview_merge(merger: Merger, user: User) -> ReorganisationEffect:
    """Return what `merge_units` would do for a person, by doing it and taking it back."""
    return _taken_back(lambda: _merge(merger, user))


def preview_split(split: UnitSplit, user: User) -> ReorganisationEffect:
    """Return what `split_unit` would do for a person, by doing it and taking it back."""
    return _taken_back(lambda: _split(split, user))


def _taken_back(act: Callable[[], ReorganisationEffect]) -> ReorganisationEffect:
    with transaction.atomic():
        effect = act()
        # The very code that writes, taken back: what the page promises is what will be done.
        transaction.set_rollback(True)
    return effect


def _merge(merger: Merger, by: User) -> ReorganisationEffect:
    lock_tree()
    units = _as_now(merger.units)
    _refuse_unfit_day(units, merger.order)
    into = merger.into
    if isinstance(into, Unit):
        (successor,) = _as_now([into])
        _refuse_unless_coordinated([*units, successor], by)
        _refuse_receiver(successor, units)
    else:
        _refuse_unless_coordinated(units, by)
        if len(units) == 1:
            raise ActionRefusedError(_("Hãy chọn ít nhất hai đơn vị để hợp nhất."))
        parent = _coordinated_parent(merger.parent, units, by)
        successor = _added(parent, into, merger.order.on)
    goes_on = [successor] if isinstance(into, Unit) else []
    effect = ReorganisationEffect(
        [successor], frozenset() if goes_on else frozenset({successor.pk})
    )
    _take_over(effect, units, lambda _child: successor, merger.order, by)
    effect.successions = _linked(
        SuccessionKind.MERGE, [*units, *goes_on], [successor], merger.order
    )
    return effect


def _split(split: UnitSplit, by: User) -> ReorganisationEffect:
    lock_tree()
    (unit,) = _as_now([split.unit])
    _refuse_unfit_day([unit], split.order)
    _refuse_unless_coordinated([unit], by)
    if len(split.parts) + split.keeps <= 1:
        raise ActionRefusedError(_("Hãy ghi ít nhất hai đơn vị sau khi tách."))
    parent = _coordinated_parent(unit.parent, [unit], by)
    parts = [_added(parent, part, split.order.on) for part in split.parts]
    effect = ReorganisationEffect(parts, frozenset(part.pk for part in parts))

    def goes_to(child: Unit) -> Unit | None:
        number = split.children.get(child.pk)
        if number is not None and 0 <= number < len(parts):
            return parts[number]
        return None if split.keeps else parts[0]

    if split.keeps:
        _move_children(effect, unit, goes_to)
        # What goes to a part would else be out of the conflicts about the unit that it was below.
        carry_conflicts(unit, parts, by)
    else:
        _take_over(effect, [unit], goes_to, split.order, by)
    successors = [*parts, unit] if split.keeps else parts
    effect.successions = _linked(SuccessionKind.SPLIT, [unit], successors, split.order)
    return effect


def _as_now(units: Sequence[Unit]) -> list[Unit]:
    """Read units again, behind the tree's lock."""
    found = Unit.objects.select_related("parent").in_bulk([unit.pk for unit in units])
    return [found[unit.pk] for unit in units]


def _refuse_unless_coordinated(units: Sequence[Unit], by: User) -> None:
    if not all(can_reorganise(by, unit) for unit in units):
        raise PermissionDenied


def _coordinated_parent(
    parent: Unit | None, units: Sequence[Unit], by: User
) -> Unit | None:
    """Return where successors are added, as it is now; refuse what the person does not coordinate."""
    if parent is None:
        if not by.is_superuser:
            raise PermissionDenied
        return None
    (current,) = _as_now([parent])
    if not can_edit(by, current):
        raise PermissionDenied
    if any(current.path.startswith(unit.path) for unit in units):
        raise ActionRefusedError(
            _("Đơn vị mới không thể nằm dưới một đơn vị kết thúc hoạt động.")
        )
    return current


def _refuse_unfit_day(units: Sequence[Unit], order: ReorganisationOrder) -> None:
    # The tree changes with the act, so a day to come would be told wrongly until then.
    if order.on > timezone.localdate():
        raise ActionRefusedError(
            _(
                "Ngày có hiệu lực không thể ở tương lai: cây đơn vị đổi ngay khi xác nhận."
            )
        )
    for unit in units:
        if unit.closed_on:
            raise ActionRefusedError(_("%(unit)s đã kết thúc.") % {"unit": unit})
        if unit.opened_on and order.on < unit.opened_on:
            raise ActionRefusedError(
                _("Ngày có hiệu lực trước ngày thành lập của %(unit)s.")
                % {"unit": unit}
            )
    if not order.document.strip() or not has_words(order.reason):
        raise ActionRefusedError(_("Hãy ghi số văn bản và lý do."))


def _refuse_receiver(successor: Unit, units: Sequence[Unit]) -> None:
    """Refuse a unit that cannot take others in."""
    if not units or successor in units:
        raise ActionRefusedError(
            _("Hãy chọn ít nhất một đơn vị khác nhập vào đơn vị này.")
        )
    if successor.closed_on:
        raise ActionRefusedError(_("%(unit)s đã kết thúc.") % {"unit": successor})
    if any(successor.path.startswith(unit.path) for unit in units):
        raise ActionRefusedError(
            _("%(unit)s nằm dưới một đơn vị sẽ kết thúc; hãy chuyển nó ra trước.")
            % {"unit": successor}
        )


def _added(parent: Unit | None, new: NewUnit, on: date) -> Unit:
    return add_below(
        parent,
        code=new.code,
        name=new.name,
        short_name=new.short_name,
        name_en=new.name_en,
        kind=new.kind,
        block=new.block,
        opened_on=on,
    )


def _take_over(
    effect: ReorganisationEffect,
    units: Sequence[Unit],
    goes_to: Callable[[Unit], Unit | None],
    order: ReorganisationOrder,
    by: User,
) -> None:
    """End units; their children and, where it is ordered, their roles go over."""
    for unit in units:
        _move_children(effect, unit, goes_to)
    for unit in units:
        _hand_roles_over(effect, unit, by, moves=order.moves_roles)
        carry_conflicts(unit, effect.successors, by)
        change(unit, {"closed_on": order.on})
        effect.ended.append(unit)
    for unit in units:
        _refuse_leading(unit)
        has_people = is_filled_in_by_somebody(unit)
        effect.forms += [
            OpenWork(unit, form, has_people) for form in under_way_for(unit)
        ]


def _refuse_leading(unit: Unit) -> None:
    """Refuse to end a unit that runs a round itself: nobody would be left to end the round."""
    for work in under_way_for(unit):
        if work.is_led:
            raise ActionRefusedError(
                _("%(unit)s đang chủ trì “%(round)s”; hãy kết thúc kỳ này trước.")
                % {"unit": unit, "round": work.words}
            )


def _move_children(
    effect: ReorganisationEffect, unit: Unit, goes_to: Callable[[Unit], Unit | None]
) -> None:
    """Put the living units below a unit under its successors; those that have ended stay in its past."""
    living: QuerySet[Unit] = Unit.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=timezone.localdate()), parent=unit
    )
    kept = {successor.pk for successor in effect.successors}
    for child in living.exclude(pk__in=kept).order_by("path"):
        successor = goes_to(child)
        if successor is not None:
            change(child, {"parent": successor})
            effect.moved.append((child, successor))


def _hand_roles_over(
    effect: ReorganisationEffect, unit: Unit, by: User, *, moves: bool
) -> None:
    """Move the roles over a unit that ends, but one's own and those of people whom somebody else looks after."""
    roles = RoleAssignment.objects.filter(unit=unit).select_related("user", "unit")
    for held in roles.order_by("user__full_name", "pk"):
        if not moves or held.user == by or not can_manage(by, held.user):
            effect.roles_kept.append(held)
            continue
        effect.roles_moved.append(RoleMove(held, tuple(effect.successors)))
        if roles_need_second_person():
            effect.roles_are_proposed = True
            _propose_move(held, effect.successors, by)
            continue
        for successor in effect.successors:
            give_role(held.user, held.role, successor, by)
        revoke_role(assignment=held, by=by)


def _propose_move(held: RoleAssignment, successors: Sequence[Unit], by: User) -> None:
    """Propose what would move a role: given over each successor that lacks it, taken over the unit that ends."""
    wanted = [(unit, RoleChange.GIVE) for unit in successors]
    for unit, kind in [*wanted, (held.unit, RoleChange.TAKE)]:
        asked: dict[str, Any] = {"user": held.user, "role": held.role, "unit": unit}
        if not is_as_proposed(**asked, change=kind):
            file_proposal(**asked, change=kind, by=by)


def _linked(
    kind: SuccessionKind,
    predecessors: Sequence[Unit],
    successors: Sequence[Unit],
    order: ReorganisationOrder,
) -> list[Succession]:
    links = []
    for old in predecessors:
        for new in successors:
            link, is_new = Succession.objects.get_or_create(
                predecessor=old,
                successor=new,
                on=order.on,
                document=order.document.strip(),
                defaults={"kind": kind, "rule": order.rule},
            )
            # A unit that goes on may take in others by one document in several acts; the
            # tree's lock keeps the link single.
            if is_new:
                links.append(link)
    return links


def _refuse_without_decision(
    effect: ReorganisationEffect, order: ReorganisationOrder
) -> None:
    if effect.open_forms and not order.decision.strip():
        raise ActionRefusedError(
            _("Đơn vị còn hồ sơ đang mở; hãy ghi cách xử lý các hồ sơ này.")
        )


def _record(
    verb: str,
    subject: Unit,
    effect: ReorganisationEffect,
    order: ReorganisationOrder,
    by: User,
) -> None:
    details: dict[str, Any] = {}
    if effect.open_forms:
        details["under_way"] = [work.form.words for work in effect.open_forms]
        details["decision"] = order.decision.strip()
    below = subtrees([child for child, _parent in effect.moved])
    record(
        verb,
        subject,
        by=by,
        seals=[*effect.successors, *effect.ended, *below, *effect.successions],
        on=order.on,
        document=order.document.strip(),
        reason=order.reason,
        rule=order.rule,
        predecessors=[unit.code for unit in effect.ended],
        successors=[unit.code for unit in effect.successors],
        moved=[child.code for child, _parent in effect.moved],
        moved_roles=len(effect.roles_moved),
        **details,
    )
