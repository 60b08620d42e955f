"""Units and their results, found among the newest editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.organisations.actions import create_unit
from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.publication.queries.editions import (
    cards,
    editions_of_unit,
    found_units,
    open_edition,
)
from opendti_site.results.models import Run
from tests.site.publication.by_hand import by_hand, edition_in

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit


@by_hand
def test_units_are_found_in_the_newest_editions_under_their_newest_name(
    run: Run, edition: Edition, agency: Unit, coordinator: User
):
    past = edition_in(run, coordinator, year=run.round.year - 1)
    wrong = edition_in(run, coordinator, year=run.round.year - 2)
    right = edition_in(
        run, coordinator, year=run.round.year - 2, round=wrong.round, corrects=wrong
    )
    other = create_unit(by=None, code="Z", name="Cục Z")
    for which, unit, key in (
        (past, agency, "cuc cu"),
        (wrong, agency, "cuc sai"),
        (right, agency, "cuc dung"),
        (past, other, "z"),
    ):
        copied = EditionUnit.objects.create(
            edition=which,
            assessed=unit,
            code=unit.code,
            name=key,
            block="b",
            search_key=key,
        )
        for node in ("index", "1.1"):
            EditionScore.objects.create(
                edition=which, unit=copied, node=node, block="b", state="given", rank=1
            )

    def found(text: str) -> list[tuple[str, list[Edition]]]:
        return [
            (unit.unit.name, [score.edition for score in unit.results])
            for unit in found_units(text)
        ]

    whole = [edition, past, right]
    assert found("cuc cu") == [(agency.name, whole)]
    assert found("CỤC") == [(agency.name, whole)]
    assert found("cuc sai") == found(" ") == found("không có") == []
    assert found("z") == [("z", [past])]
    unit = edition.units.get(code=agency.code)
    assert [score.edition for score in editions_of_unit(unit)] == whole
    assert open_edition(right.slug).get() == right
    shown = {card.edition: card for card in cards([edition, past])}
    assert {edition.pk: card.units for edition, card in shown.items()} == {
        edition.pk: 2,
        past.pk: 2,
    }
    assert [leader.block_title for leader in shown[edition].leaders] == [
        "Không có dịch vụ công",
        "Có dịch vụ công",
    ]
    assert [leader.block_title for leader in shown[past].leaders] == ["", ""]


@by_hand
def test_of_two_editions_of_a_year_the_later_one_comes_first(
    edition: Edition, run: Run, agency: Unit, coordinator: User
):
    later = edition_in(run, coordinator, root=agency)
    unit = edition.units.get(code=agency.code)
    copied = EditionUnit.objects.create(
        edition=later, assessed=agency, code="C", name="C", block="b"
    )
    EditionScore.objects.create(
        edition=later, unit=copied, node="index", block="b", state="given"
    )
    assert [score.edition for score in editions_of_unit(unit)] == [later, edition]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/tim/", "/tim/?q=ha", "/phuong-phap/"])
def test_a_page_has_one_search_box(client: Client, address: str) -> None:
    assert client.get(address).content.count(b'type="search"') == 1
