"""Extensions: the deadline of the present step moves to a later time, and of no other step."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone

from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.rounds.actions import (
    create_round,
    extend_round,
    open_round,
)
from opendti_site.assessments.rounds.drafts import STEP_DATES
from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

STATES = ["open", "appraisal", "explanation", "reappraisal", "council"]
DAY = dt.timedelta(days=1)
# Submissions on the tenth day from now, and each step ten days after the one before it.
BEGIN = timezone.now().replace(microsecond=0)
DATES = {name: BEGIN + 10 * n * DAY for n, name in enumerate(STEP_DATES, start=1)}


@pytest.fixture
def in_step(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> Callable[[str], Round]:
    """Bring a round with every step into one of them."""
    dated = replace(draft, **DATES)
    round_ = open_round(create_round(dated, by=coordinator), by=coordinator)

    def bring(state: str) -> Round:
        Round.objects.filter(pk=round_.pk).update(state=state)
        round_.refresh_from_db()
        return round_

    return bring


def dates_of(round_: Round) -> dict[str, dt.datetime]:
    """Return the deadlines of a round as they are stored."""
    return model_to_dict(Round.objects.get(pk=round_.pk), STEP_DATES)


@pytest.mark.parametrize(("state", "name"), [*zip(STATES, STEP_DATES, strict=True)])
@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.tampered("the state is set by hand")
def test_the_deadline_of_the_present_step_moves_also_once_it_has_passed(
    in_step: Callable[[str], Round],
    coordinator: User,
    clock: Clock,
    state: str,
    name: str,
    is_over: bool,  # noqa: FBT001 -- a row of the table
):
    round_ = in_step(state)
    if is_over:
        clock.move_on(seconds=(DATES[name] - timezone.now()).total_seconds() + 60)
    later = DATES[name] + DAY

    extended = extend_round(
        round_,
        **{name: later},
        reason=" Bão số 5 ",
        document=" 12/QĐ ",
        by=coordinator,
    )

    assert extended.state == state
    assert dates_of(round_) == DATES | {name: later}
    line = AuditLine.objects.latest("pk")
    assert line.detail == {
        "step": state,
        "before": {name: DATES[name].isoformat()},
        "after": {name: later.isoformat()},
        "reason": "Bão số 5",
        "document_number": "12/QĐ",
    }
    assert "số văn bản: 12/QĐ" in line.detail_words


@pytest.mark.parametrize(
    ("state", "days", "fault"),
    [
        # Not later than now, or than it was.
        ("appraisal", {"appraise_by": 20}, "sau hạn thẩm định hiện nay"),
        ("council", {"council_by": 49}, "sau hạn hội đồng quyết định hiện nay"),
        # Past the deadline of the next step, which does not move, or not far enough.
        ("open", {"submit_by": 20}, "trước hạn thẩm định; hãy lùi cả hạn đó"),
        ("appraisal", {"appraise_by": 31}, "trước hạn giải trình; hãy lùi"),
        ("explanation", {"explain_by": 41}, "trước hạn thẩm định lại; hãy lùi"),
        ("reappraisal", {"reappraise_by": 50}, "trước hạn hội đồng quyết định"),
        (
            "appraisal",
            {"appraise_by": 31, "explain_by": 40},
            "trước hạn thẩm định lại",
        ),
        # A later step loses no time by it.
        (
            "appraisal",
            {"appraise_by": 21, "explain_by": 29},
            "không được trước hạn giải trình hiện nay",
        ),
    ],
)
@pytest.mark.tampered("the state is set by hand")
def test_deadlines_that_are_not_later_or_not_in_order_are_refused(
    in_step: Callable[[str], Round],
    coordinator: User,
    state: str,
    days: dict[str, int],
    fault: str,
):
    round_ = in_step(state)
    lines = AuditLine.objects.count()
    moved = {name: BEGIN + n * DAY for name, n in days.items()}

    with pytest.raises(ValidationError, match=fault):
        extend_round(round_, **moved, reason="Bão", by=coordinator)

    assert dates_of(round_) == DATES
    assert AuditLine.objects.count() == lines


@pytest.mark.tampered("the state is set by hand")
def test_a_time_that_has_passed_and_an_empty_reason_are_refused(
    in_step: Callable[[str], Round], coordinator: User, clock: Clock
):
    round_ = in_step("council")
    clock.move_on(days=60)

    with pytest.raises(ValidationError, match="sau lúc này"):
        extend_round(round_, council_by=BEGIN + 55 * DAY, reason="Bão", by=coordinator)
    with pytest.raises(ValidationError, match="lý do gia hạn"):
        extend_round(round_, council_by=BEGIN + 65 * DAY, reason=" ", by=coordinator)

    assert dates_of(round_) == DATES


@pytest.mark.parametrize(
    "name", ["submit_by", "explain_by", "council_by", "opens_at", "created_at"]
)
@pytest.mark.tampered("the state is set by hand")
def test_no_other_step_is_extended_than_the_present_one(
    in_step: Callable[[str], Round], coordinator: User, name: str
):
    round_ = in_step("appraisal")

    with pytest.raises(ActionRefusedError, match="Đang thẩm định"):
        extend_round(round_, **{name: BEGIN + 60 * DAY}, reason="Bão", by=coordinator)

    assert dates_of(round_) == DATES


@pytest.mark.tampered("the state is set by hand")
def test_an_extension_adds_no_step_and_a_step_without_a_deadline_needs_none(
    draft: RoundDraft, agency: Unit, coordinator: User
):
    round_ = open_round(create_round(draft, by=coordinator), by=coordinator)
    later = draft.submit_by + DAY
    with pytest.raises(ActionRefusedError):
        extend_round(
            round_,
            submit_by=later,
            council_by=later + DAY,
            reason="Bão",
            by=coordinator,
        )
    Round.objects.update(state="appraisal")
    with pytest.raises(ActionRefusedError, match="không có hạn"):
        extend_round(round_, appraise_by=later, reason="Bão", by=coordinator)

    assert not Round.objects.get().appraise_by


def test_later_deadlines_move_with_it_by_the_form_and_the_seals_allow_it(
    in_step: Callable[[str], Round], coordinator: User, client: Client
):
    round_ = in_step("open")
    client.force_login(coordinator)
    address = f"/ky/{round_.pk}/gia-han/"
    shown = client.get(address).content.decode()
    fields = dict.fromkeys(STEP_DATES, "")
    assert all(f'name="{name}"' in shown for name in STEP_DATES)
    moved = {
        name: (BEGIN + n * DAY).replace(second=0)
        for name, n in (("submit_by", 21), ("appraise_by", 29))
    }
    typed = {
        n: timezone.localtime(m).strftime("%Y-%m-%dT%H:%M") for n, m in moved.items()
    }

    refused = client.post(
        address, fields | {"submit_by": typed["submit_by"], "reason": "Bão"}
    )
    assert "hãy lùi cả hạn đó" in refused.content.decode()
    assert dates_of(round_) == DATES
    answer = client.post(address, fields | typed | {"reason": "Bão"})

    assert answer.headers["Location"] == f"/ky/{round_.pk}/"
    assert dates_of(round_) == DATES | moved


@pytest.mark.parametrize(
    ("state", "name", "is_offered"),
    [
        ("appraisal", "appraise_by", True),
        ("council", "council_by", True),
        ("closed", "", False),
    ],
)
@pytest.mark.tampered("the state is set by hand")
def test_the_round_offers_an_extension_of_its_present_step(
    in_step: Callable[[str], Round],
    coordinator: User,
    client: Client,
    state: str,
    name: str,
    is_offered: bool,  # noqa: FBT001 -- a row of the table
):
    round_ = in_step(state)
    client.force_login(coordinator)
    address = f"/ky/{round_.pk}/gia-han/"

    page = client.get(f"/ky/{round_.pk}/").content.decode()

    assert (address in page) is is_offered
    form = client.get(address).content.decode()
    earlier = STEP_DATES[: STEP_DATES.index(name)] if name else STEP_DATES
    assert (f'name="{name}"' in form) is is_offered
    assert not [n for n in earlier if f'name="{n}"' in form]


@pytest.mark.tampered("the state is set by hand")
def test_appraisers_decide_again_after_the_extension(
    in_step: Callable[[str], Round],
    agency: Unit,
    coordinator: User,
    appraiser: User,
    clock: Clock,
):
    round_ = in_step("appraisal")
    submission = round_.submissions.get(unit=agency)
    clock.move_on(days=21)
    with pytest.raises(ActionRefusedError, match="gia hạn"):
        appraise(submission, "2.1", Judgement("accepted"), by=appraiser)

    later = BEGIN + 25 * DAY
    extend_round(round_, appraise_by=later, reason="Bão", by=coordinator)

    assert appraise(submission, "2.1", Judgement("accepted"), by=appraiser).pk
