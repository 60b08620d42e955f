"""Who appraises what: assigned by a coordinator, shown to the person, binding where the round says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from opendti_site.accounts.actions import grant_role, revoke_role
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
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
from opendti_site.assessments.rounds.actions import (
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.actions import adopt_text
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.assessments.rounds.drafts import RoundDraft
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

    assert "Hãy chọn ít nhất một người hoặc" in refused.content.decode()
    assert judged.assignments.count() == 2
    assert 'name="assignment"' in page
    assert "Thẩm định phần được phân công" in tasks
    assert "Phần được phân công cho anh/chị" in overview.content.decode()


@pytest.fixture
def verifier(ministry: Unit, department: Unit) -> User:
    """Somebody of the department who appraises for the ministry."""
    made = person("xuan", "Lý Thị X", Role.APPRAISER, ministry)
    grant_role(user=made, role=Role.VIEWER, unit=department, by=None)
    return made


def test_what_a_unit_is_assigned_is_the_work_of_its_people_of_the_moment(
    judged: Round,
    agency: Unit,
    department: Unit,
    coordinator: User,
    appraiser: User,
    verifier: User,
) -> None:
    part = AssignedPart(node="2", unit=agency)
    (made,) = assign_appraisal(judged, [], [part], groups=[department], by=coordinator)
    assert (
        assign_appraisal(judged, [], [part], groups=[department], by=coordinator) == []
    )
    assert (made.holder, made.person) == (department, None)
    assert mine(judged, verifier, "2.1") == [agency.code]
    assert mine(judged, appraiser, "2.1") == []
    judged = restrict_appraisal(judged, only_assigned=True, by=coordinator)
    form = judged.submissions.get(unit=agency)
    with pytest.raises(ActionRefusedError, match="được phân công"):
        appraise(form, "2.1", ACCEPT, by=appraiser)
    appraise(form, "2.1", ACCEPT, by=verifier)
    work = workload_of(verifier, judged)
    assert work
    assert (work.done, work.stale) == (1, 0)
    grant_role(user=appraiser, role=Role.VIEWER, unit=department, by=None)
    appraiser = User.objects.get(pk=appraiser.pk)
    assert mine(judged, appraiser, "2.1") == [agency.code]
    role = verifier.assignments.get(role=Role.VIEWER)
    revoke_role(assignment=role, by=coordinator)
    assert workload_of(User.objects.get(pk=verifier.pk), judged) is None
    end_assignment(made, by=coordinator)
    assert workload_of(User.objects.get(pk=appraiser.pk), judged) is None


def test_a_unit_without_anybody_who_may_is_assigned_nothing(
    judged: Round, agency: Unit, department: Unit, coordinator: User, verifier: User
) -> None:
    part = AssignedPart(node="2", unit=agency)
    with pytest.raises(ActionRefusedError, match="Chưa ai của"):
        assign_appraisal(judged, [], [part], groups=[agency], by=coordinator)
    grant_role(user=verifier, role=Role.REPORTER, unit=agency, by=None)
    with pytest.raises(ActionRefusedError, match=agency.short):
        assign_appraisal(judged, [], [part], groups=[department], by=coordinator)
    with pytest.raises(ValidationError):
        assign_appraisal(judged, [], [part], by=coordinator)


def test_the_page_assigns_what_the_framework_leaves_a_unit_to_verify(  # noqa: PLR0913, PLR0917 -- fixtures
    framework_text: str,
    draft: RoundDraft,
    agency: Unit,
    department: Unit,
    coordinator: User,
    verifier: User,
    clock: Clock,
    client: Client,
) -> None:
    text = framework_text.replace(
        "title: {vi: Số lớp tập huấn, en: Trainings}\n",
        "title: {vi: Số lớp tập huấn, en: Trainings}\n"
        f'        verified_by: {{vi: "{department.name.upper()}"}}\n',
    )
    release = adopt_text(text.replace('"2026"', '"2026b"'), by=coordinator)
    made = create_round(replace(draft, release=release), by=coordinator)
    round_ = open_round(made, by=coordinator)
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    client.force_login(coordinator)
    page = reverse("assessments:assignments", args=[round_.pk])
    assert 'value="verifiers"' in client.get(page).content.decode()
    client.post(page, {"act": "verifiers"})
    (assignment,) = round_.assignments.all()
    assert (assignment.group, assignment.node) == (department, "2.1")
    shown = client.get(page).content.decode()
    assert 'value="verifiers"' not in shown
    assert str(verifier) in shown
    body = {"act": "assign", "node": "1", "group": department.code}
    client.post(page, body | {"unit": agency.code})
    assert round_.assignments.count() == 2
