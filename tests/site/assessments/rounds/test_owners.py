"""A round belongs to the unit that runs it: two offices under one ministry, each with a round of its own.

An office is itself assessed in the ministry's round, so its people stand on two sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.minutes import minutes_of
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
    correct_document,
)
from opendti_site.assessments.evidence.queries import documents_visible_to
from opendti_site.assessments.rounds.forms import RoundForm
from opendti_site.assessments.rounds.permissions import can_coordinate, can_fill
from opendti_site.assessments.rounds.queries import (
    rounds_visible_to,
    submissions_visible_to,
)
from opendti_site.assessments.submissions.actions import return_submission
from opendti_site.assessments.submissions.permissions import can_return
from opendti_site.home.queries.dashboards import dashboards_of
from opendti_site.home.queries.progress import progress_by_appraiser
from opendti_site.home.queries.tasks import tasks_of
from opendti_site.organisations.actions import create_unit
from opendti_site.reminders.queries.lacks import lacking_in
from opendti_site.reminders.queries.recipients import followed
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run
from opendti_site.results.queries.runs import runs_visible_to
from tests.site.assessments.rows import by_hand, form_in, round_in
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit

pytestmark = by_hand
SECRET = "Kỳ riêng của Cục"


@pytest.fixture
def branch(agency: Unit) -> Unit:
    """A unit below the agency, which is assessed in the agency's round."""
    return create_unit(by=None, code="CN1", name="Chi nhánh 1", parent=agency)


@pytest.fixture
def own(draft: RoundDraft, agency: Unit, branch: Unit, coordinator: User) -> Round:
    """The agency's round over its branch, with a document that it cites and a run."""
    round_ = round_in("open", draft, coordinator, root=agency, title=SECRET)
    form = form_in(round_, branch)
    clerk = person("bac", "Bắc", Role.REPORTER, branch)
    document = add_document(branch, Citation(number="1/BC-CN1"), by=clerk)
    cite_document(form, "1.1", document, by=clerk)
    Run.objects.create(
        round=round_, stage="self", state=RunState.QUEUED, started_by=coordinator
    )
    return round_


@pytest.fixture
def whole(draft: RoundDraft, agency: Unit, department: Unit, coordinator: User):
    """The ministry's round over both."""
    round_ = round_in("open", draft, coordinator, title="Kỳ của Bộ")
    for unit in (agency, department):
        form_in(round_, unit, "submitted")
    return round_


def shown_to(user: User) -> set[str]:
    """Return what any list of a person has of the agency's round."""
    lists = {
        "rounds": rounds_visible_to(user).filter(title=SECRET),
        "forms": submissions_visible_to(user).filter(round__title=SECRET),
        "documents": documents_visible_to(user).filter(number="1/BC-CN1"),
        "runs": runs_visible_to(user).filter(round__title=SECRET),
        "dashboards": [d for d in dashboards_of(user) if d.round.title == SECRET],
        "tasks": [
            task
            for group in tasks_of(user)
            for task in group.tasks
            if SECRET in task.words
        ],
    }
    return {name for name, found in lists.items() if list(found)}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", ["ministry", "department"])
def test_nobody_above_or_beside_sees_anything_of_a_units_own_round(
    ministry, department, own: Round, client: Client, role: Role, where: str
):
    unit = {"ministry": ministry, "department": department}[where]
    stranger = person("la", "Người Lạ", role, unit)
    assert shown_to(stranger) == set()
    client.force_login(stranger)
    for name in ("rounds", "submissions", "documents", "appraisals"):
        page = client.get(reverse(f"assessments:{name}"), {"q": "CN1"})
        assert SECRET not in page.content.decode()
        assert "1/BC-CN1" not in page.content.decode()
    for address in ("assessments:round_page", "results:runs", "home:progress"):
        assert client.get(reverse(address, args=[own.pk])).status_code == 404


