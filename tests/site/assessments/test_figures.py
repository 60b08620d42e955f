"""After any acts in an appraisal, pages, stored progress and the engine's own run of the round give the same points.

Units leave and come back, forms return, criteria are accepted in bulk, and the round gets other releases
of its framework. What 2.1 is worth is worked out here a second time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from opendti import score
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.actions import (
    Judgement,
    accept_criteria,
    accept_rest,
    appraise,
)
from opendti_site.assessments.appraisal.basis import bases_of, token
from opendti_site.assessments.appraisal.queries import three_scores
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.enums import FILLED_IN
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions import actions as forms
from opendti_site.assessments.submissions.actions.framework import framework_preview
from opendti_site.assessments.submissions.bridge import (
    answer_table,
    plan_of_round,
    score_in_round,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import summary_of
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.frameworks.actions import adopt_text
from opendti_site.frameworks.models import FrameworkRelease
from tests.site.clock import Clock

pytestmark = pytest.mark.sqlite

REFUSALS = (ActionRefusedError, EditConflictError, PermissionDenied, ValidationError)
CRITERION, ITEM = "2.1", "2.1.a"
RULE = "rule: {kind: count, each: 2}"
EACH = {"2026": 2, "2026.1": 1, "2026.2": 2}
"""Points of a course by version; in the last one nine courses are the most that a unit may give."""
HIGHEST = {"2026.2": 9}
Basis = tuple[float | None, int]


BEFORE = {Stage.APPRAISED: Stage.SELF, Stage.FINAL: Stage.APPRAISED}


@dataclass
class Expected:
    """What is known of criterion 2.1 of one form."""

    own: float | None = 4
    judged: dict[str, tuple[float | None, Basis]] = field(default_factory=dict)

    def value(self, stage: str, number: int) -> float | None:
        if stage == Stage.SELF:
            return self.own
        before = self.value(BEFORE[stage], number)
        value, made_of = self.judged.get(stage, (None, None))
        return value if made_of == (before, number) else before


@dataclass
class Ministry:
    """A round in its appraisal, its releases and people, and what is expected of each form."""

    round: Round
    releases: list[FrameworkRelease]
    people: dict[str, User]
    expected: dict[int, Expected]
    # How often the definition of 2.1 has changed.
    number: int = 0

    @property
    def version(self) -> str:
        return self.round.release.identity.partition("@")[2]

    def form(self, index: int) -> Submission:
        rows = self.round.submissions.select_related("unit").order_by("pk")
        row = rows[index % 2]
        row.round = self.round
        return row

    def judge(self, form: Submission, stage: str, value: float | None) -> None:
        known = self.expected[form.pk]
        basis = known.value(BEFORE[stage], self.number), self.number
        known.judged[stage] = value, basis


def send_back(world: Ministry, index: int) -> None:
    due = timezone.now() + dt.timedelta(days=60)
    forms.return_submission(
        world.form(index), reason="Thiếu", due_at=due, by=world.people["coordinator"]
    )


def save(world: Ministry, index: int) -> None:
    """Let the agency save, the only unit with a reporter; its form is given back for it."""
    if world.form(0).state not in FILLED_IN:
        send_back(world, 0)
    form, value = world.form(0), index % 13
    posted = {ITEM: PostedField(str(value)), "1.1.a": PostedField(str(value % 2))}
    done = forms.save_answers(form, posted, by=world.people["reporter"])
    if ITEM in done.saved:
        world.expected[form.pk].own = value


def submit(world: Ministry, index: int) -> None:
    del index
    signatory = world.people["signatory"]
    forms.submit_answers(world.form(0), by=signatory, blanks_confirmed=True)


def correct(stage: str) -> Callable[[Ministry, int], None]:
    def judge(world: Ministry, index: int) -> None:
        form, value = world.form(index), index % 7
        made = Judgement("corrected", reason="Lệch", texts={ITEM: str(value)})
        by = world.people["council" if stage == Stage.FINAL else "appraiser"]
        appraise(form, CRITERION, made, stage=stage, by=by)
        world.judge(form, stage, value)

    return judge


def accept_all_units(world: Ministry, index: int) -> None:
    del index
    before = _decided(world)
    accept_rest(world.round, CRITERION, by=world.people["appraiser"])
    _note_accepted(world, before)


def accept_all_criteria(world: Ministry, index: int) -> None:
    form, before = world.form(index), _decided(world)
    codes = [sheet.code for sheet in summary_of(form).sheets]
    bases = bases_of([form.pk], codes, Stage.APPRAISED)
    shown = {code: token(None, basis) for (_pk, code), basis in bases.items()}
    accept_criteria(form, shown, by=world.people["appraiser"])
    _note_accepted(world, before)


def _decided(world: Ministry) -> set[int]:
    rows = world.round.submissions.filter(
        score_entries__criterion=CRITERION, score_entries__stage=Stage.APPRAISED
    )
    return set(rows.values_list("pk", flat=True))


def _note_accepted(world: Ministry, before: set[int]) -> None:
    for index in range(2):
        form = world.form(index)
        if form.pk in _decided(world) - before:
            own = world.expected[form.pk].own
            world.judge(form, Stage.APPRAISED, own)


def withdraw(world: Ministry, index: int) -> None:
    form = world.form(index)
    forms.withdraw_unit(form, reason="Rút", by=world.people["coordinator"])


def readmit(world: Ministry, index: int) -> None:
    form = world.form(index)
    forms.readmit_unit(form, reason="Trở lại", by=world.people["coordinator"])


def change_framework(world: Ministry, index: int) -> None:
    release = world.releases[index % 3]
    preview = framework_preview(world.round, release)
    forms.change_framework(
        world.round,
        release,
        seen=preview.digest,
        document="1/QĐ",
        reason="Sửa",
        by=world.people["coordinator"],
    )
    world.round = Round.objects.get(pk=world.round.pk)
    world.number += 1
    again = framework_preview(world.round, world.releases[index % 3 - 1])
    before = {(m.submission.pk, m.stage): m.before for m in again.moves}
    for move in preview.moves:
        found = before.get((move.submission.pk, move.stage), move.after)
        assert found == move.after


ACTS: dict[str, Callable[[Ministry, int], None]] = {
    "send back": send_back,
    "save": save,
    "submit": submit,
    "correct": correct(Stage.APPRAISED),
    "council": correct(Stage.FINAL),
    "accept units": accept_all_units,
    "accept criteria": accept_all_criteria,
    "withdraw": withdraw,
    "readmit": readmit,
    "framework": change_framework,
}
SEQUENCES = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 25)),
    min_size=6,
    max_size=12,
)


@pytest.fixture
def world(  # noqa: PLR0913, PLR0917 -- the cast
    round_: Round,
    release: FrameworkRelease,
    coordinator: User,
    reporter: User,
    signatory: User,
    appraiser: User,
    council: User,
    clock: Clock,
) -> Ministry:
    """A round in its appraisal over two units, and three releases of its framework."""
    courses = "{code: a, type: count, title: {vi: Lớp"
    bounded = courses.replace("type: count,", "type: count, max: 9,")
    texts = [
        release.text.replace(RULE, RULE.replace("2", "1")),
        release.text.replace(courses, bounded),
    ]
    releases = [
        adopt_text(text.replace('version: "2026"', f'version: "{version}"'), by=coordinator)
        for text, version in zip(texts, [*EACH][1:], strict=True)
    ]  # fmt: skip
    rows = [
        forms.ImportedRow(unit, item, value)
        for unit in round_.submissions.values_list("unit__code", flat=True)
        for item, value in (("2.1.a", 4), ("1.1.a", 1), ("2.3.a", "full"))
    ]
    forms.import_answers(round_, rows, by=coordinator)
    clock.pass_deadline(round_)
    people = {
        "coordinator": coordinator,
        "reporter": reporter,
        "signatory": signatory,
        "appraiser": appraiser,
        "council": council,
    }
    round_ = start_appraisal(round_, by=coordinator)
    keys = round_.submissions.values_list("pk", flat=True)
    return Ministry(round_, [release, *releases], people, {pk: Expected() for pk in keys})  # fmt: skip


@settings(
    max_examples=6,
    deadline=None,
    # Shrinking takes minutes, and a sequence of a few acts is readable as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sequence=SEQUENCES)
def test_every_figure_is_what_a_run_would_give(
    world: Ministry, sequence: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        now = Ministry(
            world.round,
            world.releases,
            world.people,
            {pk: Expected() for pk in world.expected},
        )
        for name, index in sequence:
            with suppress(*REFUSALS), transaction.atomic():
                ACTS[name](now, index)
            now.round = Round.objects.get(pk=now.round.pk)
        assert_figures(now)
        transaction.set_rollback(True)


def assert_figures(world: Ministry) -> None:
    plan = plan_of_round(world.round)
    column = plan.node_codes.index(CRITERION)
    for stage in Stage:
        answers = answer_table(world.round, stage)
        scores = score(plan, answers)
        points = np.nan_to_num(scores.points)
        for row, code in enumerate(answers.units):
            form = world.round.submissions.select_related("unit").get(unit__code=code)
            form.round = world.round
            assert points[row, column] == worth_of(world, form, stage)
            assert_pages(form, stage, points[row, 0])


def worth_of(world: Ministry, form: Submission, stage: str) -> float:
    value = world.expected[form.pk].value(stage, world.number) or 0
    is_within = value <= HIGHEST.get(world.version, value)
    return min(10, EACH[world.version] * value) if is_within else 0


def assert_pages(form: Submission, stage: Stage, total: float) -> None:
    """Compare the engine's total with the pages of one form, and with what is stored for lists."""
    _rows, totals = three_scores(form, tuple(Stage), alone=True)
    assert totals[stage].points == pytest.approx(total)
    assert score_in_round(form, stage).points == pytest.approx(total)
    if stage == Stage.SELF:
        assert form.points == pytest.approx(total)
        summary = summary_of(form)
        filled = sum(status.is_filled for status in summary.statuses.values())
        assert (form.filled, form.total) == (filled, len(summary.sheets))
