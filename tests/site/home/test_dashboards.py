"""What a coordinator sees of each round at the head of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.accounts.enums import Role
from opendti_site.home.queries import dashboards_of
from opendti_site.organisations.models import Unit
from tests.site.home.rows import form_in, round_in, tasks_in

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease


pytestmark = pytest.mark.tampered("rounds, forms and runs are written without acts")


def test_a_dashboard_counts_forms_and_lists_the_slowest(  # noqa: PLR0913, PLR0917 -- fixtures
    ministry: Unit,
    agency: Unit,
    department: Unit,
    abroad: Unit,
    coordinator: User,
    viewer: User,
    reporter: User,
    release: FrameworkRelease,
):
    rounds = {
        state: round_in(state, ministry, coordinator, release=release)
        for state in ("draft", "open", "appraisal", "closed")
    }
    round_in("open", abroad, coordinator, release=release)
    units = Unit.objects.bulk_create(
        Unit(code=f"D{n}", name=f"Đơn vị {n}", path=f"9{n}/", search_key=f"d{n}")
        for n in range(9)
    )
    forms = [
        ("submitted", agency, {}),
        ("returned", department, {"filled": 9}),
        ("handed_over", units[0], {"filled": 5}),
        ("open", units[1], {"filled": 1}),
        ("handed_over", units[2], {}),
        ("open", units[8], {}),
        *(("open", unit, {}) for unit in units[3:7]),
        ("open", units[7], {"total": 0}),
    ]
    for state, unit, values in forms:
        form_in(state, rounds["open"], unit, **values)
    form_in("open", rounds["appraisal"], agency, filled=4)
    form_in("open", rounds["appraisal"], department, total=0)
    form_in("open", rounds["appraisal"], units[0], total=1)
    dashboards = dashboards_of(viewer)
    assert [dashboard.round for dashboard in dashboards] == [
        rounds["open"],
        rounds["appraisal"],
    ]
    dashboard, other = dashboards
    assert (
        dashboard.submitted,
        dashboard.returned,
        dashboard.working,
        dashboard.untouched,
        dashboard.total,
    ) == (1, 1, 2, 7, 11)
    assert [(slow.submission.unit.code, slow.share) for slow in dashboard.slowest] == [
        *[(f"D{n}", 0.0) for n in (2, 3, 4, 5, 6, 8)],
        ("D1", 0.1),
        ("D0", 0.5),
    ]
    assert [
        (slow.submission.unit, slow.submission.round, slow.share)
        for slow in other.slowest
    ] == [
        (units[0], rounds["appraisal"], 0.0),
        (agency, rounds["appraisal"], 0.4),
        (department, rounds["appraisal"], 1.0),
    ]
    assert dashboards_of(reporter) == []


def test_rounds_of_the_newest_year_come_first(
    ministry: Unit, coordinator: User, release: FrameworkRelease
):
    for year in (2025, 2024, 2026):
        values = {"release": release, "year": year, "title": str(year)}
        round_in("open", ministry, coordinator, **values)
    newest_first = ["2026", "2025", "2024"]
    listed = [task.words for task in tasks_in(coordinator, Role.COORDINATOR)]
    assert listed == newest_first
    dashboards = dashboards_of(coordinator)
    assert [dashboard.round.title for dashboard in dashboards] == newest_first