def test_the_owners_people_see_all_of_it_and_the_branch_its_own_form(
    agency, branch, own: Round
):
    seen = {"rounds", "forms", "documents"}
    for role in (Role.COORDINATOR, Role.APPRAISER, Role.COUNCIL, Role.VIEWER):
        user = person(f"o-{role}", "Ở Cục", role, agency)
        assert shown_to(user) >= seen | {"runs", "dashboards"}, role
    assert shown_to(person("cn", "Ở Chi Nhánh", Role.VIEWER, branch)) == seen


@pytest.mark.parametrize("role", [Role.REPORTER, Role.SIGNATORY])
def test_who_reports_for_the_owner_has_no_part_in_what_it_runs(
    agency, own: Round, role: Role
):
    upwards = person("len", "Báo Lên", role, agency)
    assert shown_to(upwards) == set()
    assert not can_fill(upwards, own.submissions.get())


def test_a_role_at_an_assessed_unit_is_no_role_in_the_round_above(
    agency, whole: Round, own: Round
):
    form = whole.submissions.get(unit=agency)
    local = person("dp", "Điều Phối", Role.COORDINATOR, agency)
    assert form in submissions_visible_to(local)
    assert not can_coordinate(local, whole.root)
    assert not can_return(local, form)
    with pytest.raises(PermissionDenied):
        return_submission(form, reason="Cho sửa lại", by=local)
    assert can_return(local, own.submissions.get())


def test_a_round_is_set_up_only_for_a_unit_where_the_role_was_given(
    ministry, agency, coordinator: User
):
    local = person("dp", "Điều Phối", Role.COORDINATOR, agency)
    offered = [
        set(RoundForm(user=user).fields["root"].queryset)  # type: ignore[attr-defined]
        for user in (coordinator, local)
    ]
    assert offered == [{ministry}, {agency}]


def test_reminders_go_to_the_units_side_and_not_to_who_reports_upwards(
    ministry, agency, own: Round
):
    person("len", "Báo Lên", Role.REPORTER, agency)
    person("bo", "Ở Bộ", Role.REPORTER, ministry)
    (form,) = followed(lacking_in(own))
    assert [user.username for user in form.people] == ["bac"]
    form.submission.unit.assignments.all().delete()
    (form,) = followed(lacking_in(own))
    assert list(form.people) == []


def test_minutes_and_progress_name_only_the_owners_people(
    ministry, agency, own: Round, council: User, appraiser: User
):
    assert council, appraiser  # of the ministry
    for role in (Role.COUNCIL, Role.APPRAISER):
        person(f"o-{role}", f"Cục: {role}", role, agency)
    assert minutes_of(own).members == ("Cục: council",)
    people = {str(row.person) for row in progress_by_appraiser(own)}
    assert people == {"Cục: council", "Cục: appraiser"}


@pytest.mark.parametrize("held_at", ["BCT", "CucTMDT"])
def test_a_form_leads_the_owners_people_alone_to_its_appraisal(
    ministry, agency, whole: Round, client: Client, held_at: str
):
    form = whole.submissions.get(unit=agency)
    type(whole).objects.filter(pk=whole.pk).update(state="appraisal")
    units = {"BCT": ministry, "CucTMDT": agency}
    client.force_login(person("xem", "Xem", Role.VIEWER, units[held_at]))
    page = client.get(form.get_absolute_url()).content.decode()
    grid = reverse("assessments:unit_grid", args=[form.pk, "appraised"])
    assert (grid in page) == (held_at == "BCT")
    assert client.get(grid).status_code == (200 if held_at == "BCT" else 403)


def test_a_correction_changes_no_form_that_the_person_does_not_fill_in(
    agency, branch, own: Round, whole: Round
):
    """Who reports for the agency sees the branch's documents by the ministry's round, and judges the branch in none."""
    form_in(whole, branch)
    link = own.submissions.get().evidence_links.get()
    upwards = person("len", "Báo Lên", Role.REPORTER, agency)
    mine = cite_document(
        whole.submissions.get(unit=branch), "1.1", link.document, by=upwards
    )

    new = correct_document(link.document, Citation(number="2/BC-CN1"), by=upwards)

    link.refresh_from_db()
    assert str(link.document) == "1/BC-CN1"
    assert not type(mine).objects.filter(pk=mine.pk).exists()
    assert [row.submission.round for row in new.links.all()] == [whole]
