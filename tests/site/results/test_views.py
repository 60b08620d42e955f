from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.organisations.actions import create_unit
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, fail_run, start_run
from opendti_site.results.bridge import canonical
from opendti_site.results.models import Run
from tests.site.cast import person
from tests.site.html import packed
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases

SEES = ["coordinator", "appraiser", "council", "viewer"]
SEES_NOT = ["reporter", "signatory", "stranger"]


def pages_of(run: Run) -> list[str]:
    return [
        reverse("results:all_runs"),
        reverse("results:runs", args=[run.round_id]),
        run.get_absolute_url(),
        reverse("results:explanation", args=[run.round_id, run.pk, "CucTMDT", "1.2"]),
    ]


@pytest.mark.parametrize("who", SEES)
def test_overseers_see_every_page(
    client: Client, run: Run, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert [client.get(url).status_code for url in pages_of(run)] == [200] * 4


@pytest.mark.parametrize("who", SEES_NOT)
def test_units_see_no_run(
    client: Client, run: Run, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert [client.get(url).status_code for url in pages_of(run)] == [403] * 4


def test_nobody_sees_runs_without_signing_in(client: Client, run: Run) -> None:
    assert [client.get(url).status_code for url in pages_of(run)] == [302] * 4


def test_coordinator_requests_a_run(
    client: Client, round_: Round, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = reverse("results:request_run", args=[round_.pk])
    shown = client.post(url, {"stage": "final"}).content.decode()
    # Nobody signed, and the council decided nothing: 5 criteria with services, 4 without.
    assert "2 đơn vị chưa nộp hồ sơ" in shown
    assert "9 tiêu chí của các đơn vị chưa có quyết định cuối cùng" in shown
    assert Run.objects.count() == 0

    confirmed = canonical({"not_submitted": 2, "not_settled": 9})
    answer = client.post(url, {"stage": "final", "confirmed": confirmed})
    run = Run.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, run.get_absolute_url())
    assert "trang tự cập nhật" in client.get(run.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["appraiser", "viewer", "stranger"])
def test_others_request_no_run(
    client: Client, round_: Round, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    answer = client.post(
        reverse("results:request_run", args=[round_.pk]), {"stage": "final"}
    )
    assert (answer.status_code, Run.objects.count()) == (403, 0)


def test_explanation_says_rule_inputs_and_arithmetic(
    client: Client, run: Run, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = reverse("results:explanation", args=[run.round_id, run.pk, "CucTMDT", "1.2"])
    page = client.get(url).content.decode()
    assert "<html" in page
    for words in ("Tỷ lệ văn bản số", "Văn bản số", "60", "100", "15,00"):
        assert words in page
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "15,00" in part


def test_explanation_of_nothing_is_not_found(
    client: Client, run: Run, coordinator: User
) -> None:
    client.force_login(coordinator)
    for unit, node in (("CucTMDT", "9.9"), ("BCT", "1.1"), ("KhongCo", "1.1")):
        url = reverse("results:explanation", args=[run.round_id, run.pk, unit, node])
        assert client.get(url).status_code == 404


def test_three_scores_stand_side_by_side(
    client: Client, run: Run, coordinator: User
) -> None:
    compute_run(start_run(run.round, Stage.SELF, by=coordinator))
    client.force_login(coordinator)
    url = reverse("results:explanation", args=[run.round_id, run.pk, "CucTMDT", "1.2"])
    assert "Điểm qua ba bước" in client.get(url).content.decode()


def test_failed_run_shows_why(client: Client, round_: Round, coordinator: User) -> None:
    run = fail_run(start_run(round_, Stage.FINAL, by=coordinator), "hết bộ nhớ")
    client.force_login(coordinator)
    assert "hết bộ nhớ" in client.get(run.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_run_page_asks_the_same_whatever_the_units(
    client: Client,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    codes = more_units(ministry, count)
    round_ = opened(framework_text, ministry, coordinator)
    answered(
        round_,
        coordinator,
        [(code, {"1.1.a": 1, "2.1.a": n}) for n, code in enumerate(codes)],
    )
    round_ = close_round(start_appraisal(round_, by=coordinator), by=coordinator)
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    client.force_login(coordinator)
    client.get(run.get_absolute_url())
    with django_assert_num_queries(13):
        client.get(run.get_absolute_url())


def test_runs_of_all_rounds_lead_to_round_run_and_edition(
    client: Client, run: Run, framework_text: str, ministry: Unit, coordinator: User
) -> None:
    facts = EditionFacts(title="Kết quả 2026", slug="kq-2026")
    publish_run(run, facts, by=coordinator)
    later = opened(framework_text, ministry, coordinator, year=2027)
    answered(later, coordinator)
    waiting = start_run(later, "self", by=coordinator)
    client.force_login(coordinator)

    page = client.get(reverse("results:all_runs")).content.decode()

    assert page.index("Kỳ 2027") < page.index("Kỳ 2026")  # newest first
    rounds = [
        reverse("results:runs", args=[started.round_id]) for started in (run, waiting)
    ]
    for url in (run.get_absolute_url(), "/ket-qua/kq-2026/", *rounds):
        assert f'href="{url}"' in page
    assert run.result_digest[:19] in page
    assert "hx-trigger" in page  # one is waiting


def test_runs_of_others_are_not_listed(
    client: Client, run: Run, other_root: Unit
) -> None:
    client.force_login(person("la", "Lạ", Role.COORDINATOR, other_root))
    page = client.get(reverse("results:all_runs")).content.decode()
    assert "Chưa tính điểm lần nào" in page
    assert run.round.title not in page


@pytest.fixture
def other_root() -> Unit:
    return create_unit(by=None, code="KHAC", name="Bộ khác")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_all_runs_asks_the_same_whatever_the_runs(
    client: Client,
    run: Run,
    coordinator: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count - 1):
        compute_run(start_run(run.round, Stage.SELF, by=coordinator))
    client.force_login(coordinator)
    client.get(reverse("results:all_runs"))
    with django_assert_num_queries(6):
        page = packed(client.get(reverse("results:all_runs")).content.decode())
    assert page.count('data-label="Số đơn vị">2<') == count
