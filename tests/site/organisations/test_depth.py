"""A tree of units is as deep as a path has room for, whichever way a unit comes to stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.organisations.actions import create_unit, edit_unit, import_units
from opendti_site.organisations.lists import MAX_DEPTH
from opendti_site.organisations.models import MAX_PATH_LENGTH, Unit
from opendti_site.ui.list_tables.bridge import read_table

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User


def below(unit: Unit, levels: int) -> Unit:
    """Add units one below another; return the last."""
    for _level in range(levels):
        code = f"D{Unit.objects.count()}"
        unit = create_unit(by=None, code=code, name="Phòng", parent=unit)
    return unit


@pytest.fixture
def deepest(ministry: Unit) -> Unit:
    """A unit that no other has room below."""
    levels = MAX_PATH_LENGTH // len(ministry.path) - 1
    deepest = below(ministry, levels)
    assert len(deepest.path) == MAX_PATH_LENGTH
    return deepest


def test_no_unit_is_added_below_the_deepest(
    client: Client, deepest: Unit, coordinator: User
) -> None:
    client.force_login(coordinator)
    form = {"code": "X", "name": "X", "kind": "other", "parent": deepest.pk}
    page = client.post("/don-vi/them/", form)
    assert page.status_code == 200
    assert "Cây đơn vị quá sâu." in page.content.decode()
    assert not Unit.objects.filter(code="X").exists()


def test_a_unit_moves_where_all_below_it_has_room(
    ministry: Unit, deepest: Unit, coordinator: User
) -> None:
    head = create_unit(by=None, code="H", name="Cục", parent=ministry)
    lowest = below(head, 2)
    deep = Unit.objects.get(pk=deepest.parent_id)

    def move(parent: Unit) -> None:
        version = Unit.objects.get(pk=head.pk).version
        changes = {"parent": parent}
        edit_unit(unit=head, version=version, by=coordinator, changes=changes)

    for _refused in range(2):
        with pytest.raises(ActionRefusedError, match="quá sâu"):
            move(deep)
        deep = Unit.objects.get(pk=deep.parent_id)
    move(deep)
    lowest.refresh_from_db()
    assert lowest.path.startswith(deep.path)
    assert len(lowest.path) == MAX_PATH_LENGTH


def test_a_list_moves_no_unit_whose_lower_ones_have_no_room(
    ministry: Unit, coordinator: User
) -> None:
    """The list is read by its own lines: what is below one of them is in the tree alone."""
    deep = below(ministry, MAX_DEPTH - 2)  # with the ministry, and the head below it
    head = create_unit(by=None, code="H", name="Cục", parent=ministry)
    below(head, MAX_PATH_LENGTH // len(ministry.path) - MAX_DEPTH + 1)
    text = f"ma,ten,ma_cap_tren\nH,Cục,{deep.code}\n"
    table = read_table("units.csv", text.encode())
    with pytest.raises(ActionRefusedError, match="quá sâu"):
        import_units(table=table, by=coordinator)
    head.refresh_from_db()
    assert head.parent == ministry
