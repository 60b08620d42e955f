"""Who appraises what: assigned by a coordinator, shown to the person, binding where the round says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from opendti_site.accounts.actions import grant_role
from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    Judgement,
    accept_rest,
    appraise,
    assign_appraisal,
    end_assignment,
    restrict_appraisal,
)
from opendti_site.assessments.appraisal.grid import criterion_grid_view
from opendti_site.assessments.appraisal.rows import GridPage
from opendti_site.assessments.appraisal.workload import Workload, workload_of
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.audit.errors import ActionRefusedError

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

ACCEPT = Judgement("accepted")


@pytest.fixture
def judged(round_: Round, coordinator: User, clock: Clock) -> Round:
    """The cast's round in its appraisal."""
    clock.pass_deadline(round_)
    return start_appraisal(round_, by=coordinator)


def mine(round_: Round, user: User, criterion: str) -> list[str]:
    view = criterion_grid_view(
        round_, criterion, "appraised", user, GridPage(wanted="cua-toi")
    )
    assert view
    return [row.submission.unit.code for row in view.rows]


def test_a_part_is_an_indicator_of_a_block_or_a_unit(
    judged: Round, agency: Unit, coordinator: User, appraiser: User
) -> None:
    parts = [
        AssignedPart(node="1", unit=agency),
        AssignedPart(node="2.1", block="no_services"),
    ]
    blocks = set(judged.submissions.values_list("block", flat=True))
    assert "no_services" in blocks

    made = assign_appraisal(judged, [appraiser], parts, by=coordinator)
    again = assign_appraisal(judged, [appraiser], parts, by=coordinator)

    assert (len(made), again) == (2, [])
    assert mine(judged, appraiser, "1.1") == ["CucTMDT"]
    assert mine(judged, appraiser, "2.1") == ["VuDKT"]
    assert mine(judged, appraiser, "2.3") == []
    assert workload_of(appraiser, judged) == Workload(total=3, done=0, stale=0)
    appraise(judged.submissions.get(unit=agency), "1.1", ACCEPT, by=appraiser)
    assert workload_of(appraiser, judged) == Workload(total=3, done=1, stale=0)
    assert workload_of(coordinator, judged) is None


def test_assignments_bind_only_where_the_round_says_so(
    judged: Round,
    submission: Submission,
    agency: Unit,
    coordinator: User,
    appraiser: User,
) -> None:
    (made,) = assign_appraisal(
        judged, [appraiser], [AssignedPart(node="1", unit=agency)], by=coordinator
    )
    appraise(submission, "2.1", ACCEPT, by=appraiser)

    restrict_appraisal(judged, only_assigned=True, by=coordinator)

    with pytest.raises(ActionRefusedError, match="được phân công"):
        appraise(submission, "2.3", ACCEPT, by=appraiser)
    assert accept_rest(judged, "1.1", by=appraiser) == 1
    end_assignment(made, by=coordinator)
    with pytest.raises(ActionRefusedError, match="được phân công"):
        accept_rest(judged, "1.2", by=appraiser)
    with pytest.raises(ActionRefusedError, match="đã kết thúc"):
        end_assignment(made, by=coordinator)


def test_conflicts_are_refused_with_names(
    judged: Round, agency: Unit, coordinator: User, appraiser: User, reporter: User
) -> None:
    with pytest.raises(ActionRefusedError, match=str(reporter)):
        assign_appraisal(judged, [reporter], [AssignedPart()], by=coordinator)
    grant_role(user=appraiser, role=Role.REPORTER, unit=agency, by=coordinator)

    with pytest.raises(ActionRefusedError, match=agency.short):
        assign_appraisal(judged, [appraiser], [AssignedPart()], by=coordinator)

    assert assign_appraisal(
        judged, [appraiser], [AssignedPart(block="no_services")], by=coordinator
    )


def test_what_is_no_part_of_the_round_is_refused(
    judged: Round, coordinator: User, appraiser: User
) -> None:
    for part in (AssignedPart(node="9.9"), AssignedPart(block="khong-co")):
        with pytest.raises(ValidationError):
            assign_appraisal(judged, [appraiser], [part], by=coordinator)
    with pytest.raises(ValidationError):
        assign_appraisal(judged, [], [AssignedPart()], by=coordinator)
    with pytest.raises(PermissionDenied):
        assign_appraisal(judged, [appraiser], [AssignedPart()], by=appraiser)


def test_a_coordinator_assigns_on_the_page(
    judged: Round, coordinator: User, appraiser: User, client: Client
) -> None:
    url = reverse("assessments:assignments", args=[judged.pk])
    client.force_login(coordinator)
    assert "Chưa phân công ai" in client.get(url).content.decode()
    fields = {"act": "assign", "person": [appraiser.pk], "node": ["1", "2.1"]}

    refused = client.post(url, fields | {"person": []})
    client.post(url, fields)
    page = client.get(url).content.decode()
    client.force_login(appraiser)
    tasks = client.get("/viec-cua-toi/").content.decode()
    overview = client.get(reverse("assessments:appraisal", args=[judged.pk]))

    assert "Hãy chọn ít nhất một người." in refused.content.decode()
    assert judged.assignments.count() == 2
    assert 'name="assignment"' in page
    assert "Thẩm định phần được phân công" in tasks
    assert "Phần được phân công cho anh/chị" in overview.content.decode()
