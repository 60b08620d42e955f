"""Lists of more units than a page shows: figures count all, filters and pages are kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment
from opendti_site.assessments.appraisal.rows import ROWS as GRID_ROWS
from opendti_site.assessments.rounds.models import Round
from opendti_site.ui.paging import ROWS
from tests.site.assessments.appraising import HTMX, seen_in
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

pytestmark = [pytest.mark.sqlite, pytest.mark.tampered("states are set by hand")]

UNITS = ROWS + 2
ROW = re.compile(r'<tr id="r-(\d+)"')


@pytest.fixture
def long_round(framework_text: str, ministry: Unit, coordinator: User) -> Round:
    """102 units in an open round; one has submitted, two have begun."""
    codes = more_units(ministry, UNITS)
    round_ = opened(framework_text, ministry, coordinator)
    answered(round_, coordinator, [(code, {"1.1.a": 1}) for code in codes[:3]])
    round_.submissions.filter(unit__code=codes[0]).update(state="submitted")
    return round_


def read(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_round_page_counts_all_and_shows_a_page(
    client: Client, long_round: Round, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = long_round.get_absolute_url()

    first, second = read(client, url), read(client, f"{url}?page=2")

    assert (first.count("<tr>"), second.count("<tr>")) == (1 + ROWS, 1 + 2)
    for page in (first, second):
        assert f"<dd>1<small>/{UNITS}</small></dd>" in page  # submitted, of all


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("q=cuc+so+101", 1),
        ("q=cuc101", 1),
        ("q=khong+co", 1),  # the line that says so
        ("muc=da-nop", 1),
        ("muc=dang-nhap", 2),
        ("muc=chua-nhap", UNITS - 3),
        ("muc=khong-co", ROWS),
        ("muc=chua-nhap&q=so+10", 3),
    ],
)
def test_round_page_filters_by_name_and_standing(
    client: Client, long_round: Round, coordinator: User, asked: str, lines: int
) -> None:
    client.force_login(coordinator)
    page = read(client, f"{long_round.get_absolute_url()}?{asked}")
    assert page.count("<tr>") == 1 + lines
    assert f"/{UNITS}</small></dd>" in page


@pytest.fixture
def grid(long_round: Round) -> str:
    Round.objects.update(state="appraisal")
    return reverse(
        "assessments:criterion_grid", args=[long_round.pk, "appraised", "1.1"]
    )


def test_grid_counts_all_and_shows_a_page(
    client: Client, grid: str, appraiser: User
) -> None:
    client.force_login(appraiser)
    first, last = read(client, grid), read(client, f"{grid}?page=3")
    assert (len(ROW.findall(first)), len(ROW.findall(last))) == (GRID_ROWS, 2)
    assert f"Tất cả {UNITS}" in last


def test_appraising_stays_on_the_page_of_the_grid(
    client: Client, grid: str, appraiser: User
) -> None:
    client.force_login(appraiser)
    page = read(client, f"{grid}?loc=chua-xem&page=2")
    pk = ROW.findall(page)[0]
    there = f"{grid}{pk}/?loc=chua-xem&page=2"
    assert there.replace("&", "&amp;") in page

    first = {"verdict": "accepted", "seen": seen_in(page, int(pk))}
    by_htmx = client.post(there, first, headers=HTMX)
    again = {"verdict": "accepted", "seen": seen_in(by_htmx.content.decode(), int(pk))}
    plain = client.post(there, again)

    assert ROW.findall(by_htmx.content.decode()) == [pk]
    assert there.replace("&", "&amp;") in by_htmx.content.decode()
    assert plain["Location"] == f"{grid}?loc=chua-xem&page=2&don-vi={pk}#r-{pk}"


def test_own_submissions_come_a_page_at_a_time(
    client: Client, long_round: Round, reporter: User
) -> None:
    own = set(reporter.assignments.values_list("unit", flat=True))
    units = long_round.submissions.exclude(unit__in=own)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=reporter, role=Role.REPORTER, unit_id=unit)
        for unit in units.values_list("unit", flat=True)
    )
    client.force_login(reporter)
    url = reverse("assessments:submissions")
    assert read(client, url).count("<tr>") == 1 + ROWS
    assert read(client, f"{url}?page=2").count("<tr>") == 1 + 2
