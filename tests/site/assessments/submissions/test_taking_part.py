"""Units that join, are withdrawn or come back: a unit that was withdrawn counts nowhere, and loses nothing."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

import opendti_site
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.criterion_facts import criterion_facts
from opendti_site.assessments.appraisal.minutes import minutes_of
from opendti_site.assessments.appraisal.queries import (
    progress_by_criterion,
    undecided_in,
)
from opendti_site.assessments.rounds.actions import extend_round, start_appraisal
from opendti_site.assessments.rounds.bridge import criterion_of
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.queries import (
    forms_under_way_for,
    progress_of,
    rounds_with_progress,
    tally_of,
)
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    admit_unit,
    hand_over,
    import_answers,
    readmit_unit,
    save_answers,
    submit_answers,
    withdraw_unit,
)
from opendti_site.assessments.submissions.bridge import answer_table
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.home.progress_files import INDICATORS, PEOPLE, UNITS, progress_file
from opendti_site.home.queries import dashboards_of, tasks_of
from opendti_site.organisations.actions import close_unit, create_unit
from opendti_site.reminders.queries.lacks import lacking_in
from opendti_site.results.actions import start_run
from opendti_site.results.bridge import freeze
from opendti_site.results.queries import undecided_in as open_in_run

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

SITE = Path(opendti_site.__file__).parent
DAY = dt.timedelta(days=1)
REASON = "Giải thể"
READERS = re.compile(
    r"(?:round_|former|round)\.submissions\b|submission__round\b|submissions__round\b"
    r"|Submission\.objects\b"
)
WHOLE_ROUND = {
    "assessments/evidence/queries.py": "filters documents by the year of a round",
    "assessments/evidence/remarks.py": "the same file elsewhere is suspicious, whoever was withdrawn",
    "assessments/rounds/locking.py": "locks every form",
    "assessments/rounds/queries.py": "what a person may see, and the withdrawn",
    "assessments/rounds/writers.py": "who wrote, whatever became of the form",
    "assessments/rounds/actions/moving.py": "opening makes the forms",
    "assessments/appraisal/queries.py": "requests, with the form's state beside it",
    "assessments/appraisal/minutes.py": "of forms that are named before",
    "assessments/appraisal/courses.py": "submitted forms alone",
    "results/queries/runs.py": "one unit of a run",
    "assessments/observed_answers.py": "every answer was recorded, whatever became of the form",
    "assessments/submissions/machine_values.py": "of the forms that are asked for",
    "assessments/appraisal/grid.py": "forms by key",
    "assessments/submissions/queries.py": "with TAKES_PART, or one form",
    "assessments/submissions/views/taking_part.py": "who was ever in the round",
    "assessments/submissions/actions/taking_part.py": "who was ever in the round",
    "assessments/submissions/actions/framework.py": "another framework holds for the withdrawn as well",
    "assessments/submissions/framework_changes.py": "another framework holds for the withdrawn as well",
    "assessments/submissions/progress.py": "forms that are written to, by their state",
    "assessments/submissions/views/form.py": "one form",
    "assessments/submissions/views/framework.py": "how many forms a preview goes through",
    "assessments/submissions/bridge/best.py": "any form that changes may change which are the best",
    "assessments/submissions/actions/importing.py": "refuses what cannot be written",
    "home/queries/dashboards.py": "with TAKES_PART",
    "home/queries/request_tasks.py": "with the form's state beside it",
    "home/queries/tasks.py": "with TAKES_PART, or by the state of the form",
    "home/seeding/appraising.py": "the demonstration withdraws nobody",
    "home/seeding/campaign.py": "the demonstration withdraws nobody",
    "home/seeding/under_way.py": "the demonstration withdraws nobody",
    "reminders/framework_letters.py": "forms by key",
    "reminders/queries/recipients.py": "forms by key",
    "results/checking.py": "codes of units, of which the frozen answers pick theirs",
}
"""The files that read forms past `Round.taking_part`, with the reason."""


@pytest.fixture
def third(round_: Round, ministry: Unit) -> Unit:
    return create_unit(
        by=None, code="CucXNK", name="Cục Xuất nhập khẩu", parent=ministry
    )


@pytest.fixture
def appraised(round_: Round, agency: Unit, coordinator: User, appraiser: User) -> Round:
    """Bring the round into its appraisal, with a criterion of the agency appraised."""
    form = round_.submissions.get(unit=agency)
    Submission.objects.filter(round=round_).update(
        state="submitted", submitted_at=timezone.now()
    )
    start_appraisal(round_, by=coordinator)
    appraise(form, "2.1", Judgement("accepted"), by=appraiser)
    return form.round.__class__.objects.get(pk=round_.pk)


def counts(round_: Round, coordinator: User, appraiser: User) -> dict[str, object]:
    """Return what every reader of a round says of it."""
    sheet = criterion_of(round_, "2.1")
    assert sheet
    return {
        "tally": tally_of(progress_of(round_, coordinator)),
        "list": vars(rounds_with_progress(coordinator).get(pk=round_.pk))["units"],
        "criteria": [
            (row.units, row.appraised)
            for main in progress_by_criterion(round_, coordinator)
            for row in main.criteria
        ],
        "undecided": undecided_in(round_),
        "open in a run": open_in_run(round_, "appraised"),
        "minutes": minutes_of(round_).undecided,
        "facts": [
            f.form.pk for f in criterion_facts(round_, sheet, "appraised", appraiser)
        ],
        "table": list(answer_table(round_, "appraised").units),
        "lacks": sorted(lacking_in(round_).values_list("pk", flat=True)),
        "board": [(b.total, len(b.slowest)) for b in dashboards_of(coordinator)],
        "tasks": [
            (task.done, task.total)
            for person in (coordinator, appraiser)
            for group in tasks_of(person)
            for task in group.tasks
        ],
        "files": [
            progress_file(kind, round_, coordinator).rows
            for kind in (UNITS, INDICATORS, PEOPLE)
        ],
    }


@pytest.mark.tampered("states are set by hand")
def test_a_withdrawn_unit_counts_nowhere_and_comes_back_as_it_was(
    appraised: Round, agency: Unit, coordinator: User, appraiser: User
) -> None:
    form = appraised.submissions.get(unit=agency)
    people = (coordinator, appraiser)
    before = counts(appraised, *people)
    lines = AuditLine.objects.count()

    withdrawn = withdraw_unit(form, reason=REASON, document="5/QĐ", by=coordinator)

    assert withdrawn.score_entries.count() == 1
    without = counts(appraised, *people)
    assert without["table"] == ["VuDKT"]
    # The unit as if it had never been there: its row goes, and nothing else changes.
    form.score_entries.all().delete()
    Submission.objects.filter(pk=form.pk).delete()
    assert counts(appraised, *people) == without
    assert before != without
    assert AuditLine.objects.count() == lines + 1


@pytest.mark.tampered("states are set by hand")
def test_a_unit_comes_back_with_its_form_as_it_stood(
    appraised: Round, agency: Unit, coordinator: User, appraiser: User
) -> None:
    form = appraised.submissions.get(unit=agency)
    before = counts(appraised, coordinator, appraiser)
    withdraw_unit(form, reason=REASON, by=coordinator)
    with pytest.raises(ActionRefusedError, match="rút khỏi kỳ"):
        appraise(form, "2.3", Judgement("accepted"), by=appraiser)
    with pytest.raises(ActionRefusedError, match="rút khỏi kỳ"):
        withdraw_unit(form, reason=REASON, by=coordinator)

    back = readmit_unit(form, reason="Nhầm", by=coordinator)

    assert (back.state, back.withdrawal_reason) == ("submitted", "")
    assert counts(appraised, coordinator, appraiser) == before


def test_a_withdrawn_unit_neither_writes_nor_hands_over_nor_keeps_its_unit_open(
    submission: Submission,
    coordinator: User,
    reporter: User,
    signatory: User,
    clock: Clock,
) -> None:
    save_answers(submission, {"2.1.a": PostedField("4")}, by=reporter)
    withdraw_unit(submission, reason=REASON, by=coordinator)

    for act in (
        lambda: save_answers(submission, {"2.1.a": PostedField("5")}, by=reporter),
        lambda: hand_over(submission, by=reporter),
        lambda: submit_answers(submission, by=signatory, blanks_confirmed=True),
    ):
        with pytest.raises(ActionRefusedError):
            act()
    assert forms_under_way_for(submission.unit) == []
    assert not [t for g in tasks_of(reporter) for t in g.tasks]
    clock.move_on(days=11)
    assert tally_of(progress_of(submission.round, coordinator)).overdue == 1
    assert submission.answers.get().value == 4


def test_a_unit_that_was_closed_meanwhile_does_not_come_back(
    submission: Submission, coordinator: User, client: Client
) -> None:
    form = withdraw_unit(submission, reason=REASON, by=coordinator)
    client.force_login(coordinator)
    there = reverse("assessments:readmit_unit", args=[form.pk])
    assert there in client.get(form.get_absolute_url()).content.decode()
    today = timezone.localdate()
    # What was withdrawn asks nothing more of the unit, so that it closes without a decision.
    close_unit(unit=form.unit, on=today, reason=REASON, by=coordinator)
    lines = AuditLine.objects.count()

    page = client.post(there, {"reason": "Nhầm"}).content.decode()

    assert f"đã kết thúc hoạt động ngày {today:%d/%m/%Y}" in page
    assert there not in client.get(form.get_absolute_url()).content.decode()
    form.refresh_from_db()
    assert form.state == "withdrawn"
    assert AuditLine.objects.count() == lines


def test_the_last_unit_stays_and_a_reason_is_asked(
    round_: Round, coordinator: User
) -> None:
    first, last = round_.submissions.all()
    with pytest.raises(ValidationError, match="lý do"):
        withdraw_unit(first, reason=" ", by=coordinator)
    withdraw_unit(first, reason=REASON, by=coordinator)
    with pytest.raises(ActionRefusedError, match="cuối cùng"):
        withdraw_unit(last, reason=REASON, by=coordinator)


def test_a_run_made_before_no_longer_is_what_the_round_has(
    round_: Round, agency: Unit, coordinator: User
) -> None:
    form = round_.submissions.get(unit=agency)
    rows = [ImportedRow(code, "2.1.a", 4) for code in ("CucTMDT", "VuDKT")]
    import_answers(round_, rows, by=coordinator)
    run = start_run(round_, "self", by=coordinator)
    assert sorted(run.unit_keys) == ["CucTMDT", "VuDKT"]

    withdraw_unit(form, reason=REASON, by=coordinator)

    # What publishing compares: such a run is refused there.
    assert freeze(round_, run.stage).digest != run.inputs_digest
    again = start_run(round_, "self", by=coordinator)
    assert list(again.unit_keys) == ["VuDKT"]
    assert again.undecided["not_submitted"] == 1


def test_a_unit_that_joins_has_its_form_as_at_the_opening(
    round_: Round, agency: Unit, third: Unit, coordinator: User
) -> None:
    like = round_.submissions.get(unit=agency)

    joined = admit_unit(round_, third, like.block, reason="Mới", by=coordinator)

    assert (joined.total, joined.max_points) == (like.total, like.max_points)
    assert (joined.state, joined.closes_at) == ("open", round_.submit_by)
    assert tally_of(progress_of(round_, coordinator)).units == 3
    with pytest.raises(ValidationError, match="đã tham gia"):
        admit_unit(round_, third, like.block, reason="Mới", by=coordinator)
    withdraw_unit(joined, reason=REASON, by=coordinator)
    with pytest.raises(ValidationError, match="đưa đơn vị trở lại"):
        admit_unit(round_, third, like.block, reason="Mới", by=coordinator)


def test_the_unit_that_joins_is_found_by_a_part_of_its_name(
    client: Client, round_: Round, third: Unit, coordinator: User
) -> None:
    client.force_login(coordinator)
    there = reverse("assessments:admit_unit", args=[round_.pk])
    option = f'<option value="{third.pk}">'
    assert option in client.get(there, {"q": third.name[:6]}).content.decode()
    assert option not in client.get(there, {"q": "không có đâu"}).content.decode()


def test_a_unit_that_joins_late_needs_its_own_deadline(
    round_: Round, third: Unit, coordinator: User, clock: Clock
) -> None:
    block = round_.submissions.first().block
    clock.move_on(days=11)
    with pytest.raises(ValidationError, match="hạn nộp riêng"):
        admit_unit(round_, third, block, reason="Mới", by=coordinator)
    with pytest.raises(ValidationError, match="khối"):
        admit_unit(round_, third, "khac", reason="Mới", by=coordinator)
    due = timezone.now() + DAY

    joined = admit_unit(round_, third, block, reason="Mới", due_at=due, by=coordinator)

    assert joined.is_writable
    assert extend_round(round_, submit_by=due + DAY, reason="Bão", by=coordinator)


@pytest.mark.tampered("a unit is closed by hand")
def test_units_outside_the_round_s_tree_and_closed_ones_do_not_join(
    round_: Round, third: Unit, coordinator: User
) -> None:
    block = round_.submissions.first().block
    other = create_unit(by=None, code="KHAC", name="Bộ khác")
    third.closed_on = timezone.localdate()
    third.save()
    for unit in (other, third):
        with pytest.raises(ValidationError, match="đang hoạt động"):
            admit_unit(round_, unit, block, reason="Mới", by=coordinator)


def test_pages_say_in_numbers_what_leaves_and_who_joins(
    submission: Submission,
    third: Unit,
    coordinator: User,
    reporter: User,
    client: Client,
) -> None:
    save_answers(submission, {"2.1.a": PostedField("4")}, by=reporter)
    round_page = submission.round.get_absolute_url()
    client.force_login(coordinator)
    page = client.get(f"/ho-so/{submission.pk}/rut-khoi-ky/").content.decode()
    assert "1/5 tiêu chí đã nhập" in page
    assert re.search("Khối “(Có|Không có) dịch vụ công” còn", page)
    client.post(f"/ho-so/{submission.pk}/rut-khoi-ky/", {"reason": REASON})
    shown = client.get(round_page).content.decode()
    assert "Đơn vị đã rút khỏi kỳ" in shown
    assert REASON in client.get(submission.get_absolute_url()).content.decode()

    back = client.get(f"/ho-so/{submission.pk}/tro-lai-ky/").content.decode()
    assert "“Đang nhập”" in back
    client.post(f"/ho-so/{submission.pk}/tro-lai-ky/", {"reason": "Nhầm"})
    assert Submission.objects.get(pk=submission.pk).state == "open"

    address = f"/ky/{submission.round_id}/them-don-vi/"
    assert third.name in client.get(address).content.decode()
    fields = {"unit": third.pk, "block": submission.block, "reason": "Mới"}
    answer = client.post(address, fields)
    assert answer.headers["Location"] == round_page
    assert third.name in client.get(round_page).content.decode()


def test_every_reader_of_a_round_s_forms_is_known() -> None:
    found = {
        str(path.relative_to(SITE))
        for path in SITE.rglob("*.py")
        if "migrations" not in path.parts and READERS.search(path.read_text("utf-8"))
    }

    assert found - set(WHOLE_ROUND) == set(), (
        "read Round.taking_part, or name the file in WHOLE_ROUND with the reason"
    )
    assert set(WHOLE_ROUND) - found == set()
