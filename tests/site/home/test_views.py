from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.frameworks.actions import adopt_text
from opendti_site.home.queries import dashboards_of, tasks_of
from opendti_site.publication.actions import (
    EditionFacts,
    propose_edition,
    publish_run,
    withdraw_proposal,
)

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

LANDING = "/viec-cua-toi/"


@pytest.fixture
def running(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> Round:
    """A round that is open for ten more days."""
    now = timezone.now()
    draft = RoundDraft(
        title="Kỳ đang mở",
        year=2026,
        release=adopt_text(framework_text, by=coordinator),
        root=ministry,
        opens_at=now - dt.timedelta(days=1),
        submit_by=now + dt.timedelta(days=10),
    )
    return open_round(create_round(draft, by=coordinator), by=coordinator)


def titles(user: User) -> list[str]:
    return [task.title for group in tasks_of(user) for task in group.tasks]


def test_landing_asks_for_sign_in(client: Client, db: None) -> None:
    assert client.get(LANDING).status_code == 302


def test_reporter_is_reported_to_fill_in_only_the_own_unit(
    running: Round, reporter: User
) -> None:
    assert titles(reporter) == ["Nhập số liệu: Cục Thương mại điện tử và Kinh tế số"]
    assert dashboards_of(reporter) == []


def test_signatory_waits_until_the_form_is_handed_over(
    running: Round, signatory: User, reporter: User
) -> None:
    from opendti_site.assessments.submissions.actions import hand_over  # noqa: PLC0415 -- here only

    assert titles(signatory) == []
    hand_over(running.submissions.get(unit__code="CucTMDT"), by=reporter)
    assert titles(signatory) == ["Ký duyệt: Cục Thương mại điện tử và Kinh tế số"]
    assert titles(reporter) == []


def test_coordinator_sees_progress_then_scores_then_publishes(
    run: Run, coordinator: User
) -> None:
    assert titles(coordinator) == ["Công bố kết quả"]
    facts = EditionFacts("K", "k", "Nguồn", "https://vn/")
    proposal = propose_edition(run, facts, by=coordinator)
    assert titles(coordinator) == ["Đề nghị công bố đang chờ người thứ hai"]
    withdraw_proposal(proposal, by=coordinator)
    assert titles(coordinator) == ["Công bố kết quả"]
    publish_run(run, EditionFacts(title="K"), by=coordinator)
    assert titles(coordinator) == []


def test_coordinator_is_reported_to_score_a_closed_round(
    round_: Round, coordinator: User
) -> None:
    assert titles(coordinator) == ["Tính điểm"]


def test_dashboard_counts_units_by_state(running: Round, coordinator: User) -> None:
    board = dashboards_of(coordinator)[0]
    assert (
        board.submitted,
        board.working,
        board.untouched,
        board.returned,
        board.total,
    ) == (0, 0, 2, 0, 2)
    assert [slow.submission.unit.code for slow in board.slowest] == ["CucTMDT", "VuDKT"]


@pytest.mark.parametrize(
    "who", ["coordinator", "reporter", "signatory", "appraiser", "council", "viewer"]
)
def test_every_role_has_a_landing(
    client: Client, running: Round, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(LANDING).status_code == 200


def test_stranger_sees_nothing_of_others(
    client: Client, running: Round, stranger: User
) -> None:
    assert titles(stranger) == ["Nhập số liệu: Vụ Dầu khí và Than"]
    client.force_login(stranger)
    assert "Cục Thương mại điện tử" not in client.get(LANDING).content.decode()


@pytest.mark.parametrize("units", [1, 3])
def test_landing_asks_the_same_whatever_the_units(
    client: Client,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    units: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    from tests.site.runs import more_units, opened  # noqa: PLC0415 -- here only

    more_units(ministry, units)
    opened(framework_text, ministry, coordinator)
    client.force_login(coordinator)
    client.get(LANDING)
    with django_assert_num_queries(7):
        client.get(LANDING)
