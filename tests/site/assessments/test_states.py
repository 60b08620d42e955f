"""Every action of a round and its submissions × every state they can be in, before and after the deadline.

A cell says whether the action may be done there. Where it may not, nothing changes. An action that
writes to rounds or submissions and has no row here fails.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers import serialize
from django.db import transaction
from django.utils import timezone

from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    Judgement,
    accept_criteria,
    accept_rest,
    appraise,
    assign_appraisal,
    end_assignment,
    restrict_appraisal,
)
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.evidence.actions import (
    Citation,
    attach_document,
    cite_document,
    waive_evidence,
    withdraw_citation,
)
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.requests import actions as requests
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.actions import (
    amend_round,
    close_round,
    create_round,
    discard_rehearsal,
    discard_round,
    edit_round,
    extend_round,
    open_round,
    rehearse_round,
    reopen_round,
    start_appraisal,
    start_step,
)
from opendti_site.assessments.rounds.drafts import STEP_DATES
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.steps import DEADLINE_FIELDS
from opendti_site.assessments.submissions import actions as forms
from opendti_site.assessments.submissions.actions import ImportedRow
from opendti_site.assessments.submissions.bridge import SignatureCheck
from opendti_site.assessments.submissions.framework_changes import framework_preview
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_text
from tests.site.assessments.appraising import offered
from tests.site.clock import shifted
from tests.site.walls.race_scene import actions_of_the_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.models import EvidenceLink
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.organisations.models import Unit

pytestmark = [pytest.mark.sqlite, pytest.mark.tampered("states are set by hand")]

ROUNDS = tuple(RoundState.values)
FORMS = ("open", "handed_over", "submitted", "returned", "withdrawn")
CELLS = [
    (round_, form, late)
    for round_ in ROUNDS
    for form in FORMS
    for late in (False, True)
]


class StateCase:
    """The agency's form in one cell, a round without forms beside it, and who acts on them."""

    def __init__(self, submission: Submission, link: EvidenceLink, draft: RoundDraft):
        self.submission, self.link, self.draft = submission, link, draft
        self.round = self.waiting = self.rehearsal = submission.round
        self.request = CriterionRequest()
        self.assignment = Assignment()
        self.people: dict[str, User] = {}
        self.other = submission.unit
        self.newer = submission.round.release

    def by_reason(self) -> dict[str, object]:
        return {"by": self.people["coordinator"], "reason": "Lý do"}


# What each action asks of the round's state, the form's state, and the clock.
Rule = "Callable[[str, str, bool], bool]"
ASKING = {"appraisal", "explanation"}
FOR_UNITS = {"open", "appraisal", "explanation", "reappraisal"}
FILLED_IN = {"open", "returned"}


def fills(round_: str, form: str, late: bool) -> bool:  # noqa: FBT001 -- a cell
    return round_ in FOR_UNITS and form in FILLED_IN and not late


def only(*states: str) -> Callable[[str, str, bool], bool]:
    return lambda round_, _form, _late: round_ in states


def beside_another(case: StateCase, act: Callable[[], object]) -> object:
    """Do an act in a round with another unit: the last one cannot be withdrawn."""
    Submission.objects.create(
        round=case.round, unit=case.other, block=case.submission.block
    )
    return act()


def change_to_newer(case: StateCase) -> object:
    """Change the round's framework to the case's other version, as the preview shows it."""
    return forms.change_framework(
        case.round,
        case.newer,
        seen=framework_preview(case.round, case.newer).digest,
        document="1/QĐ",
        by=case.people["coordinator"],
        reason="Lý do",
    )


def present_deadline(round_: Round) -> dict[str, dt.datetime]:
    """Return a later deadline of the step that a round is in; without one, of its first step."""
    name = DEADLINE_FIELDS.get(RoundState(round_.state), "submit_by")
    return {name: getattr(round_, name) + dt.timedelta(days=9)}


