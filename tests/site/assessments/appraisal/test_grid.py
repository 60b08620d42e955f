"""What the grid marks, filters and accepts at once, also beyond the page that is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.grid import criterion_grid_view, unit_grid_view
from opendti_site.assessments.appraisal.rows import ROWS, WHOLE, GridPage
from opendti_site.assessments.rounds.actions import close_round
from opendti_site.assessments.rounds.models import Round
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.appraisal.rows import GridView
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.tampered("states are set by hand")

VALUES = (10, 11, 12, 13, 14, 15, 16, 99)


def judged(text: str, root: Unit, by: User, values: tuple[int, ...]) -> Round:
    """A round in its appraisal: each unit declares one of the values for 1.2.a, of 100."""
    codes = more_units(root, len(values))
    round_ = opened(text, root, by)
    rows = [
        (code, {"1.2.a": value, "1.2.b": 100})
        for code, value in zip(codes, values, strict=True)
    ]
    answered(round_, by, rows)
    round_.submissions.update(state="submitted")
    Round.objects.update(state="appraisal")
    return Round.objects.get(pk=round_.pk)


def view_of(round_: Round, user: User, page: GridPage = WHOLE) -> GridView:
    view = criterion_grid_view(round_, "1.2", "appraised", user, page)
    assert view
    return view


@pytest.mark.parametrize(("values", "marked"), [(VALUES, 1), (VALUES[1:], 0)])
def test_a_value_far_from_its_block_is_marked_where_eight_units_gave_one(
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    appraiser: User,
    values: tuple[int, ...],
    marked: int,
) -> None:
    round_ = judged(framework_text, ministry, coordinator, values)

    view = view_of(round_, appraiser, GridPage(wanted="khac-xa"))

    assert [row.cells[0].declared for row in view.rows] == ["99"] * marked
    flags = [flag.code for row in view.rows for flag in row.flags]
    assert flags == ["outlier"] * marked


def test_accepting_what_is_complete_counts_first_and_leaves_the_rest(
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    appraiser: User,
    client: Client,
) -> None:
    round_ = judged(framework_text, ministry, coordinator, VALUES)
    url = reverse("assessments:accept_complete", args=[round_.pk, "appraised", "1.2"])
    client.force_login(appraiser)
    page = client.get(url).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    accepted = re.search(r"<dt>Sẽ chấp nhận</dt>\s*<dd>(\d+)<small>/(\d+)", page)
    assert accepted

    changed = client.post(url, {"seen": "0" * 32}).content.decode()
    before = view_of(round_, appraiser).complete
    client.post(url, {"seen": seen[1]})

    assert "hãy xem lại các con số" in changed
    assert accepted.groups() == (str(before), "8")
    assert before == sum(
        not unit.is_outlier for unit in view_of(round_, appraiser).facts
    )
    after = view_of(round_, appraiser)
    assert after.complete == 0
    assert sum(unit.latest is not None for unit in after.facts) == before


def test_the_pane_shows_a_unit_that_is_on_another_page(
    framework_text: str, ministry: Unit, coordinator: User, appraiser: User
) -> None:
    round_ = judged(framework_text, ministry, coordinator, tuple(range(ROWS + 1)))
    last = round_.submissions.order_by("unit__path").last()
    assert last

    view = view_of(round_, appraiser, GridPage(chosen=str(last.pk)))

    assert view.pane
    assert view.pane.submission == last
    assert (len(view.rows), view.page.paginator.num_pages) == (ROWS, 2)
    assert last not in [row.submission for row in view.rows]


def test_last_years_decision_stands_beside_the_criterion(
    framework_text: str, ministry: Unit, coordinator: User, appraiser: User
) -> None:
    former = judged(framework_text, ministry, coordinator, (40,))
    lower = Judgement("corrected", "Trùng", {"1.2.a": "30", "1.2.b": "100"})
    entry = appraise(former.submissions.get(), "1.2", lower, by=appraiser)
    close_round(former, by=coordinator)
    Round.objects.filter(pk=former.pk).update(year=2025)
    assert view_of(Round.objects.get(pk=former.pk), appraiser).former_year is None
    round_ = opened(framework_text, ministry, coordinator)
    Round.objects.filter(pk=round_.pk).update(state="appraisal")

    view = view_of(Round.objects.get(pk=round_.pk), appraiser)

    (row,) = view.rows
    assert view.former_year == 2025
    assert row.former_decision == entry
    assert row.cells[0].former == "30"
    assert row.former_share == pytest.approx(0.3 / 0.8)


def test_last_year_is_found_under_the_code_that_a_criterion_had_then(
    framework_text: str, ministry: Unit, coordinator: User, appraiser: User
) -> None:
    former = judged(framework_text, ministry, coordinator, (40,))
    lower = Judgement("corrected", "Trùng", {"1.2.a": "30", "1.2.b": "100"})
    entry = appraise(former.submissions.get(), "1.2", lower, by=appraiser)
    close_round(former, by=coordinator)
    Round.objects.filter(pk=former.pk).update(year=2025)
    start = framework_text.index('      - code: "1.2"')
    was = framework_text[start : framework_text.index('  - code: "2"')]
    other = was.replace("Tỷ lệ văn bản số", "Khiếu nại trực tuyến đã giải quyết")
    renumbered = framework_text.replace(
        was, other + was.replace('code: "1.2"', 'code: "1.3"')
    ).replace('version: "2026"', 'version: "2027"')
    round_ = opened(renumbered, ministry, coordinator)
    Round.objects.filter(pk=round_.pk).update(state="appraisal")
    round_ = Round.objects.get(pk=round_.pk)

    new, same = (
        criterion_grid_view(round_, code, "appraised", appraiser)
        for code in ("1.2", "1.3")
    )

    assert new
    assert (new.former_year, new.rows[0].former_share) == (None, None)
    assert new.rows[0].former_decision is None
    assert same
    (row,) = same.rows
    assert (row.former_decision, row.cells[0].former) == (entry, "30")
    assert row.former_share == pytest.approx(0.3 / 0.8)
    form = row.submission
    beside = {r.key: r for r in unit_grid_view(form, "appraised", appraiser).rows}
    assert beside["1.2"].former_share is None
    assert beside["1.3"].former_share == row.former_share
    assert beside["1.3"].former_decision == entry
