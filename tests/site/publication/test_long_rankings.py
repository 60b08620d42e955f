"""Rankings of more units than a page shows: ranks and figures are those of the whole block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from opendti.naming import ROOT_CODE
from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.queries import RankingFilter, outline_for, rank_table
from opendti_site.ui.paging import ROWS
from tests.site.html import packed
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition

UNITS = ROWS + 20
ABOVE = 105  # units that reach the mean, so that the mean falls on the second page
RANK = re.compile(r'<td class="rank-cell">(\d+)</td>')


@pytest.fixture
def long(framework_text: str, ministry: Unit, coordinator: User) -> Edition:
    """120 units: 105 with one full criterion, the others without."""
    codes = more_units(ministry, UNITS)
    round_ = opened(framework_text, ministry, coordinator)
    answers = [(code, {"1.1.a": int(n < ABOVE)}) for n, code in enumerate(codes)]
    answered(round_, coordinator, answers)
    closed = close_round(start_appraisal(round_, by=coordinator), by=coordinator)
    run = compute_run(start_run(closed, Stage.FINAL, by=coordinator))
    return publish_run(run, EditionFacts("Dài", "dai"), by=coordinator)


def read(client: Client, url: str) -> str:
    return packed(client.get(url).content.decode())


@pytest.mark.sqlite
def test_a_page_of_a_ranking_keeps_ranks_and_figures_of_all(
    client: Client, long: Edition
) -> None:
    url = long.get_absolute_url()
    first, second = read(client, url), read(client, f"{url}?page=2")

    assert RANK.findall(first) == ["1"] * ROWS
    assert RANK.findall(second) == ["1"] * 5 + ["106"] * 15
    assert ('<tr class="mean">' in first, '<tr class="mean">' in second) == (
        False,
        True,
    )
    for page in (first, second):
        assert "Bình quân 120 đơn vị" in page
        assert f"<dd>{ABOVE}<small>/{UNITS}</small></dd>" in page
        assert "0,0972" in page  # 105/120 of 10 points of 90


def test_search_in_a_ranking_keeps_ranks_mean_and_the_node_ranked_by(
    client: Client, long: Edition
) -> None:
    url = long.get_absolute_url()
    page = read(client, f"{url}?theo=1&q=CỤC+SỐ+11")

    names = re.findall(r">(Cục số \d+)</a></th>", page)
    assert sorted(names) == sorted(["Cục số 11", *(f"Cục số 11{n}" for n in range(10))])
    assert RANK.findall(page) == ["1"] + ["106"] * 10
    assert '<tr class="mean">' in page
    assert '<input type="hidden" name="theo" value="1">' in page
    assert "theo=2&amp;q=C%E1%BB%A4C" in page  # the other nodes keep the search
    assert "Không tìm thấy đơn vị nào" in read(client, f"{url}?q=khong+co")


@pytest.mark.sqlite
def test_a_short_ranking_offers_no_search(client: Client, edition: Edition) -> None:
    page = read(client, edition.get_absolute_url())
    assert "Tìm trong bảng" not in page
    assert '<tr class="mean">' in page


@pytest.mark.sqlite
@pytest.mark.parametrize("url", ["/ket-qua/dai/", "/ket-qua/dai/?page=2&q=cuc"])
def test_a_long_ranking_asks_no_more_than_a_short_one(
    client: Client,
    long: Edition,
    url: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)


@pytest.mark.parametrize("number", [1, 2])
def test_every_unit_stands_on_one_page_in_order(long: Edition, number: int) -> None:
    outline = outline_for(long.run)
    table = rank_table(
        long.run, outline, RankingFilter("services", ROOT_CODE, "", str(number))
    )

    ranks = [row.head.rank for row in table.rows]
    assert ranks == sorted(ranks)
    assert len(table.rows) == (ROWS if number == 1 else UNITS - ROWS)
    assert (table.total, table.count_above, table.by.count) == (UNITS, ABOVE, UNITS)
    assert not table.is_whole


@pytest.mark.sqlite
def test_a_run_shows_a_page_and_finds_units(
    client: Client, long: Edition, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = long.run.get_absolute_url()
    assert read(client, url).count('<tr><th scope="row">') == ROWS
    assert read(client, f"{url}?page=2").count('<tr><th scope="row">') == UNITS - ROWS
    found = read(client, f"{url}?khoi=services&q=cuc+so+119")
    assert found.count('<tr><th scope="row">') == 1
    assert '<input type="hidden" name="khoi" value="services">' in found


@pytest.mark.sqlite
def test_a_search_says_how_many_it_found_and_shows_a_page(
    client: Client, long: Edition
) -> None:
    first, second = read(client, "/tim/?q=cuc"), read(client, "/tim/?q=cuc&page=2")
    assert f"Tìm thấy {UNITS} đơn vị." in first
    shown = [page.count('scope="rowgroup"') for page in (first, second)]
    assert shown == [60, UNITS - 60]
