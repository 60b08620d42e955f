from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import timezone

from opendti.library import load_dataset
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.steps import present_step, steps_of
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.audit.verification import verify
from opendti_site.home.queries.agenda import agenda_of
from opendti_site.home.seeding.documents import MARK
from opendti_site.home.seeding.people import CAST
from opendti_site.organisations.models import Unit
from opendti_site.publication.models import Edition
from opendti_site.reminders.queries.lacks import lacking_in
from opendti_site.reminders.queries.recipients import mailing_about
from opendti_site.results.models import Run, RunScore

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(settings: SettingsWrapper) -> None:
    """The whole demo, on a site where publishing takes two: its past is nobody's to approve."""
    settings.SECOND_PERSON = ["publish"]
    call_command("seed_demo", stage="published", verbosity=0)


def test_demo_shows_the_published_truth_and_runs_twice_the_same(
    client: Client, published: None
) -> None:
    assert_provinces_equal_the_published_ones()
    assert_766_is_reproduced_but_for_group_3()
    assert list(Edition.objects.values_list("slug", "illustrative").order_by("pk")) == [
        ("dti-cap-tinh-2024", False),
        ("chi-so-766-phu-tho-2026", False),
        (f"moit-dti-{last_year()}", True),
        (f"moit-dti-{last_year() + 1}", True),
        (f"dti-cap-xa-tphcm-{last_year() + 1}", True),
    ]
    assert_nothing_invented_looks_real()
    units = Unit.objects.count()
    call_command("seed_demo", stage="open", verbosity=0)
    assert Unit.objects.count() == units
    pages = [
        "/",
        "/ket-qua/dti-cap-tinh-2024/",
        "/ket-qua/chi-so-766-phu-tho-2026/",
        "/tim/?q=hai+phong",
    ]
    assert [client.get(url).status_code for url in pages] == [200] * 4
    assert "Nhóm 3 không được tính ở đây" in client.get(pages[2]).content.decode()
    assert "điểm tối đa suy luận" in client.get(pages[1]).content.decode()


def assert_nothing_invented_looks_real() -> None:
    """Nobody has the name of a real person, no document a real number, no unit was dissolved."""
    names = set(User.objects.values_list("full_name", flat=True))
    assert len(names) > len(CAST)
    placeholder = re.compile(r"\w+ (Văn|Thị) [A-Z]")
    assert {name for name in names if not placeholder.fullmatch(name)} == {
        "Tổ số liệu công bố"
    }
    assert Document.objects.exists()
    assert not Document.objects.exclude(number__endswith=f"-{MARK}").exists()
    assert not Document.objects.exclude(issuer__endswith="(văn bản minh họa)").exists()
    titles = Edition.objects.filter(illustrative=True).values_list("title", flat=True)
    assert [title for title in titles if "(số liệu minh họa)" not in title] == []
    assert not Unit.objects.filter(name="Thanh tra Bộ").exists()


def last_year() -> int:
    return (
        Round.objects
        .filter(illustrative=True)
        .order_by("year")
        .values_list("year", flat=True)[0]
    )


def printed(dataset: str) -> list[dict[str, str]]:
    with load_dataset(dataset).published.open(
        encoding="utf-8-sig", newline=""
    ) as lines:
        return list(csv.DictReader(lines))


def assert_provinces_equal_the_published_ones() -> None:
    edition = Edition.objects.get(slug="dti-cap-tinh-2024")
    scores = RunScore.objects.filter(run=edition.run_id).select_related("unit")
    ours = {
        (score.unit.name.removeprefix("Thành phố "), score.node): score
        for score in scores
    }
    rows = printed("vn.dti.province.2024")
    assert len({row["unit"] for row in rows}) == 34
    for row in rows:
        score = ours[row["unit"], row["node"]]
        assert score.value == pytest.approx(float(row["value"]), abs=1e-4 + 1e-9)
        if row["node"] == "index":
            assert score.rank == int(row["place"])


def assert_766_is_reproduced_but_for_group_3() -> None:
    edition = Edition.objects.get(slug="chi-so-766-phu-tho-2026")
    scores = RunScore.objects.filter(run=edition.run_id).select_related("unit")
    ours = {(score.unit.short_name, score.node): score for score in scores}
    for row in printed("vn.service.phu_tho.2026"):
        if row["node"] not in {"index", "3"}:
            points = ours[row["unit"], row["node"]].points
            assert points is not None
            assert round(points, 2) == float(row["points"])


@pytest.mark.sqlite  # the whole demo goes through both on either database
@pytest.mark.parametrize("stage", ["open", "appraisal"])
def test_earlier_stages_stop_where_they_are_asked_to(
    stage: str, client: Client
) -> None:
    call_command("seed_demo", stage=stage, verbosity=0)
    rounds = Round.objects.filter(illustrative=True).order_by("-year", "pk")
    newest, city = rounds[:2]
    assert newest.state == stage
    assert city.state == {"open": "open", "appraisal": "explanation"}[stage]
    assert city.submissions.count() == 12
    assert Run.objects.filter(round=newest).count() == 0
    appraised = ScoreEntry.objects.filter(submission__round=newest, stage="appraised")
    assert appraised.exists() is (stage == "appraisal")
    assert_dates_agree(newest)
    assert_dates_agree(city)
    assert_everybody_can_be_written_to(newest)
    if stage == "appraisal":
        for round_ in (newest, city):
            assert_each_role_has_something_to_do(round_)
    assert not verify(deep=True).findings


def assert_dates_agree(round_: Round) -> None:
    """Deadlines follow on each other, nothing was signed or asked outside them, and the present step still runs."""
    steps = [step.deadline for step in steps_of(round_) if step.deadline]
    assert steps == sorted(steps)
    deadline = present_step(round_).deadline
    assert deadline
    assert deadline > timezone.now()
    for form in round_.submissions.filter(submitted_at__isnull=False):
        assert round_.opens_at < form.submitted_at < form.closes_at
    for request in CriterionRequest.objects.filter(submission__round=round_):
        assert request.asked_at < request.due_at <= max(steps)
    for form in round_.submissions.filter(state="returned"):
        assert form.closes_at > timezone.now()


def assert_everybody_can_be_written_to(round_: Round) -> None:
    assert not User.objects.exclude(email__endswith=".example").exists()
    mailing = mailing_about(lacking_in(round_), again=False)
    assert mailing.letters
    assert not mailing.without_address


def assert_each_role_has_something_to_do(round_: Round) -> None:
    busy = {
        item.role
        for user in User.objects.filter(
            demo=True, assignments__unit__path__startswith=round_.root.path
        )
        for item in agenda_of(user).items
    }
    assert {Role.REPORTER, Role.SIGNATORY, Role.APPRAISER, Role.COORDINATOR} <= busy
