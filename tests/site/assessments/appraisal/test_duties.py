"""Nobody appraises the answers that they gave or signed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from opendti_site.accounts.actions import create_user, grant_role, revoke_role
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.actions import Judgement, accept_rest, appraise
from opendti_site.assessments.appraisal.permissions import can_appraise, is_appraiser
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.writers import written_by
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    hand_back,
    hand_over,
    import_answers,
    return_submission,
    save_answers,
    submit_answers,
)
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.organisations.actions import create_unit
from tests.site.cast import person

STAGES = (("appraised", Role.APPRAISER), ("final", Role.COUNCIL))


@pytest.mark.parametrize(("stage", "role"), STAGES)
@pytest.mark.parametrize("own", [Role.REPORTER, Role.SIGNATORY])
def test_appraiser_who_reports_for_a_unit_appraises_only_the_others(
    ministry, agency, department, stage, role, own
):
    person = create_user(by=None, username="hai", full_name="Hai Vai")
    grant_role(user=person, role=role, unit=ministry, by=None)
    grant_role(user=person, role=own, unit=agency, by=None)
    assert is_appraiser(person, stage, ministry)
    assert not can_appraise(person, stage, agency, owner=ministry)
    assert can_appraise(person, stage, department, owner=ministry)


@pytest.mark.parametrize(("stage", "role"), STAGES)
def test_other_stage_and_a_role_above_or_below_the_owner_are_not_enough(
    ministry, agency, department, stage, role
):
    other = dict(STAGES)["final" if stage == "appraised" else "appraised"]
    person = create_user(by=None, username="mot", full_name="Một Vai")
    grant_role(user=person, role=role, unit=agency, by=None)
    grant_role(user=person, role=other, unit=department, by=None)
    assert can_appraise(person, stage, agency, owner=agency)
    assert not can_appraise(person, stage, agency, owner=ministry)
    assert not can_appraise(person, stage, department, owner=department)
    above = create_user(by=None, username="tren", full_name="Ở Trên")
    grant_role(user=above, role=role, unit=ministry, by=None)
    assert not can_appraise(above, stage, agency, owner=agency)


@pytest.mark.parametrize(("stage", "role"), STAGES)
def test_who_reports_upwards_for_the_owner_appraises_what_it_runs(
    ministry, agency, stage, role
):
    office = create_unit(by=None, code="PhongA", name="Phòng A", parent=agency)
    person = create_user(by=None, username="hai", full_name="Hai Vai")
    grant_role(user=person, role=role, unit=agency, by=None)
    grant_role(user=person, role=Role.REPORTER, unit=agency, by=None)
    assert can_appraise(person, stage, office, owner=agency)
    assert not can_appraise(person, stage, agency, owner=agency)


def test_superuser_appraises_unless_a_role_says_otherwise(ministry, agency):
    root = create_user(by=None, username="root", full_name="R", is_superuser=True)
    assert can_appraise(root, "appraised", agency, owner=ministry)
    grant_role(user=root, role=Role.SIGNATORY, unit=agency, by=None)
    assert not can_appraise(root, "appraised", agency, owner=ministry)


ACCEPT = Judgement("accepted")


def typed(form, by):
    save_answers(form, {"2.1.a": PostedField("3")}, by=by)


def handed_over(form, by):
    type(form).objects.filter(pk=form.pk).update(handed_over_by=by)


def signed(form, by):
    type(form).objects.filter(pk=form.pk).update(submitted_by=by)


def typed_and_written_over(form, by):
    """Another person has since typed something else into every field."""
    typed(form, by)
    other = person("khac", "Người Khác", Role.REPORTER, form.unit)
    field = PostedField("4", version=1)
    save_answers(form, {"2.1.a": field}, by=other)


def typed_and_replaced_by_a_table(form, by):
    typed(form, by)
    row = ImportedRow(form.unit.code, "2.1.a", 4)
    import_answers(form.round, [row], by=coordinating(form))


def handed_over_and_back(form, by):
    hand_over(form, by=by)
    form.refresh_from_db()
    head = person("ky", "Người Ký", Role.SIGNATORY, form.unit)
    hand_back(form, reason="Xem lại", by=head)


def signed_and_returned(form, by):
    """Signed, and given back by the coordinator: the row knows of nobody any more."""
    grant_role(user=by, role=Role.SIGNATORY, unit=form.unit, by=None)
    submit_answers(form, by=by, blanks_confirmed=True)
    form.refresh_from_db()
    return_submission(form, reason="Xem lại", by=coordinating(form))


def coordinating(form):
    return User.objects.get(assignments__role=Role.COORDINATOR)


WAYS = [
    typed,
    handed_over,
    signed,
    typed_and_written_over,
    typed_and_replaced_by_a_table,
    handed_over_and_back,
    signed_and_returned,
]


@pytest.mark.tampered("the names under a form are written without an act")
@pytest.mark.parametrize("wrote", WAYS)
@pytest.mark.parametrize(("stage", "role"), STAGES)
def test_who_wrote_or_signed_a_form_appraises_it_with_no_later_role(  # noqa: PLR0913, PLR0917 -- fixtures
    round_, submission, ministry, coordinator, clock, client, wrote, stage, role
):
    person = create_user(by=None, username="hai", full_name="Hai Vai")
    grant_role(user=person, role=Role.REPORTER, unit=submission.unit, by=None)
    wrote(submission, person)
    for assignment in person.assignments.all():
        revoke_role(assignment=assignment, by=coordinator)
    grant_role(user=person, role=role, unit=ministry, by=None)
    clock.pass_deadline(round_)
    round_ = start_appraisal(round_, by=coordinator)
    with pytest.raises(PermissionDenied):
        appraise(submission, "2.1", ACCEPT, stage=stage, by=person)
    client.force_login(person)
    grid = reverse("assessments:criterion_grid", args=[round_.pk, stage, "2.1"])
    page = client.get(grid, {"don-vi": submission.pk}).content.decode()
    assert "đơn vị của mình: người khác thẩm định" in page
    assert accept_rest(round_, "2.1", stage=stage, by=person) == 1
    appraised = ScoreEntry.objects.filter(submission=submission, stage=stage)
    assert not appraised.exists()


def test_who_brought_a_table_in_gave_no_answers(round_, submission, coordinator):
    import_answers(
        round_, [ImportedRow(submission.unit.code, "1.1", 1)], by=coordinator
    )
    assert written_by(coordinator, [submission.pk]) == frozenset()
