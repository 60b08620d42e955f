"""Any sequence of acts leaves each stage's score what the kept entries say, worked out here a second time.

The other calculation is as short as the rule: a stage's value is that of its own latest entry
while what it was made of is unchanged, else that of the stage before. Acts that are refused
change no row; entries are appended and never changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers import serialize
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.queries import three_scores
from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.requests.actions import (
    Question,
    ReplyDraft,
    ask_requests,
    draft_reply,
)
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.actions import (
    create_round,
    open_round,
    start_appraisal,
    start_step,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.steps import step_after
from opendti_site.assessments.submissions import actions as forms
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.sqlite

REFUSALS = (ActionRefusedError, EditConflictError, PermissionDenied, ValidationError)
CRITERION, ITEM = "2.1", "2.1.a"  # 2 points for each course, 10 at most
KEPT = (Submission, Answer, ScoreEntry, CriterionRequest)
Value = int | None


@dataclass
class Expected:
    """What the acts that were done amount to."""

    own: Value = None
    evidence: int = 0
    judged: dict[str, tuple[Value, tuple[Value, int]]] = field(default_factory=dict)

    def value(self, stage: str) -> Value:
        if stage == Stage.SELF:
            return self.own
        before = self.value(Stage.SELF if stage == Stage.APPRAISED else Stage.APPRAISED)
        value, made_of = self.judged.get(stage, (None, None))
        return value if made_of == (before, self.evidence) else before

    def judge(self, stage: str, value: Value, *, accepts: bool) -> None:
        before = self.value(Stage.SELF if stage == Stage.APPRAISED else Stage.APPRAISED)
        made = before if accepts else value
        self.judged[stage] = made, (before, self.evidence)


@dataclass
class World:
    """The agency's form, the people, and what is expected of it."""

    form: Submission
    people: dict[str, User]
    expected: Expected = field(default_factory=Expected)

    def request(self) -> CriterionRequest:
        """Return the question that waits."""
        waiting = CriterionRequest.objects.filter(state="open").first()
        if waiting is None:
            raise PermissionDenied
        return waiting


def save(world: World, value: Value) -> None:
    typed = PostedField("" if value is None else str(value))
    forms.save_answers(world.form, {ITEM: typed}, by=world.people["reporter"])
    world.expected.own = value


def cite(world: World, number: Value) -> None:
    attach_document(
        world.form,
        CRITERION,
        Citation(number=f"{number}/BC"),
        by=world.people["reporter"],
    )
    world.expected.evidence += 1


def submit(world: World, _value: Value) -> None:
    forms.submit_answers(
        world.form, by=world.people["signatory"], blanks_confirmed=True
    )


def send_back(world: World, _value: Value) -> None:
    forms.return_submission(
        world.form,
        due_at=timezone.now() + dt.timedelta(days=60),
        reason="Thiếu",
        by=world.people["coordinator"],
    )


def go_on(world: World, _value: Value) -> None:
    """Start the appraisal, or the step after the present one."""
    round_, coordinator = world.form.round, world.people["coordinator"]
    if round_.state == "open":
        start_appraisal(round_, by=coordinator)
    else:
        following = step_after(round_)
        start_step(round_, following.state if following else "", by=coordinator)


def judgement(stage: str, *, accepts: bool) -> Callable[[World, Value], None]:
    def judge(world: World, value: Value) -> None:
        made = Judgement("accepted")
        if not accepts:
            typed = "" if value is None else str(value)
            made = Judgement("corrected", reason="Lệch", texts={ITEM: typed})
        judge = world.people["council" if stage == Stage.FINAL else "appraiser"]
        appraise(world.form, CRITERION, made, stage=stage, by=judge)
        world.expected.judge(stage, value, accepts=accepts)

    return judge


def ask(world: World, _value: Value) -> None:
    asked = Question("Vì sao?", timezone.now() + dt.timedelta(days=5), kind="redo")
    ask_requests(
        world.form.round,
        CRITERION,
        [world.form.pk],
        asked,
        by=world.people["appraiser"],
    )


