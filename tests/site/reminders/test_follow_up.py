"""Whom a coordinator reminds: who lacks what, numbers before sending, one line, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from opendti_site.accounts.enums import Role
from opendti_site.assessments.submissions.actions import hand_over
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.rendering import render_mail
from opendti_site.reminders.actions import remind_units
from opendti_site.reminders.enums import Lack
from opendti_site.reminders.models import Contact
from opendti_site.reminders.queries.lacks import lack_of, lacking_in
from opendti_site.reminders.queries.recipients import followed
from tests.site.clock import shifted
from tests.site.reminders.conftest import reached
from tests.site.runs import more_units, opened

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit


def keys(round_: Round) -> list[int]:
    return list(round_.submissions.values_list("pk", flat=True))


def test_each_form_lacks_what_its_state_says_and_the_nearest_people_are_named(
    running: Round, agency: Unit, ministry: Unit, hoa: User, reporter: User
):
    reached("cao", Role.REPORTER, ministry)
    lacks = {row.unit.code: lack_of(row) for row in lacking_in(running)}
    assert lacks == {"CucTMDT": Lack.NOT_STARTED, "VuDKT": Lack.NOT_STARTED}
    (own,) = (r for r in followed(lacking_in(running)) if r.submission.unit == agency)
    assert set(own.people) == {hoa, reporter}
    signer = reached("ky", Role.SIGNATORY, agency)
    hand_over(running.submissions.get(unit=agency), by=reporter)
    (own,) = (r for r in followed(lacking_in(running)) if r.submission.unit == agency)
    assert own.lack == Lack.NOT_SIGNED
    assert signer in own.people
    assert hoa not in own.people


def test_letters_are_counted_first_then_sent_with_one_line(
    client: Client, running: Round, hoa: User, reporter: User, coordinator: User
):
    client.force_login(coordinator)
    listed = client.get(f"/ky/{running.pk}/don-doc/").content.decode()
    assert "chưa có địa chỉ thư" in listed  # the reporter
    address = f"/ky/{running.pk}/don-doc/gui/"
    page = client.post(address, {"form": keys(running)}).content.decode()
    assert "<b>1 thư</b> về <b>1 đơn vị</b>, trong 2 đơn vị" in page
    assert str(reporter) in page
    assert not QueuedMail.objects.exists()
    chosen = ",".join(map(str, keys(running)))
    values = {"submissions": chosen, "confirmed": "1", "note": "Xin nộp sớm."}
    client.post(address, values)
    letter = QueuedMail.objects.get()
    rendered = render_mail(letter)
    assert letter.to == hoa.email
    assert rendered is not None
    assert "Xin nộp sớm." in rendered.body
    assert "Chưa nhập gì" in rendered.body
    line = AuditLine.objects.get(verb="remind_units")
    assert (line.detail["units"], line.detail["letters"]) == (1, 1)
    again = client.get(f"/ky/{running.pk}/don-doc/").content.decode()
    assert f"{coordinator} gửi {hoa}" in again


def test_nobody_is_written_to_twice_within_hours_unless_confirmed(
    running: Round, hoa: User, coordinator: User
):
    def remind(**more: bool) -> int:
        sent = remind_units(running, submissions=keys(running), by=coordinator, **more)
        return len(sent.letters)

    assert remind() == 1
    with pytest.raises(ActionRefusedError):
        remind()
    assert remind(again=True) == 1
    with shifted(hours=25):
        assert remind() == 1
    assert Contact.objects.count() == 3


def test_what_was_done_since_is_left_out_of_the_letter(
    running: Round, hoa: User, reporter: User, coordinator: User
):
    remind_units(running, submissions=keys(running), by=coordinator)
    hand_over(running.submissions.get(unit__code="CucTMDT"), by=reporter)
    assert render_mail(QueuedMail.objects.get()) is None


def test_only_coordinators_of_the_round_send(running: Round, hoa: User, viewer: User):
    with pytest.raises(PermissionDenied):
        remind_units(running, submissions=keys(running), by=viewer)
    assert not QueuedMail.objects.exists()


def test_a_choice_is_kept_and_recorded(client: Client, hoa: User):
    client.force_login(hoa)
    client.post("/tai-khoan/nhac-viec/", {"mode": "off"})
    page = client.get("/tai-khoan/nhac-viec/").content.decode()
    assert 'value="off" selected' in page
    assert hoa.reminder_choice.mode == "off"
    assert AuditLine.objects.get(verb="choose_reminders").detail["mode"] == "off"


def test_a_round_that_is_closed_reminds_nobody(
    client: Client, round_: Round, coordinator: User
):
    client.force_login(coordinator)
    page = client.get(f"/ky/{round_.pk}/don-doc/").content.decode()
    assert "Chưa có gì để nhắc" in page
    with pytest.raises(ActionRefusedError):
        remind_units(round_, submissions=keys(round_), by=coordinator)


@pytest.mark.parametrize("units", [1, 4])
def test_the_list_asks_the_same_whatever_the_units(
    client: Client,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    units: int,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    more_units(ministry, units)
    round_ = opened(framework_text, ministry, coordinator)
    client.force_login(coordinator)
    client.get(f"/ky/{round_.pk}/don-doc/")
    with django_assert_num_queries(11):
        client.get(f"/ky/{round_.pk}/don-doc/")
