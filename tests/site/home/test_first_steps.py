"""From an empty site to an open round: what each step says, who is led, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opendti_site.accounts.actions import close_user, create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_from_library, adopt_text
from opendti_site.home.actions import dismiss_first_steps
from opendti_site.home.enums import FirstStep
from opendti_site.home.queries import first_steps, steps_ahead_of
from opendti_site.organisations.actions import create_unit
from tests.site.cast import person
from tests.site.runs import opened

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
LANDING, STEPS = reverse("home:tasks"), reverse("home:first_steps")
WAY_BACK = "Trở lại Bắt đầu"


@pytest.fixture
def boss() -> User:
    """The superuser of a site that has nothing else."""
    return create_user(by=None, username="admin", full_name="Minh", is_superuser=True)


def states() -> dict[str, str]:
    return {found.step.value: found.state.value for found in first_steps().steps}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_empty_site_leads_to_its_first_step(boss: User):
    client = signed_in(boss)
    assert client.get(LANDING).url == STEPS
    page = client.get(STEPS).content.decode()
    assert reverse("organisations:add_unit") in page
    assert reverse("assessments:create_round") not in page
    assert states() == {
        "ministry": "next",
        "units": "waits",
        "people": "waits",
        "framework": "open",
        "round": "waits",
    }


def test_each_step_opens_the_next(boss: User, framework_text: str):
    seen = [states()]
    ministry = create_unit(by=boss, code="BCT", name="Bộ Công Thương")
    seen.append(states())
    unit = create_unit(by=boss, code="Cuc", name="Cục", parent=ministry)
    seen.append(states())
    for number, role in enumerate(Role):
        person(f"p{number}", f"Người {number}", role, unit)
    seen.append(states())
    adopt_text(framework_text, by=boss)
    seen.append(states())
    opened(framework_text, ministry, boss)
    nexts = [[name for name, state in now.items() if state == "next"] for now in seen]
    assert nexts == [["ministry"], ["units"], ["people"], ["framework"], ["round"]]
    assert first_steps().done == set(FirstStep)


def test_a_role_of_a_closed_account_is_missing_again(
    boss: User, ministry: Unit, coordinator: User, appraiser: User
):
    assert Role.APPRAISER not in first_steps().missing_roles
    close_user(user=appraiser, by=boss)
    assert Role.APPRAISER in first_steps().missing_roles
    assert first_steps().people == {"coordinator": 1}


def test_the_pages_of_the_steps_show_the_way_back(boss: User, ministry: Unit):
    client = signed_in(boss)
    assert WAY_BACK not in client.get(reverse("organisations:tree")).content.decode()
    client.get(STEPS)
    assert WAY_BACK in client.get(reverse("organisations:tree")).content.decode()
    assert WAY_BACK not in client.get(STEPS).content.decode()


def test_whoever_wants_no_guidance_has_none(boss: User, ministry: Unit):
    client = signed_in(boss)
    assert STEPS in client.get(LANDING).content.decode()
    client.get(STEPS)
    answer = client.post(reverse("home:dismiss_first_steps"), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(LANDING, 302)]
    assert STEPS not in page
    assert steps_ahead_of(boss) is None
    assert AuditLine.objects.order_by("-pk")[0].verb == "dismiss_first_steps"
    assert client.get(STEPS).status_code == 200


def test_an_open_round_ends_the_guidance(
    boss: User, ministry: Unit, agency: Unit, framework_text: str
):
    client = signed_in(boss)
    client.get(STEPS)
    opened(framework_text, ministry, boss)
    client.get(STEPS)
    page = client.get(LANDING).content.decode()
    assert STEPS not in page
    assert WAY_BACK not in page


def test_people_of_a_unit_are_not_led(reporter: User, appraiser: User):
    assert steps_ahead_of(reporter) is None
    assert STEPS not in signed_in(reporter).get(LANDING).content.decode()
    with pytest.raises(PermissionDenied):
        dismiss_first_steps(by=appraiser)


def test_people_who_cannot_sign_in_yet_are_counted_while_no_letters_go_out(
    boss: User, ministry: Unit, settings: SettingsWrapper
):
    settings.MAIL_IS_SET = False
    ha = create_user(by=boss, username="ha", full_name="Hà")
    grant_role(user=ha, role=Role.REPORTER, unit=ministry, by=boss)
    grant_role(user=ha, role=Role.VIEWER, unit=ministry, by=boss)
    long = create_user(
        by=boss, username="long", full_name="Long", password="Suoi-Xanh-Qua-Rung-77"
    )
    grant_role(user=long, role=Role.SIGNATORY, unit=ministry, by=boss)
    client = signed_in(boss)
    page = client.get(STEPS).content.decode()
    assert "1 người chưa có mật khẩu" in page
    links = f'href="{reverse("accounts:give_links")}"'
    assert links in page
    assert "mật khẩu ban đầu" not in page
    assert "1 person has no password" in client.get(f"/en{STEPS}").content.decode()
    settings.MAIL_IS_SET = True
    with_mail = client.get(STEPS).content.decode()
    assert "chưa có mật khẩu" not in with_mail
    assert links not in with_mail


def test_the_page_asks_the_database_as_often_for_many_rows(
    boss: User, ministry: Unit, django_assert_num_queries: DjangoAssertNumQueries
):
    client = signed_in(boss)
    client.get(STEPS)
    with CaptureQueriesContext(connection) as few:
        client.get(STEPS)
    for number in range(3):
        unit = create_unit(by=boss, code=f"U{number}", name="Cục", parent=ministry)
        person(f"p{number}", "Ai", Role.REPORTER, unit)
    with django_assert_num_queries(len(few)):
        client.get(STEPS)


def test_a_framework_without_points_is_no_step_done(boss: User, framework_text: str):
    adopt_from_library("vn.hanoi.city@2025", by=boss)
    page = signed_in(boss).get(STEPS).content.decode()
    assert FirstStep.FRAMEWORK not in first_steps().done
    assert "đều không tính được điểm" in page

    adopt_text(framework_text, by=boss)
    assert FirstStep.FRAMEWORK in first_steps().done
