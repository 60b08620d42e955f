"""Rehearsals of rounds: everything works as in a round, nothing of it counts, and all of it can go."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

import opendti_site
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    Judgement,
    appraise,
    assign_appraisal,
)
from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.requests.actions import Question, ask_requests
from opendti_site.assessments.rounds.actions import (
    amend_round,
    close_round,
    create_round,
    discard_rehearsal,
    discard_round,
    edit_round,
    open_round,
    rehearse_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import (
    candidates_for,
    forms_under_way_for,
)
from opendti_site.assessments.rounds.rehearsals import parts_of_rounds
from opendti_site.assessments.submissions.actions import (
    save_answers,
    submit_answers,
    withdraw_unit,
)
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import (
    former_submission,
    has_former_round,
)
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import sealed_model, sealed_models
from opendti_site.audit.verification import verify
from opendti_site.home.queries import tasks_of
from opendti_site.home.queries.agenda import pending_tasks_of
from opendti_site.home.queries.first_steps import is_set_up
from opendti_site.mail.models import QueuedMail
from opendti_site.organisations.actions import close_unit
from opendti_site.publication.actions import (
    EditionFacts,
    propose_edition,
    publish_run,
)
from opendti_site.publication.models import Edition
from opendti_site.reminders.actions import remind_units
from opendti_site.reminders.calendar_file import calendar_file
from opendti_site.reminders.sending import queue_due_reminders
from opendti_site.results import actions as results_actions
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.models import Run, RunScore
from opendti_site.results.queries import undecided_in
from opendti_site.results.tasks import score_run

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

SITE = Path(opendti_site.__file__).parent
MARK = "[Chạy thử]"
READERS = re.compile(
    r"\bRound\.objects\b|\b(?:unit|root)\.rounds\b"
    r"|round__(?:state|year|opens_at)"
)
ALL_ROUNDS = {
    "assessments/appraisal/views/unit_grid.py": "finds a form by its key",
    "assessments/appraisal/queries.py": "requests of a rehearsal are looked at as in any round",
    "assessments/requests/queries.py": "requests of a rehearsal wait as in any round",
    "assessments/rounds/actions/moving.py": "makes rounds",
    "assessments/rounds/actions/rehearsing.py": "makes rehearsals",
    "assessments/rounds/locking.py": "locks by key",
    "assessments/rounds/queries.py": "lists rounds, each with its mark; OFFICIAL where units are in the way",
    "assessments/sealing.py": "a rehearsal is sealed as any round",
    "assessments/submissions/queries.py": "orders what Round.official gave",
    "assessments/submissions/views/form.py": "lists forms, each with its mark",
    "assessments/submissions/actions/framework.py": "reads by key, before it locks",
    "home/queries/dashboards.py": "shows rounds that run, each with its mark",
    "home/queries/tasks.py": "tasks carry the mark; nothing to publish",
    "publication/actions/publishing.py": "locks by key, and refuses a rehearsal",
    "reminders/framework_letters.py": "reads by key; nobody is written to about a rehearsal",
    "reminders/queries/lacks.py": "whom a coordinator writes to, which is refused",
    "reminders/queries/recipients.py": "whom a coordinator writes to, which is refused",
    "assessments/evidence/queries.py": "documents are the unit's, wherever they are cited",
    "system/gauges.py": "counts work, and not results",
    "assessments/submissions/progress.py": "a rehearsal's forms follow what machines send as well",
}
"""Files that read rounds across rehearsals, with the reason; all others read `Round.official`."""


@pytest.fixture
def rehearsal(round_: Round, coordinator: User) -> Round:
    """An open rehearsal of the open round."""
    return open_round(rehearse_round(round_, by=coordinator), by=coordinator)


def form_of(round_: Round, unit: Unit) -> Submission:
    return round_.submissions.get(unit=unit)


def tried(  # noqa: PLR0913, PLR0917 -- who does what
    round_: Round,
    unit: Unit,
    reporter: User,
    signatory: User,
    appraiser: User,
    coordinator: User,
    clock: Clock,
) -> Run:
    """Do in a round what makes rows in most tables, up to a run; return the run."""
    form = form_of(round_, unit)
    attach_document(form, "1.2", Citation(number="7/BC"), by=reporter)
    save_answers(form, {"2.1.a": PostedField("4")}, by=reporter)
    submit_answers(form, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(round_)
    round_ = start_appraisal(round_, by=coordinator)
    assign_appraisal(round_, [appraiser], [AssignedPart()], by=coordinator)
    appraise(
        form_of(round_, unit),
        "2.1",
        Judgement("corrected", "Chỉ có 2", {"2.1.a": "2"}),
        by=appraiser,
    )
    question = Question("Vì sao?", timezone.now() + dt.timedelta(days=30))
    ask_requests(round_, "1.1", [form.pk], question, by=appraiser)
    return compute_run(start_run(round_, "appraised", by=coordinator))


def test_a_rehearsal_is_a_draft_of_the_same_with_its_mark(
    round_: Round, coordinator: User, viewer: User
) -> None:
    submissions = list(round_.submissions.values_list("unit__code", "block"))
    form = round_.submissions.get(unit__code="VuDKT")

    with pytest.raises(PermissionDenied):
        rehearse_round(round_, by=viewer)
    made = rehearse_round(round_, by=coordinator)

    assert made.title == f"{MARK} {round_.title}"
    for name in ("year", "release", "root", "opens_at", "submit_by", "council_by"):
        assert getattr(made, name) == getattr(round_, name)
    assert (made.state, made.rehearses, made.fingerprint) == ("draft", round_, "")
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.detail["rehearses"]) == ("rehearse_round", round_.title)
    # The units and blocks of the original, also where its coordinator chose others than were proposed.
    withdraw_unit(form, reason="Giải thể", by=coordinator)
    opened = open_round(made, by=coordinator)
    wanted = [pair for pair in submissions if pair[0] != "VuDKT"]
    assert list(opened.submissions.values_list("unit__code", "block")) == wanted
    assert opened.framework_text == round_.framework_text


def test_a_rehearsal_has_the_text_that_its_original_froze(
    round_: Round, coordinator: User
) -> None:
    made = rehearse_round(round_, by=coordinator)

    assert made.framework_source == round_
    assert made.text == round_.text
    assert candidates_for(made)[1] == candidates_for(round_)[1]


def test_a_draft_is_rehearsed_and_waits_for_its_rehearsal_to_go(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    original = create_round(draft, by=coordinator)
    made = open_round(rehearse_round(original, by=coordinator), by=coordinator)

    with pytest.raises(ActionRefusedError, match="hãy xóa kỳ chạy thử trước"):
        discard_round(original, by=coordinator)
    discard_rehearsal(made, by=coordinator)
    discard_round(original, by=coordinator)

    assert not Round.objects.exists()


@pytest.mark.parametrize("what", ["rehearsal", "later"])
def test_what_cannot_be_rehearsed(
    round_: Round, coordinator: User, clock: Clock, what: str
) -> None:
    original = rehearse_round(round_, by=coordinator) if what == "rehearsal" else round_
    if what == "later":
        clock.pass_deadline(round_)
        start_appraisal(round_, by=coordinator)

    with pytest.raises(ActionRefusedError):
        rehearse_round(original, by=coordinator)


def test_the_mark_stays_and_nothing_else_bears_it(
    round_: Round, draft: RoundDraft, coordinator: User
) -> None:
    made = rehearse_round(round_, by=coordinator)
    same = replace(draft, title=f"{MARK} khác")

    with pytest.raises(ValidationError, match="phải bắt đầu bằng"):
        edit_round(made, draft, version=1, by=coordinator)
    with pytest.raises(ValidationError, match="Chỉ kỳ chạy thử"):
        create_round(same, by=coordinator)
    with pytest.raises(ValidationError, match="Chỉ kỳ chạy thử"):
        amend_round(
            round_,
            title=same.title,
            reason="Lý do",
            version=round_.version,
            by=coordinator,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=made.pk).update(title="Kỳ 2026")
    assert edit_round(made, same, version=1, by=coordinator).title == same.title


@pytest.mark.parametrize(
    "mark",
    [
        "[chạy thử]",
        "\uff3bChạy  thử\uff3d",
        "\u200b[Cha\u0323y thu]",
        "[CHẠY\u00a0THỬ]",
    ],
)
def test_no_other_round_has_a_title_that_reads_like_the_mark(
    draft: RoundDraft, coordinator: User, mark: str
) -> None:
    with pytest.raises(ValidationError, match="Chỉ kỳ chạy thử"):
        create_round(replace(draft, title=f"{mark} Kỳ 2026"), by=coordinator)


@pytest.mark.parametrize("kind", ["don-vi", "chi-so", "nguoi-tham-dinh"])
def test_every_row_of_a_rehearsal_s_progress_has_the_mark(
    rehearsal: Round, round_: Round, coordinator: User, client: Client, kind: str
) -> None:
    client.force_login(coordinator)

    def titles_in(of: Round) -> list[bool]:
        content = client.get(f"/ky/{of.pk}/tien-do/{kind}.xlsx").content
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        _head, *rows = book.get_sheet_by_index(0).to_python()
        return [row[0] == of.title for row in rows]

    assert all(titles_in(rehearsal))
    assert not any(titles_in(round_))


def test_the_spreadsheet_of_a_rehearsal_s_form_has_the_mark(
    rehearsal: Round, agency: Unit, reporter: User, client: Client
) -> None:
    client.force_login(reporter)
    form = form_of(rehearsal, agency)
    content = client.get(f"/ho-so/{form.pk}/bang-tinh/xlsx/").content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    guide = book.get_sheet_by_name("Hướng dẫn").to_python()
    assert str(guide[0][0]).startswith(MARK)
    with ZipFile(BytesIO(content)) as archive:
        printed = archive.read("xl/worksheets/sheet1.xml").decode()
    assert f"&amp;L{MARK}" in printed


def test_a_rehearsal_keeps_its_framework_and_owner(
    round_: Round, draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    made = rehearse_round(round_, by=coordinator)
    Round.objects.filter(pk=made.pk).update(root=round_.root)
    other = replace(draft, title=made.title, root=agency)

    with pytest.raises((ValidationError, PermissionDenied)):
        edit_round(made, other, version=1, by=coordinator)


def test_no_year_is_compared_with_a_rehearsal(
    round_: Round, agency: Unit, draft: RoundDraft, reporter: User, coordinator: User
) -> None:
    rehearsal = open_round(rehearse_round(round_, by=coordinator), by=coordinator)
    next_year = replace(draft, year=draft.year + 1)
    later = open_round(create_round(next_year, by=coordinator), by=coordinator)
    for year in (round_, rehearsal):
        save_answers(form_of(year, agency), {"2.1.a": PostedField("3")}, by=reporter)

    assert former_submission(form_of(later, agency)) == form_of(round_, agency)
    rehearsed = open_round(rehearse_round(later, by=coordinator), by=coordinator)
    assert former_submission(form_of(rehearsed, agency)) == form_of(round_, agency)
    assert not has_former_round(rehearsal)


def test_a_rehearsal_keeps_no_unit_open(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
) -> None:
    original = create_round(draft, by=coordinator)
    open_round(rehearse_round(original, by=coordinator), by=coordinator)

    assert forms_under_way_for(agency) == []
    assert forms_under_way_for(original.root) == []
    assert not is_set_up()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    closed = close_unit(unit=agency, on=yesterday, reason="Giải thể", by=coordinator)
    assert closed.closed_on == yesterday


@pytest.mark.tampered("people are given addresses by hand")
def test_nobody_gets_a_letter_about_a_rehearsal(
    draft: RoundDraft,
    agency: Unit,
    reporter: User,
    coordinator: User,
    settings: SettingsWrapper,
) -> None:
    settings.MAIL_IS_SET = True
    settings.REMINDER_HOUR = 0
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(email=f"p{person.pk}@example.vn")
    original = create_round(draft, by=coordinator)
    rehearsal = open_round(rehearse_round(original, by=coordinator), by=coordinator)
    form = form_of(rehearsal, agency)

    queue_due_reminders()
    with pytest.raises(ActionRefusedError, match="không gửi thư"):
        remind_units(rehearsal, submissions=[form.pk], by=coordinator)

    # Of what waits, only the draft of the round itself is a reason to write.
    queued = set(QueuedMail.objects.values_list("to", flat=True))
    assert queued == {User.objects.get(pk=coordinator.pk).email}
    written = [str(letter.details) for letter in QueuedMail.objects.all()]
    assert len(written) == 1
    # The person does find it, marked, in their list and their calendar.
    (task,) = pending_tasks_of(reporter)
    assert task.title.startswith(MARK)
    assert MARK in task.words
    assert f"SUMMARY:Hạn: {MARK}" in calendar_file([task], timezone.now()).decode()


def test_a_rehearsal_is_never_published(  # noqa: PLR0913, PLR0917 -- fixtures
    rehearsal: Round,
    round_: Round,
    agency: Unit,
    reporter: User,
    signatory: User,
    coordinator: User,
    client: Client,
    clock: Clock,
) -> None:
    form = form_of(rehearsal, agency)
    save_answers(form, {"2.1.a": PostedField("4")}, by=reporter)
    attach_document(form, "1.2", Citation(number="7/BC"), by=reporter)
    submit_answers(form, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(rehearsal)
    ended = close_round(start_appraisal(rehearsal, by=coordinator), by=coordinator)
    open_points = undecided_in(ended, "final")
    run = compute_run(
        start_run(ended, "final", by=coordinator, confirmed=open_points.counts)
    )

    for act in (publish_run, propose_edition):
        with pytest.raises(ActionRefusedError, match="không công bố"):
            act(run, EditionFacts(title="Kết quả"), by=coordinator)
    assert not Edition.objects.exists()
    titles = [task.words for group in tasks_of(coordinator) for task in group.tasks]
    assert ended.title not in titles

    client.force_login(coordinator)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "rehearsal-line" in page
    assert f"/ky/{ended.pk}/cong-bo" not in page
    answer = client.get(f"/ket-qua/ky/{ended.pk}/lan-tinh/{run.pk}/cong-bo/")
    assert answer.status_code in {302, 404}


def test_all_of_a_rehearsal_goes_and_the_log_stays_whole(  # noqa: PLR0913, PLR0917 -- fixtures
    rehearsal: Round,
    round_: Round,
    agency: Unit,
    reporter: User,
    signatory: User,
    appraiser: User,
    coordinator: User,
    viewer: User,
    clock: Clock,
) -> None:
    save_answers(form_of(round_, agency), {"2.1.a": PostedField("3")}, by=reporter)
    run = tried(rehearsal, agency, reporter, signatory, appraiser, coordinator, clock)
    held = {
        part.label for part in parts_of_rounds() if part.rows_of(rehearsal).exists()
    }
    assert {
        "assessments.Answer",
        "assessments.Assignment",
        "assessments.CriterionRequest",
        "assessments.EvidenceLink",
        "assessments.ScoreEntry",
        "assessments.Submission",
        "results.Run",
        "results.RunScore",
    } <= held

    with pytest.raises(PermissionDenied):
        discard_rehearsal(rehearsal, by=viewer)
    with pytest.raises(ActionRefusedError, match="Chỉ xóa được kỳ chạy thử"):
        discard_rehearsal(round_, by=coordinator)
    discard_rehearsal(rehearsal, by=coordinator)

    assert list(Round.objects.all()) == [round_]
    assert not Run.objects.filter(pk=run.pk).exists()
    assert not RunScore.objects.exists()
    assert form_of(round_, agency).answers.count() == 1
    assert Document.objects.count() == 1
    line = AuditLine.objects.latest("pk")
    assert line.verb == "discard_rehearsal"
    assert line.detail["deleted"]["assessments.Submission"] == 2
    assert line.detail["deleted"]["results.Run"] == 1
    assert verify().findings == []


def test_whoever_comes_late_to_a_rehearsal_is_told_that_it_is_gone(
    rehearsal: Round, agency: Unit, reporter: User, coordinator: User
) -> None:
    form = form_of(rehearsal, agency)
    discard_rehearsal(rehearsal, by=coordinator)

    with pytest.raises(ActionRefusedError, match="đã bị bỏ"):
        save_answers(form, {"2.1.a": PostedField("4")}, by=reporter)
    with pytest.raises(ActionRefusedError, match="đã bị bỏ"):
        discard_rehearsal(rehearsal, by=coordinator)


@pytest.mark.parametrize("when", ["waiting", "computed"])
def test_a_run_of_a_rehearsal_that_is_gone_ends_without_a_failure(  # noqa: PLR0913, PLR0917 -- who does what
    rehearsal: Round,
    agency: Unit,
    signatory: User,
    coordinator: User,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    form = form_of(rehearsal, agency)
    submit_answers(form, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(rehearsal)
    round_ = start_appraisal(rehearsal, by=coordinator)
    run = start_run(round_, "appraised", by=coordinator)
    compute = results_actions.bridge.scored

    def deleted_meanwhile(run: Run) -> object:
        table = compute(run)
        discard_rehearsal(round_, by=coordinator)
        return table

    if when == "computed":
        monkeypatch.setattr(results_actions.bridge, "scored", deleted_meanwhile)
    else:
        discard_rehearsal(round_, by=coordinator)

    score_run.func(run.pk)

    assert not Run.objects.exists()
    assert not AuditLine.objects.filter(verb="fail_run").exists()


@pytest.mark.tampered("a round is called a rehearsal by hand")
def test_a_round_that_is_called_a_rehearsal_by_hand_is_not_deleted(
    round_: Round, draft: RoundDraft, coordinator: User
) -> None:
    other = create_round(draft, by=coordinator)
    Round.objects.filter(pk=round_.pk).update(
        rehearses=other, title=f"{MARK} {round_.title}"
    )

    with pytest.raises(ActionRefusedError, match="Chỉ xóa được"):
        discard_rehearsal(round_, by=coordinator)


def test_every_table_of_a_round_may_go_with_a_rehearsal() -> None:
    """A table that refers to rounds, and is sealed, names the act among those that remove its rows."""
    sealed = {found.label for found in sealed_models()}
    of_editions = ("publication.",)
    parts = [part.label for part in parts_of_rounds() if part.label in sealed]
    assert "assessments.ScoreEntry" in parts
    refused = [
        label
        for label in parts
        if not label.startswith(of_editions)
        and "discard_rehearsal"
        not in {str(act) for act in sealed_model(label).changed_by["id"]}
    ]
    assert refused == []


def test_a_page_of_a_rehearsal_says_so_and_the_act_goes_through(
    client: Client, round_: Round, agency: Unit, coordinator: User, reporter: User
) -> None:
    client.force_login(coordinator)
    assert "Lập kỳ chạy thử" in client.get(round_.get_absolute_url()).content.decode()
    asked = client.get(f"/ky/{round_.pk}/chay-thu/").content.decode()
    assert f"{MARK} {round_.title}" in asked
    assert "rehearsal-line" not in asked

    answer = client.post(f"/ky/{round_.pk}/chay-thu/")
    made = Round.objects.exclude(pk=round_.pk).get()
    assert answer.headers["Location"] == f"/ky/{made.pk}/mo/"
    assert "rehearsal-line" in client.get(f"/ky/{made.pk}/mo/").content.decode()
    open_round(made, by=coordinator)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "rehearsal-line" in page
    assert "Đôn đốc" not in page
    assert (
        "rehearsal-line" not in client.get(round_.get_absolute_url()).content.decode()
    )
    listed = client.get("/ky/").content.decode()
    assert listed.count("chạy thử</span>") == 1

    form = form_of(made, agency)
    client.force_login(reporter)
    for path in (form.get_absolute_url(), f"/ho-so/{form.pk}/nop/"):
        assert "rehearsal-line" in client.get(path).content.decode()

    client.force_login(coordinator)
    address = f"/ky/{made.pk}/xoa-ky-chay-thu/"
    assert "hồ sơ tự đánh giá" in client.get(address).content.decode()
    assert client.post(address, {"typed": "khác"}).status_code == 200
    gone = client.post(address, {"typed": made.title})
    assert gone.headers["Location"] == "/ky/"
    assert list(Round.objects.all()) == [round_]


def test_every_reader_across_rounds_is_known() -> None:
    found = {
        str(path.relative_to(SITE))
        for path in SITE.rglob("*.py")
        if not {"migrations", "seeding"} & set(path.parts)
        and READERS.search(path.read_text("utf-8"))
    }

    assert found - set(ALL_ROUNDS) == set(), (
        "read Round.official or OFFICIAL, or name the file in ALL_ROUNDS with the reason"
    )
    assert set(ALL_ROUNDS) - found == set()