def reply(world: World, value: Value) -> None:
    """Draft another value and send it: the appraisal lapses even where the value is the same."""
    typed = {ITEM: {"text": "" if value is None else str(value)}}
    draft = ReplyDraft("Đã sửa", typed)
    draft_reply(world.request(), draft, by=world.people["reporter"])
    forms.answer_request(world.request(), by=world.people["signatory"])
    world.expected.own = value
    world.expected.evidence += 1


ACTS: dict[str, Callable[[World, Value], None]] = {
    "save": save,
    "cite": cite,
    "submit": submit,
    "send back": send_back,
    "go on": go_on,
    "accept": judgement(Stage.APPRAISED, accepts=True),
    "correct": judgement(Stage.APPRAISED, accepts=False),
    "council accepts": judgement(Stage.FINAL, accepts=True),
    "council corrects": judgement(Stage.FINAL, accepts=False),
    "ask": ask,
    "reply": reply,
}
# What is likely in each step of a round; one act of three is any.
LIKELY = (
    ("save", "cite"),
    ("accept", "correct", "ask", "reply", "send back", "save", "submit"),
    ("reply", "save", "submit"),
    ("accept", "correct", "send back", "save", "submit"),
    ("council accepts", "council corrects"),
)
VALUES = st.none() | st.integers(0, 7)


def acts_of(likely: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, Value]]]:
    """Return the acts of one step, which end with going on to the next."""
    usual = st.sampled_from(likely)
    names = st.one_of(usual, usual, st.sampled_from(sorted(ACTS)))
    acts = st.lists(st.tuples(names, VALUES), min_size=2, max_size=5)
    return acts.map(lambda done: [*done, ("submit", None), ("go on", None)])


SEQUENCES = st.tuples(*map(acts_of, LIKELY)).map(lambda steps: [*chain(*steps)])


@pytest.fixture
def world(  # noqa: PLR0913, PLR0917 -- the cast
    release: object,
    draft: RoundDraft,
    agency: Unit,
    coordinator: User,
    reporter: User,
    signatory: User,
    appraiser: User,
    council: User,
) -> World:
    """An open round with every step, over the agency alone."""
    del release
    now = timezone.now()
    dated = replace(
        draft,
        appraise_by=now + dt.timedelta(days=20),
        explain_by=now + dt.timedelta(days=30),
        reappraise_by=now + dt.timedelta(days=40),
        council_by=now + dt.timedelta(days=50),
    )
    round_ = open_round(create_round(dated, by=coordinator), by=coordinator)
    people = {
        "coordinator": coordinator,
        "reporter": reporter,
        "signatory": signatory,
        "appraiser": appraiser,
        "council": council,
    }
    return World(round_.submissions.get(unit=agency), people)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sequence=SEQUENCES)
def test_scores_follow_from_the_entries(
    world: World, sequence: list[tuple[str, Value]]
) -> None:
    with transaction.atomic():
        world = replace(world, expected=Expected())
        for name, value in sequence:
            do(world, name, value)
            assert_scores(world)
        transaction.set_rollback(True)


def do(world: World, name: str, value: Value) -> None:
    """Do one act; one that is refused changes nothing, and no entry of before is changed by any."""
    before, entries = rows(), entry_rows()
    expected = replace(world.expected, judged=dict(world.expected.judged))
    world.form.refresh_from_db()
    try:
        with transaction.atomic():
            ACTS[name](world, value)
    except REFUSALS:
        world.expected = expected
        assert rows() == before
    assert entry_rows()[: len(entries)] == entries


def assert_scores(world: World) -> None:
    _rows, totals = three_scores(world.form, tuple(Stage), alone=True)
    for stage in Stage:
        value = world.expected.value(stage)
        points = totals[stage].criteria[CRITERION].points
        assert points == min(10, 2 * (value or 0)), stage


def rows() -> str:
    return "".join(serialize("json", model.objects.order_by("pk")) for model in KEPT)


def entry_rows() -> list[str]:
    return [serialize("json", [row]) for row in ScoreEntry.objects.order_by("pk")]
