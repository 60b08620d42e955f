"""Values that machines send count in a round by the rule of their criterion, and everywhere the same."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti import score
from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.rounds.actions import (
    create_round,
    extend_round,
    open_round,
)
from opendti_site.assessments.submissions.actions import (
    hand_back,
    hand_over,
    recall_submission,
    save_answers,
    submit_answers,
)
from opendti_site.assessments.submissions.bridge import (
    answer_table,
    answer_table_on,
    plan_of_round,
    score_in_round,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.machine_values import MachineValue, choose
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import summary_of
from opendti_site.assessments.submissions.readings import BLANK, ItemValue
from opendti_site.observations.actions import record_observations
from opendti_site.observations.readings import NewObservation
from tests.site.clock import shifted

if TYPE_CHECKING:
    from django.test import Client
    from opendti_site.assessments.rounds.readings import RoundDraft

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit

QUARTER = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
SENT = MachineValue(
    ItemValue(80.0),
    "api",
    *QUARTER,
    timezone.now(),
    0,
    is_current=True,
    criterion="1.2",
    precedence="machine",
    tolerance=0.0,
    unanswered="blank",
)
TYPED = ItemValue(60.0)
CLAIM = ItemValue(None, "not_applicable")


@pytest.mark.parametrize(
    ("precedence", "has_reason", "value", "is_conflict"),
    [
        ("machine", False, 80, False),
        ("machine", True, 80, False),
        ("typed", False, 80, False),
        ("typed", True, 60, False),
        ("appraiser", True, 60, True),
        ("agree", True, 60, True),
    ],
)
def test_each_rule_decides_between_two_values_that_differ(
    precedence: str,
    has_reason: bool,  # noqa: FBT001 -- a table
    value: float,
    is_conflict: bool,  # noqa: FBT001 -- a table
) -> None:
    machine = replace(SENT, precedence=precedence)
    chosen = choose(TYPED, machine, has_reason=has_reason)
    assert (chosen.value.value, chosen.is_conflict) == (value, is_conflict)
    assert chosen.is_machine == (value == 80)


@pytest.mark.parametrize(
    ("tolerance", "typed", "is_conflict"),
    [(0.05, 84.0, False), (0.05, 76.0, False), (0.05, 84.1, True), (0.0, 80.0, False)],
)
def test_near_enough_is_agreement_and_the_person_s_value_stands(
    tolerance: float,
    typed: float,
    is_conflict: bool,  # noqa: FBT001 -- a table
) -> None:
    machine = replace(SENT, precedence="agree", tolerance=tolerance)
    chosen = choose(ItemValue(typed), machine, has_reason=False)
    assert chosen.value.value == typed
    assert chosen.is_conflict == is_conflict


def test_a_machine_fills_in_a_blank_whatever_the_rule() -> None:
    for precedence in ("machine", "typed", "appraiser", "agree"):
        chosen = choose(BLANK, replace(SENT, precedence=precedence), has_reason=False)
        assert (chosen.value, chosen.is_conflict) == (SENT.value, False)


@pytest.mark.parametrize("unanswered", ["blank", "not_measured"])
def test_what_is_too_old_or_was_not_measured_answers_nothing(unanswered: str) -> None:
    for machine in (
        replace(SENT, is_current=False, unanswered=unanswered),
        replace(SENT, value=ItemValue(None, "not_measured"), unanswered=unanswered),
    ):
        assert choose(TYPED, machine, has_reason=False).value == TYPED
        assert choose(BLANK, machine, has_reason=False).value == ItemValue(
            None, unanswered
        )


def test_without_a_machine_the_person_s_value_stands_as_it_is() -> None:
    withdrawn = replace(SENT, value=BLANK)
    states = [TYPED, BLANK, CLAIM, ItemValue(1.0, "given", "part")]
    cases = list(itertools.product(states, (None, withdrawn), (True, False)))
    chosen = [choose(typed, machine, has_reason=why) for typed, machine, why in cases]
    assert [(c.value, c.is_machine) for c in chosen] == [(c[0], False) for c in cases]


def sent(
    unit: object,
    by: User,
    item: str = "1.2.a",
    value: object = 80,
    period: tuple[dt.date, dt.date] = QUARTER,
    version: str = "2026",
) -> None:
    """Record one value as other software would send it."""
    row = NewObservation(
        unit.pk, f"vn.test.small@{version}", item, *period, Decimal(str(value))
    )
    record_observations([row], source="api", by=by)


def self_points(submission: Submission) -> list[float]:
    """The points of the unit's own values, by every way that shows them."""
    round_ = submission.round
    plan = plan_of_round(round_)
    table = answer_table(round_, Stage.SELF)
    row = list(table.units).index(submission.unit.code)
    by_run = float(score(plan, table).points[row, plan.node_index("index")])
    submission.refresh_from_db()
    return [
        by_run,
        summary_of(submission).score.points,
        score_in_round(submission, Stage.SELF).points,
    ]