TABLE: dict[
    str, tuple[Callable[[StateCase], object], Callable[[str, str, bool], bool]]
] = {
    "edit_round": (
        lambda c: edit_round(
            c.waiting,
            replace(c.draft, title="Khác", submit_by=timezone.now() + LATER),
            version=c.waiting.version,
            by=c.people["coordinator"],
        ),
        only("draft"),
    ),
    "open_round": (
        lambda c: open_round(c.waiting, by=c.people["coordinator"]),
        lambda round_, _form, late: round_ == "draft" and not late,
    ),
    "discard_round": (
        lambda c: discard_round(c.waiting, by=c.people["coordinator"]),
        only("draft"),
    ),
    "rehearse_round": (
        lambda c: rehearse_round(c.round, by=c.people["coordinator"]),
        only("draft", "open"),
    ),
    "discard_rehearsal": (
        lambda c: discard_rehearsal(c.rehearsal, by=c.people["coordinator"]),
        only(*ROUNDS),
    ),
    "extend_round": (
        lambda c: extend_round(c.round, **present_deadline(c.round), **c.by_reason()),
        only(*FOR_UNITS, "council"),
    ),
    "start_appraisal": (
        lambda c: start_appraisal(c.round, by=c.people["coordinator"]),
        lambda round_, form, late: (
            round_ == "open" and (late or form in {"submitted", "withdrawn"})
        ),
    ),
    "start_step": (
        lambda c: start_step(c.round, "explanation", by=c.people["coordinator"]),
        only("appraisal"),
    ),
    "close_round": (
        lambda c: close_round(c.round, by=c.people["coordinator"]),
        only("council"),
    ),
    "reopen_round": (lambda c: reopen_round(c.round, **c.by_reason()), only("closed")),
    "save_answers": (
        lambda c: forms.save_answers(
            c.submission, {"2.1.a": PostedField("9")}, by=c.people["reporter"]
        ),
        fills,
    ),
    "reuse_answers": (
        lambda c: forms.reuse_answers(c.submission, ["2.1"], by=c.people["reporter"]),
        fills,
    ),
    "attach_signed_sheet": (
        lambda c: forms.attach_signed_sheet(
            c.submission,
            receive([SimpleUploadedFile("phieu.pdf", b"%PDF-1.7")])[0],
            SignatureCheck("none"),
            by=c.people["reporter"],
        ),
        lambda round_, form, _late: (
            round_ in FOR_UNITS | {"council"} and form != "withdrawn"
        ),
    ),
    "import_answers": (
        lambda c: forms.import_answers(
            c.round,
            [ImportedRow("CucTMDT", "2.1.a", 9)],
            by=c.people["coordinator"],
        ),
        lambda round_, form, _late: round_ in FOR_UNITS and form in FILLED_IN,
    ),
    "hand_over": (
        lambda c: forms.hand_over(c.submission, by=c.people["reporter"]),
        fills,
    ),
    "hand_back": (
        lambda c: forms.hand_back(
            c.submission, reason="Lý do", by=c.people["signatory"]
        ),
        lambda round_, form, late: (
            round_ in FOR_UNITS and form == "handed_over" and not late
        ),
    ),
    "submit_answers": (
        lambda c: forms.submit_answers(
            c.submission, by=c.people["signatory"], blanks_confirmed=True
        ),
        lambda round_, form, late: (
            round_ in FOR_UNITS and form not in {"submitted", "withdrawn"} and not late
        ),
    ),
    "recall_submission": (
        lambda c: forms.recall_submission(
            c.submission, reason="Lý do", by=c.people["signatory"]
        ),
        lambda round_, form, late: (
            round_ == "open" and form == "submitted" and not late
        ),
    ),
    "return_submission": (
        lambda c: forms.return_submission(
            c.submission, due_at=timezone.now() + LATER, **c.by_reason()
        ),
        lambda round_, form, _late: round_ in FOR_UNITS and form != "withdrawn",
    ),
    "extend_submission": (
        lambda c: forms.extend_submission(
            c.submission, due_at=timezone.now() + LATER, **c.by_reason()
        ),
        lambda round_, form, _late: (
            round_ in FOR_UNITS and form not in {"submitted", "withdrawn"}
        ),
    ),
    "amend_round": (
        lambda c: amend_round(
            c.round,
            title="Khác",
            version=c.round.version,
            **c.by_reason(),
        ),
        only(*FOR_UNITS, "council"),
    ),
    "change_framework": (change_to_newer, only(*FOR_UNITS, "council")),
    "change_block": (
        lambda c: forms.change_block(
            c.submission,
            "no_services" if c.submission.block == "services" else "services",
            **c.by_reason(),
        ),
        # A question about the form waits from the appraisal on, until its own deadline.
        lambda round_, form, late: (
            (round_ == "open" or (round_ in FOR_UNITS and late)) and form in FILLED_IN
        ),
    ),
    "admit_unit": (
        lambda c: forms.admit_unit(
            c.round,
            c.other,
            c.submission.block,
            due_at=timezone.now() + LATER,
            **c.by_reason(),
        ),
        only(*FOR_UNITS),
    ),
    "withdraw_unit": (
        lambda c: beside_another(
            c, lambda: forms.withdraw_unit(c.submission, **c.by_reason())
        ),
        lambda round_, form, _late: (
            round_ in FOR_UNITS | {"council"} and form != "withdrawn"
        ),
    ),
    "readmit_unit": (
        lambda c: forms.readmit_unit(c.submission, **c.by_reason()),
        lambda round_, form, _late: (
            round_ in FOR_UNITS | {"council"} and form == "withdrawn"
        ),
    ),
    "attach_document": (
        lambda c: attach_document(
            c.submission, "2.1", Citation(number="2/BC"), by=c.people["reporter"]
        ),
        fills,
    ),
    "cite_document": (
        lambda c: cite_document(
            c.submission, "2.1", c.link.document, by=c.people["reporter"]
        ),
        fills,
    ),
    "withdraw_citation": (
        lambda c: withdraw_citation(c.link, by=c.people["reporter"]),
        fills,
    ),
    "waive_evidence": (
        lambda c: waive_evidence(c.submission, "2.1", "Lý do", by=c.people["reporter"]),
        fills,
    ),
    "ask_requests": (
        lambda c: requests.ask_requests(
            c.round,
            "1.1",
            [c.submission.pk],
            requests.Question("Vì sao?", timezone.now() + LATER),
            by=c.people["appraiser"],
        ),
        lambda round_, form, _late: round_ in ASKING and form == "submitted",
    ),
    "withdraw_request": (
        lambda c: requests.withdraw_request(c.request, by=c.people["appraiser"]),
        lambda round_, form, late: (
            round_ in FOR_UNITS - {"open"} and form != "withdrawn" and not late
        ),
    ),
    "draft_reply": (
        lambda c: requests.draft_reply(
            c.request, requests.ReplyDraft("Khác"), by=c.people["reporter"]
        ),
        lambda round_, form, late: (
            round_ in FOR_UNITS - {"open"} and form != "withdrawn" and not late
        ),
    ),
    "answer_request": (
        lambda c: forms.answer_request(c.request, by=c.people["signatory"]),
        lambda round_, form, late: (
            round_ in FOR_UNITS - {"open"} and form == "submitted" and not late
        ),
    ),
    "assign_appraisal": (
        lambda c: assign_appraisal(
            c.round,
            [c.people["appraiser"]],
            [AssignedPart()],
            by=c.people["coordinator"],
        ),
        lambda round_, form, _late: (
            round_ in FOR_UNITS | {"council"} and form != "withdrawn"
        ),
    ),
    "end_assignment": (
        lambda c: end_assignment(c.assignment, by=c.people["coordinator"]),
        only(*FOR_UNITS, "council"),
    ),
    "restrict_appraisal": (
        lambda c: restrict_appraisal(
            c.round, only_assigned=True, by=c.people["coordinator"]
        ),
        only(*FOR_UNITS, "council"),
    ),
    "appraise": (
        lambda c: appraise(
            c.submission, "2.1", Judgement("accepted"), by=c.people["appraiser"]
        ),
        lambda round_, form, _late: (
            round_ in {"appraisal", "reappraisal"} and form != "withdrawn"
        ),
    ),
    "accept_criteria": (
        lambda c: accept_criteria(
            c.submission, offered(c.submission, "2.1"), by=c.people["appraiser"]
        ),
        lambda round_, form, _late: (
            round_ in {"appraisal", "reappraisal"} and form != "withdrawn"
        ),
    ),
    "accept_rest": (
        lambda c: accept_rest(c.round, "2.1", by=c.people["appraiser"]),
        lambda round_, form, _late: (
            round_ in {"appraisal", "reappraisal"} and form != "withdrawn"
        ),
    ),
}
LATER = dt.timedelta(days=40)
ALL_STEPS = {
    name: timezone.now() + dt.timedelta(days=200 + 10 * number)
    for number, name in enumerate(STEP_DATES[1:])
}
"""Dates by which a round has every step; none of them passes here."""
STATELESS = {
    "create_round": "there is no round yet",
    "correct_document": "a document is corrected in any state; which forms take it is tried in evidence",
    "add_document": "a document is the unit's, not a form's",
}


