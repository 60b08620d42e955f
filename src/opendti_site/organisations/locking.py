"""The lock on the tree of units, as a whole.

A write that changes the shape of the tree (a unit added, moved, closed, a list brought in) takes the
lock of the tree first, so that no unit is moved below one that is moving itself, or added below one
that is being closed. The tree's lock is that of its top rows. It is the weaker kind: rows that only
name a top unit (a round, a role) need not wait for it.
"""

from __future__ import annotations

from opendti_site.organisations.models import Unit


def lock_tree() -> None:
    """Wait until nobody else changes the shape of the tree; hold it until the transaction ends."""
    tops = Unit.objects.select_for_update(no_key=True).filter(parent__isnull=True)
    list(tops.order_by("pk").values_list("pk"))


def locked_unit(pk: int) -> Unit:
    """Lock the tree, and with it every unit's row; return one as it is now."""
    lock_tree()
    return Unit.objects.get(pk=pk)
