"""Nobody judges the answers that they gave or signed."""

from __future__ import annotations

import pytest

from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.permissions import can_judge, is_judge

STAGES = (("appraised", Role.APPRAISER), ("final", Role.COUNCIL))


@pytest.mark.parametrize(("stage", "role"), STAGES)
@pytest.mark.parametrize("own", [Role.REPORTER, Role.SIGNATORY])
def test_judge_who_reports_for_a_unit_judges_only_the_others(
    ministry, agency, department, stage, role, own
):
    judge = create_user(by=None, username="hai", full_name="Hai Vai")
    grant_role(user=judge, role=role, unit=ministry, by=None)
    grant_role(user=judge, role=own, unit=agency, by=None)
    assert is_judge(judge, stage, agency)
    assert not can_judge(judge, stage, agency)
    assert can_judge(judge, stage, department)


@pytest.mark.parametrize(("stage", "role"), STAGES)
def test_other_stage_and_unit_above_are_not_enough(
    ministry, agency, department, stage, role
):
    other = dict(STAGES)["final" if stage == "appraised" else "appraised"]
    judge = create_user(by=None, username="mot", full_name="Một Vai")
    grant_role(user=judge, role=role, unit=agency, by=None)
    grant_role(user=judge, role=other, unit=department, by=None)
    assert can_judge(judge, stage, agency)
    assert not can_judge(judge, stage, department)
    assert not can_judge(judge, stage, ministry)


def test_superuser_judges_unless_a_role_says_otherwise(agency):
    root = create_user(by=None, username="root", full_name="R", is_superuser=True)
    assert can_judge(root, "appraised", agency)
    grant_role(user=root, role=Role.SIGNATORY, unit=agency, by=None)
    assert not can_judge(root, "appraised", agency)