@pytest.fixture
def case(  # noqa: PLR0913, PLR0917 -- fixtures
    round_: Round,
    draft: RoundDraft,
    submission: Submission,
    department: Unit,
    reporter: User,
    signatory: User,
    coordinator: User,
    appraiser: User,
) -> StateCase:
    """An open round over the agency alone, with a form that could be submitted, after another year."""
    round_.submissions.exclude(pk=submission.pk).delete()
    citation = Citation(number="1/BC")
    link = attach_document(submission, "1.2", citation, by=reporter)
    made = StateCase(submission, link, draft)
    before = create_round(replace(draft, year=draft.year - 1), by=coordinator)
    past = open_round(before, by=coordinator).submissions.get(unit=submission.unit)
    forms.save_answers(past, {"2.1.a": PostedField("3")}, by=reporter)
    made.waiting = create_round(draft, by=coordinator)
    beside = create_round(draft, by=coordinator)
    made.rehearsal = rehearse_round(beside, by=coordinator)
    open_round(made.rehearsal, by=coordinator)
    made.other = department
    text = round_.text.replace('version: "2026"', 'version: "2026.1"')
    made.newer = adopt_text(text.replace("each: 2", "each: 1"), by=coordinator)
    made.assignment = Assignment.objects.create(
        round=round_,
        person=appraiser,
        node="2.1",
        assigned_by=coordinator,
        assigned_at=timezone.now(),
    )
    made.request = CriterionRequest.objects.create(
        submission=submission,
        criterion="2.3",
        kind="redo",
        question="Làm lại",
        reply="Đã làm lại",
        drafted={"2.3.a": {"text": "full"}},
        due_at=timezone.now() + dt.timedelta(days=10),
        asked_by=appraiser,
        asked_at=timezone.now(),
    )
    made.people = {
        "reporter": reporter,
        "signatory": signatory,
        "coordinator": coordinator,
        "appraiser": appraiser,
    }
    return made


