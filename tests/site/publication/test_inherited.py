"""An edition after a merger or a split carries the past of the former units over, by the rule of the order."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from opendti.naming import ROOT_CODE
from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.audit.verification import verify
from opendti_site.organisations.actions import merge_units, split_unit
from opendti_site.organisations.reorganisation import (
    Merger,
    NewUnit,
    ReorganisationOrder,
    UnitSplit,
)
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.publication.models import EditionScore
from opendti_site.results.actions import compute_run, start_run
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition

FACTS = EditionFacts(title="Kết quả")
DONE = {"1.1.a": 1, "1.2.a": 80, "1.2.b": 100, "2.1.a": 5, "2.3.a": "full"}
"""Everything of 50 points without services; the rest is blank."""


def edition(
    text: str, root: Unit, by: User, year: int, answers: dict[str, dict]
) -> Edition:
    round_ = opened(text, root, by, year=year)
    answered(round_, by, tuple(answers.items()))
    close_round(start_appraisal(round_, by=by), by=by)
    return publish_run(compute_run(start_run(round_, "final", by=by)), FACTS, by=by)


def order(rule: str = "mean") -> ReorganisationOrder:
    # Before the following round opens, which is twenty days ago.
    on = timezone.localdate() - dt.timedelta(days=30)
    return ReorganisationOrder(on, "15/NQ-CP", "Sắp xếp", rule=rule)


def past(
    of: Edition, code: str, node: str = ROOT_CODE
) -> tuple[float | None, int | None]:
    return EditionScore.objects.values_list("previous_value", "previous_rank").get(
        edition=of, unit__code=code, node=node
    )


@pytest.fixture
def before(framework_text: str, ministry: Unit, coordinator: User) -> Edition:
    """The edition of 2025: CUC0 has 50 of 90 points, CUC1 none, CUC2 10."""
    more_units(ministry, 3)
    answers = {"CUC0": DONE, "CUC2": {"1.1.a": 1}}
    return edition(framework_text, ministry, coordinator, 2025, answers)


def units_of(root: Unit, *codes: str) -> list[Unit]:
    return [root.children.get(code=code) for code in codes]


def test_a_merged_unit_has_the_mean_of_its_predecessors_and_says_so(
    client: Client, before: Edition, framework_text: str, ministry: Unit, coordinator
) -> None:
    old = units_of(ministry, "CUC0", "CUC1")
    new = NewUnit("MOI", "Cục Mới", block="services")
    merge_units(Merger(old, new, ministry, order()), by=coordinator)

    after = edition(framework_text, ministry, coordinator, 2026, {"MOI": DONE})

    assert past(after, "MOI") == (pytest.approx(0.2778, abs=5e-5), 1)
    assert past(after, "CUC2") == (pytest.approx(0.1111, abs=5e-5), 2)
    for address in (
        after.get_absolute_url(),
        reverse("publication:unit", args=[after.slug, "MOI"]),
    ):
        page = client.get(address).content.decode()
        assert "trung bình cộng của các đơn vị cũ" in page
        assert "Cục số 0, Cục số 1" in page
        assert "15/NQ-CP" in page
    assert not verify().findings


def test_a_later_order_changes_nothing_that_was_published(
    before: Edition, framework_text: str, ministry: Unit, coordinator: User
) -> None:
    after = edition(framework_text, ministry, coordinator, 2026, {"CUC0": DONE})
    old = units_of(ministry, "CUC0", "CUC1")
    new = NewUnit("MOI", "Cục Mới", block="services")
    merge_units(Merger(old, new, ministry, order()), by=coordinator)

    assert after.successions == []
    assert past(after, "CUC1") == (0.0, 3)
    assert not verify().findings


def test_a_receiver_pools_its_own_past_with_that_of_what_it_took_in(
    before: Edition, framework_text: str, ministry: Unit, coordinator: User
) -> None:
    receiver, taken = units_of(ministry, "CUC0", "CUC1")
    merge_units(Merger([taken], receiver, ministry, order()), by=coordinator)

    after = edition(framework_text, ministry, coordinator, 2026, {"CUC0": DONE})

    assert past(after, "CUC0") == (pytest.approx(0.2778, abs=5e-5), 1)
    following = edition(framework_text, ministry, coordinator, 2027, {"CUC0": DONE})
    assert following.successions == []
    assert past(following, "CUC0") == (pytest.approx(0.5556, abs=5e-5), 1)


def test_the_parts_of_a_split_unit_take_over_its_past(
    before: Edition, framework_text: str, ministry: Unit, coordinator: User
) -> None:
    (unit,) = units_of(ministry, "CUC0")
    part = NewUnit("PHAN", "Cục Phần", block="services")
    split_unit(UnitSplit(unit, [part], order(), keeps=True), by=coordinator)

    after = edition(framework_text, ministry, coordinator, 2026, {"CUC0": DONE})

    assert past(after, "PHAN")[0] == past(after, "CUC0")[0] == pytest.approx(0.5556)
    assert [unit.past for unit in after.inherited] == ["predecessor"]


def test_a_merger_that_is_not_comparable_has_no_past(
    client: Client, before: Edition, framework_text: str, ministry: Unit, coordinator
) -> None:
    old = units_of(ministry, "CUC0", "CUC1")
    new = NewUnit("MOI", "Cục Mới", block="services")
    merge_units(Merger(old, new, ministry, order("not_comparable")), by=coordinator)

    after = edition(framework_text, ministry, coordinator, 2026, {"MOI": DONE})

    assert past(after, "MOI") == (None, None)
    page = client.get(after.get_absolute_url()).content.decode()
    assert "không so với năm 2025" in page
