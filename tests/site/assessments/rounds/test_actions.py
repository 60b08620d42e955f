from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from opendti_site.assessments.rounds.actions import (
    RoundDraft,
    close_round,
    create_round,
    extend_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.queries import (
    rounds_visible_to,
    rounds_with_progress,
)
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_open_round_freezes_framework_and_gives_each_unit_its_block(
    round_: Round, release: FrameworkRelease
) -> None:
    round_.refresh_from_db()

    assert round_.state == "open"
    assert (round_.framework_text, round_.fingerprint) == (
        release.text,
        release.fingerprint,
    )
    rows = round_.submissions.values_list("unit__code", "block", "total", "max_points")
    assert sorted(rows) == [
        ("CucTMDT", "services", 5, 90.0),
        ("VuDKT", "no_services", 4, 50.0),
    ]
    assert verbs()[-2:] == ["create_round", "open_round"]


def test_open_round_with_blocks_said_by_hand(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
) -> None:
    round_ = create_round(draft, by=coordinator)

    open_round(round_, by=coordinator, blocks={"VuDKT": "services", "CucTMDT": ""})

    assert list(round_.submissions.values_list("unit__code", "block")) == [
        ("VuDKT", "services")
    ]


def test_open_round_without_units_is_refused(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    round_ = create_round(draft, by=coordinator)

    with pytest.raises(ActionRefusedError):
        open_round(round_, by=coordinator, blocks={})

    round_.refresh_from_db()
    assert round_.state == "draft"


def test_create_round_with_dates_out_of_order_is_refused(
    draft: RoundDraft, coordinator: User
) -> None:
    with pytest.raises(ValidationError):
        create_round(replace(draft, submit_by=draft.opens_at), by=coordinator)

    assert not Round.objects.exists()


@pytest.mark.parametrize(
    "who", ["reporter", "signatory", "appraiser", "council", "viewer"]
)
def test_create_round_is_for_coordinators(
    draft: RoundDraft, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        create_round(draft, by=user)

    assert not Round.objects.exists()


def test_start_appraisal_before_the_deadline_needs_every_submission(
    round_: Round, coordinator: User
) -> None:
    with pytest.raises(ActionRefusedError, match="2 đơn vị chưa nộp"):
        start_appraisal(round_, by=coordinator)

    round_.refresh_from_db()
    assert round_.state == "open"


def test_start_appraisal_then_close(
    round_: Round, coordinator: User, clock: Clock
) -> None:
    clock.pass_deadline(round_)

    assert start_appraisal(round_, by=coordinator).state == "appraisal"
    assert close_round(round_, by=coordinator).state == "closed"
    assert verbs()[-2:] == ["start_appraisal", "close_round"]


def test_extend_round_needs_a_reason(round_: Round, coordinator: User) -> None:
    later = round_.submit_by + dt.timedelta(days=5)

    with pytest.raises(ValidationError):
        extend_round(round_, submit_by=later, reason=" ", by=coordinator)
    extended = extend_round(round_, submit_by=later, reason="Bão số 9", by=coordinator)

    assert extended.submit_by == later


def test_rounds_visible_to_participants_and_overseers(
    round_: Round, draft: RoundDraft, reporter: User, viewer: User, coordinator: User
) -> None:
    create_round(draft, by=coordinator)

    assert rounds_visible_to(coordinator).count() == 2
    assert rounds_visible_to(viewer).count() == 2
    assert list(rounds_visible_to(reporter)) == [round_]
    assert rounds_with_progress(reporter).get().units == 1
    assert rounds_with_progress(viewer).get(pk=round_.pk).units == 2