def everything() -> str:
    """Return all rows of a round as text, and how long the audit chain is."""
    submission = Submission.objects.order_by("pk")[0]
    rows = [
        *Round.objects.all(),
        submission,
        *submission.answers.all(),
        *submission.score_entries.all(),
        *submission.evidence_links.all(),
        *submission.evidence_waivers.all(),
        *submission.signed_sheets.all(),
        *submission.criterion_requests.all(),
        *submission.round.assignments.all(),
    ]
    return serialize("json", rows) + str(AuditLine.objects.count())


def put(case: StateCase, round_: str, form: str) -> None:
    """Bring the rows into the states of a cell, as the actions that lead there leave them."""
    frozen = "" if round_ == "draft" else "sha256:0"
    Round.objects.filter(pk=case.waiting.pk).update(state=round_, fingerprint=frozen)
    rounds = [case.round.pk, case.rehearsal.pk]
    Round.objects.filter(pk__in=rounds).update(state=round_, **ALL_STEPS)
    case.waiting.refresh_from_db()
    Submission.objects.filter(pk=case.submission.pk).update(state=form)
    case.round.refresh_from_db()
    case.submission.refresh_from_db()


def test_every_action_on_rounds_and_forms_has_a_row():
    found = {
        name.partition(".")[2]
        for name in actions_of_the_site()
        if name.startswith("assessments.")
    }

    assert found - set(STATELESS) == set(TABLE)


def is_done(act: Callable[[StateCase], object], case: StateCase) -> bool:
    """Do it; where it is refused, see that nothing changed."""
    before = everything()
    try:
        with transaction.atomic():
            act(case)
    except (ActionRefusedError, ValidationError):
        assert everything() == before
        return False
    return True


@pytest.mark.parametrize("name", TABLE)
def test_an_action_is_done_in_its_states_alone_and_else_changes_nothing(
    case: StateCase, name: str
) -> None:
    act, rule = TABLE[name]
    done = set()
    for round_, form, late in CELLS:
        with transaction.atomic(), shifted(days=15 if late else 0):
            put(case, round_, form)
            if is_done(act, case):
                done.add((round_, form, late))
            transaction.set_rollback(True)

    assert done == {cell for cell in CELLS if rule(*cell)}