@pytest.mark.django_db
def test_run_form_and_grid_count_a_machine_s_value_alike(
    submission: Submission, reporter: User, coordinator: User
) -> None:
    fields = {"1.2.a": PostedField("40"), "1.2.b": PostedField("100")}
    save_answers(submission, fields, by=reporter)
    assert self_points(submission) == [10.0] * 3
    sent(submission.unit, coordinator)  # 80 of 100 documents: the full 20
    sent(submission.unit, coordinator, "2.1.a", 3)  # nobody typed it: 6 more
    assert self_points(submission) == [26.0] * 3
    # The rule of a reported criterion: a reason lets the unit's own value count.
    commented = PostedField("40", comment="Số của máy thiếu văn bản giấy")
    save_answers(submission, {"1.2.a": commented}, by=reporter)
    assert self_points(submission) == [16.0] * 3
    submission.refresh_from_db()
    assert (submission.points, submission.filled) == (16.0, 2)


@pytest.mark.django_db
def test_what_came_after_the_deadline_or_speaks_of_another_year_does_not_count(
    submission: Submission, coordinator: User
) -> None:
    for period in (
        (dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
        (dt.date(2027, 1, 1), dt.date(2027, 3, 31)),
    ):
        sent(submission.unit, coordinator, "2.1.a", 3, period)
    assert self_points(submission) == [0.0] * 3
    with shifted(days=11):  # the deadline is in ten
        sent(submission.unit, coordinator, "2.1.a", 3)
    assert self_points(submission) == [0.0] * 3
    sent(submission.unit, coordinator, "2.1.a", 3)
    assert self_points(submission) == [6.0] * 3


@pytest.mark.django_db
@pytest.mark.parametrize("is_handed_over", [True, False])
def test_nothing_that_arrives_later_moves_what_was_handed_over_or_submitted(
    submission: Submission,
    reporter: User,
    signatory: User,
    coordinator: User,
    is_handed_over: bool,  # noqa: FBT001 -- a table
) -> None:
    fields = {"1.2.a": PostedField("40"), "1.2.b": PostedField("100")}
    save_answers(submission, fields, by=reporter)
    waive_evidence(submission, "1.2", "Báo cáo gửi bản giấy.", by=reporter)
    sent(submission.unit, coordinator, "2.1.a", 1)
    if is_handed_over:
        hand_over(submission, by=reporter)
    else:
        submit_answers(submission, by=signatory, blanks_confirmed=True)
    sent(submission.unit, coordinator, "2.1.a", 3)
    assert self_points(submission) == [12.0] * 3
    assert submission.points == 12.0
    if is_handed_over:
        hand_back(submission, reason="Thiếu số liệu", by=signatory)
    else:
        recall_submission(submission, reason="Thiếu số liệu", by=signatory)
    assert self_points(submission) == [16.0] * 3
    assert submission.points == 16.0


@pytest.mark.django_db
def test_lists_follow_what_arrives(
    submission: Submission, reporter: User, coordinator: User
) -> None:
    save_answers(submission, {"1.2.b": PostedField("100")}, by=reporter)
    submission.refresh_from_db()
    last_worked, filled = submission.changed_at, submission.filled
    sent(submission.unit, coordinator)
    sent(submission.unit, coordinator, "2.1.a", 3)
    assert self_points(submission) == [26.0] * 3
    assert (submission.points, submission.filled) == (26.0, filled + 2)
    assert submission.changed_at == last_worked


@pytest.mark.django_db
def test_a_form_begins_with_what_machines_have_sent_and_has_more_with_a_later_deadline(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    sent(agency, coordinator, "2.1.a", 1)
    round_ = open_round(create_round(draft, by=coordinator), by=coordinator)
    form = round_.submissions.get(unit=agency)
    assert (form.points, form.filled) == (2.0, 1)
    with shifted(days=11):  # the deadline is in ten
        sent(agency, coordinator, "2.1.a", 3)
    form.refresh_from_db()
    assert form.points == 2.0
    later = round_.submit_by + dt.timedelta(days=5)
    extend_round(round_, reason="Bão lụt", by=coordinator, submit_by=later)
    assert self_points(form) == [6.0] * 3
    assert form.points == 6.0


@pytest.mark.django_db
def test_one_round_as_of_three_dates(
    submission: Submission, reporter: User, coordinator: User
) -> None:
    round_, plan = submission.round, plan_of_round(submission.round)

    def points(day: dt.date, known: dt.datetime | None = None) -> float:
        table = answer_table_on(round_, as_of=day, known_at=known)
        row = list(table.units).index(submission.unit.code)
        points = score(plan, table).points[row, plan.node_index("index")]
        return round(float(points), 9)

    save_answers(submission, {"1.2.b": PostedField("100")}, by=reporter)
    for month, value in ((1, 20), (4, 40), (7, 60)):
        start = dt.date(2026, month, 1)
        period = start, start + dt.timedelta(days=89)
        sent(submission.unit, coordinator, "1.2.a", value, period)
    before = timezone.now()
    sent(
        submission.unit,
        coordinator,
        "1.2.a",
        80,
        (dt.date(2026, 7, 1), dt.date(2026, 9, 28)),
    )
    days = [dt.date(2026, month, 15) for month in (2, 5, 9)]
    assert [points(day) for day in days] == [5.0, 10.0, 20.0]
    # As it was known before the correction of the third quarter, and before anything.
    assert [points(day, before) for day in days] == [5.0, 10.0, 15.0]
    assert points(days[2], before - dt.timedelta(days=1)) == 0.0
    # Today's reading is that of every page.
    table = answer_table(round_, Stage.SELF)
    same = answer_table_on(round_, as_of=dt.date(2026, 12, 31))
    assert (table.states == same.states).all()


@pytest.mark.django_db
def test_a_round_without_machines_reads_as_of_today_as_it_is(
    submission: Submission, reporter: User
) -> None:
    fields = {
        "1.1.a": PostedField("1"),
        "1.2.a": PostedField("mười"),
        "1.2.b": PostedField("100"),
        "2.2.a": PostedField("", state="not_applicable", reason="Không có"),
        "2.3.a": PostedField("part"),
    }
    save_answers(submission, fields, by=reporter)
    table = answer_table(submission.round, Stage.SELF)
    same = answer_table_on(submission.round, as_of=timezone.localdate())
    assert table.states.tolist() == same.states.tolist()
    assert repr(table.values.tolist()) == repr(same.values.tolist())


@pytest.mark.django_db
def test_the_form_shows_a_machine_s_value_with_origin_and_dates(
    client: Client, submission: Submission, reporter: User, coordinator: User
) -> None:
    sent(submission.unit, coordinator)
    fields = {"1.2.a": PostedField("40"), "1.2.b": PostedField("100")}
    save_answers(submission, fields, by=reporter)
    client.force_login(reporter)
    page = " ".join(client.get(submission.get_absolute_url()).content.decode().split())
    assert "Máy gửi: <b>80</b>" in page
    assert "Phần mềm khác gửi qua API; số của giai đoạn 01/01/2026 – 31/03/2026" in page
    assert "Đang được tính" in page
    # The unit's own value stays in its field, and a reason lets it count.
    assert 'value="40"' in page
    assert "khác số của máy" in page
    commented = PostedField("40", comment="Số của máy thiếu văn bản giấy")
    save_answers(submission, {"1.2.a": commented}, by=reporter)
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "Số nhập được tính vì có lý do" in page
