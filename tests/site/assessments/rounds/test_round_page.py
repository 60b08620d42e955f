"""The page of a round: its deadlines in their order, and no act that would be refused."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.steps import dated_steps

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from tests.site.clock import Clock

PRIMARY = '<a class="btn btn-primary" href="/ky/{}/tham-dinh/bat-dau/">'


def test_the_appraisal_is_the_next_step_once_it_may_begin(
    client: Client, round_: Round, coordinator: User, clock: Clock
) -> None:
    client.force_login(coordinator)
    before = client.get(round_.get_absolute_url()).content.decode()
    clock.pass_deadline(round_)
    client.force_login(coordinator)
    after = client.get(round_.get_absolute_url()).content.decode()

    assert PRIMARY.format(round_.pk) not in before
    assert f"/ky/{round_.pk}/tham-dinh/bat-dau/" in before
    assert PRIMARY.format(round_.pk) in after


def test_each_deadline_stands_once_with_whether_its_step_is_past(
    round_: Round, coordinator: User, clock: Clock
) -> None:
    clock.pass_deadline(round_)
    appraised = start_appraisal(round_, by=coordinator)
    appraised.council_by = appraised.submit_by + dt.timedelta(days=30)

    assert [(step.state, past) for step, past in dated_steps(appraised)] == [
        (RoundState.OPEN, True),
        (RoundState.APPRAISAL, False),
        (RoundState.COUNCIL, False),
    ]
    assert [step.deadline_words for step, _past in dated_steps(appraised)] == [
        "Hạn nộp",
        "Hạn thẩm định",
        "Hạn hội đồng quyết định",
    ]


@pytest.mark.parametrize("address", ["don-doc/gui/", "ket-qua/tinh/"])
def test_a_page_of_a_confirmation_has_a_way_back_by_its_address(
    client: Client, round_: Round, coordinator: User, address: str
) -> None:
    client.force_login(coordinator)
    answer = client.get(f"/ky/{round_.pk}/{address}")

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"].startswith(f"/ky/{round_.pk}/")
