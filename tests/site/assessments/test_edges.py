"""Reads of rounds, forms and judgements: who sees which rows, and what is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.queries import (
    UndecidedCounts,
    progress_by_criterion,
    rounds_in_appraisal,
    three_scores,
    undecided_in,
)
from opendti_site.assessments.rounds.actions import create_round, edit_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import (
    Tally,
    candidates_for,
    forms_open_for,
    found_among,
    progress_of,
    rounds_visible_to,
    rounds_with_progress,
    submissions_visible_to,
    tally_of,
)
from opendti_site.assessments.submissions.actions import (
    hand_back,
    hand_over,
    save_answers,
)
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import (
    changes_since,
    former_round,
    former_submission,
    history_of,
    missing_in,
    submissions_with_round,
    summary_of,
)
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_text
from opendti_site.organisations.actions import close_unit, create_unit
from tests.site.cast import person

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

by_hand = pytest.mark.tampered("rounds, forms and entries are written without acts")
STATES = ("draft", "open", "appraisal", "closed")


def round_in(state: str, draft: RoundDraft, by: User, **values: Any) -> Round:
    columns = {
        "title": state,
        "year": draft.year,
        "release": draft.release,
        "root": draft.root,
        "opens_at": draft.opens_at,
        "submit_by": draft.submit_by,
        "framework_text": draft.release.text,
        "fingerprint": draft.release.fingerprint,
    }
    return Round.objects.create(created_by=by, state=state, **columns | values)


def form_in(round_: Round, unit: Unit, state: str = "open", **values: Any):
    columns = {"block": unit.block or "services", "total": 5}
    return Submission.objects.create(
        round=round_, unit=unit, state=state, **columns | values
    )


@by_hand
def test_rounds_are_seen_by_overseers_always_and_by_participants_once_open(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User, reporter: User
):
    rounds = {state: round_in(state, draft, coordinator) for state in STATES}
    apart = round_in("open", draft, coordinator, title="apart")
    for round_ in rounds.values():
        form_in(round_, agency, "submitted")
        form_in(round_, department)
    form_in(apart, department)
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    own = round_in("draft", draft, coordinator, root=agency, title="own")
    running = {rounds[state] for state in STATES[1:]}
    assert set(rounds_visible_to(coordinator)) == {*rounds.values(), apart, own}
    assert set(rounds_visible_to(reporter)) == running | {own}
    assert set(rounds_visible_to(local)) == running | {own}
    assert set(rounds_in_appraisal(coordinator)) == {
        rounds["appraisal"],
        rounds["closed"],
    }
    counts = {
        user: rounds_with_progress(user)
        .values_list("units", "submitted")
        .get(pk=rounds["open"].pk)
        for user in (coordinator, reporter)
    }
    assert counts == {coordinator: (2, 1), reporter: (1, 1)}
    theirs = submissions_visible_to(reporter)
    assert {row.unit for row in theirs} == {agency}
    assert theirs.count() == 4
    assert {row.unit for row in progress_of(rounds["open"], coordinator)} == {
        agency,
        department,
    }
    assert {row.unit for row in progress_of(rounds["open"], reporter)} == {agency}
    assert submissions_with_round(reporter).count() == 4


@by_hand
def test_forms_are_found_and_counted_by_how_far_they_have_come(
    draft: RoundDraft, ministry: Unit, agency: Unit, department: Unit, coordinator: User
):
    round_ = round_in("open", draft, coordinator)
    units = [
        create_unit(by=None, code=f"U{n}", name=f"Đơn vị {n}", parent=ministry)
        for n in range(3)
    ]
    for unit, state, filled in (
        (agency, "submitted", 5),
        (department, "open", 1),
        (units[0], "open", 0),
        (units[1], "handed_over", 5),
        (units[2], "returned", 0),
    ):
        form_in(round_, unit, state, filled=filled)
    rows = progress_of(round_, coordinator)
    assert tally_of(rows) == Tally(5, 1, 1, 1, 1)

    def codes(text: str, standing: str) -> list[str]:
        return [row.unit.code for row in found_among(rows, text, standing)]

    every = [agency.code, department.code, "U0", "U1", "U2"]
    assert codes("", "") == codes("", "khong-co") == every
    assert codes("don vi", "") == ["U0", "U1", "U2"]
    assert [
        codes("", standing)
        for standing in ("da-nop", "dang-nhap", "cho-ky", "tra-lai", "chua-nhap")
    ] == [[agency.code], [department.code], ["U1"], ["U2"], ["U0"]]
    assert codes("don vi", "chua-nhap") == ["U0"]


@by_hand
def test_forms_that_keep_a_unit_open(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
):
    for state in STATES:
        for form in ("open", "submitted"):
            round_ = round_in(state, draft, coordinator, title=f"{state} {form}")
            form_in(round_, agency, form)
        form_in(round_, department)
    assert {task.words for task in forms_open_for(agency)} == {
        "open open: Đang nhập",
        "appraisal open: Đang nhập",
    }


def test_units_that_may_take_part_and_the_block_proposed_for_each(
    draft: RoundDraft,
    agency: Unit,
    department: Unit,
    coordinator: User,
    monkeypatch: pytest.MonkeyPatch,
):
    ministry = draft.root
    create_unit(by=None, code="A", name="A", parent=agency, block="services")
    create_unit(by=None, code="B", name="B", parent=ministry)
    create_unit(by=None, code="C", name="C", parent=ministry, block="unknown")
    gone = create_unit(by=None, code="D", name="D", parent=ministry, block="services")
    close_unit(unit=gone, on=dt.date(2025, 1, 1), reason="x", by=coordinator)
    create_unit(by=None, code="E", name="E", block="services")
    round_ = create_round(draft, by=coordinator)

    def proposed(chosen: dict[str, str] | None = None) -> list[tuple[str, str, int]]:
        found, blocks = candidates_for(round_, chosen)
        assert [block.code for block in blocks] == ["no_services", "services"]
        return [(row.unit.code, row.block, row.depth) for row in found]

    assert proposed() == [
        ("BCT", "", 0),
        (agency.code, "services", 1),
        ("A", "", 2),
        (department.code, "no_services", 1),
        ("B", "no_services", 1),
        ("C", "", 1),
    ]
    assert proposed({"A": "services"}) == [
        (code, "services" if code == "A" else "", depth)
        for code, _block, depth in proposed()
    ]
    only = candidates_for(round_)[1][:1]
    name = "opendti_site.assessments.rounds.queries.blocks_of"
    monkeypatch.setattr(name, lambda _round: only)
    found, _blocks = candidates_for(round_)
    assert {row.unit.code for row in found if row.block == "no_services"} == {
        agency.code,
        department.code,
        "B",
        "C",
    }


def test_a_block_that_the_framework_lacks_opens_nothing(
    draft: RoundDraft, agency: Unit, coordinator: User
):
    round_ = create_round(draft, by=coordinator)
    with pytest.raises(ValidationError, match="Khối “x”"):
        open_round(round_, by=coordinator, blocks={agency.code: "x"})
    assert not Submission.objects.exists()


def test_the_line_of_an_edited_round_says_what_changed(
    draft: RoundDraft, agency: Unit, coordinator: User
):
    round_ = create_round(draft, by=coordinator)
    ends = draft.submit_by + dt.timedelta(days=9)
    edited = edit_round(
        round_, replace(draft, appraise_by=ends, year=2027), version=1, by=coordinator
    )
    assert AuditLine.objects.latest("pk").detail == {
        "before": {"year": "2026", "appraise_by": ""},
        "after": {"year": "2027", "appraise_by": str(ends)},
    }
    edited.refresh_from_db()
    assert (edited.year, edited.appraise_by, edited.version) == (2027, ends, 2)


@by_hand
def test_the_round_before_is_of_an_earlier_year_of_the_same_index(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
):
    now = round_in("open", draft, coordinator)
    assert former_round(now) is None
    name = draft.release.identity.partition("@")[0]
    release = adopt_text(draft.release.text.replace('"2026"', '"2024"'), by=coordinator)
    longer = adopt_text(draft.release.text.replace(name, f"{name}x"), by=coordinator)

    def before(**values: Any) -> Round:
        values = {"year": draft.year - 1, "state": "closed"} | values
        return round_in(values.pop("state"), draft, coordinator, **values)

    before(year=draft.year)
    before(root=agency)
    before(release=longer)
    before(state="draft")
    assert former_round(now) is None
    oldest = before(year=draft.year - 2, release=release)
    assert former_round(now) == oldest
    wanted = before(opens_at=draft.opens_at + dt.timedelta(hours=1))
    before()
    assert former_round(now) == wanted
    form = form_in(now, agency)
    assert former_submission(form) is None
    form_in(wanted, department)
    past = form_in(wanted, agency)
    found = former_submission(form)
    assert (found, found.round, found.unit) == (past, wanted, agency)
    lonely = form_in(oldest, agency)
    assert former_submission(lonely) is None


def judge(form: Submission, criterion: str, stage: str, by: User, **more: Any):
    return ScoreEntry.objects.create(
        submission=form,
        criterion=criterion,
        stage=stage,
        verdict=Verdict.ACCEPTED,
        max_points=10,
        by=by,
        **more,
    )


@by_hand
def test_judgements_are_counted_by_criterion_and_stage(
    round_: Round,
    submission: Submission,
    reporter: User,
    coordinator: User,
    viewer: User,
):
    theirs = round_.submissions.exclude(pk=submission.pk).get()
    save_answers(submission, {"2.1.a": PostedField("3")}, by=reporter)
    for form, criterion, stage, more in (
        (submission, "1.1", Stage.APPRAISED, {}),
        (submission, "1.1", Stage.APPRAISED, {}),
        (theirs, "1.1", Stage.APPRAISED, {}),
        (submission, "1.1", Stage.FINAL, {}),
        (submission, "1.2", Stage.SELF, {}),
        (submission, "2.1", Stage.APPRAISED, {"basis": "of other values"}),
        (submission, "2.1", Stage.FINAL, {"basis": "of other values"}),
        (theirs, "2.3", Stage.FINAL, {}),
    ):
        judge(form, criterion, stage, coordinator, **more)
    Submission.objects.filter(pk=submission.pk).update(
        changed_at=ScoreEntry.objects.latest("pk").at
    )
    Submission.objects.filter(pk=theirs.pk).update(state="returned")

    def counts(user: User) -> dict[str, tuple[int, int, int]]:
        return {
            criterion.sheet.code: (
                criterion.units,
                criterion.appraised,
                criterion.final,
            )
            for main in progress_by_criterion(round_, user)
            for criterion in main.criteria
        }

    assert counts(viewer) == {
        "1.1": (2, 2, 1),
        "1.2": (2, 0, 0),
        "2.1": (2, 0, 0),
        "2.2": (1, 0, 0),
        "2.3": (2, 0, 1),
    }
    assert counts(reporter) == {
        "1.1": (1, 1, 1),
        "1.2": (1, 0, 0),
        "2.1": (1, 0, 0),
        "2.2": (1, 0, 0),
        "2.3": (1, 0, 0),
    }
    left = undecided_in(round_)
    assert (left.units, left.not_submitted, left.returned) == (2, 2, 1)
    assert (left.criteria, left.not_judged, left.stale) == (9, 5, 1)
    assert not left.is_nothing
    for name in ("not_submitted", "not_judged", "stale"):
        nothing = replace(left, not_submitted=0, not_judged=0, stale=0)
        assert nothing.is_nothing
        assert not replace(nothing, **{name: 1}).is_nothing
    rows, totals = three_scores(submission, (Stage.SELF, Stage.FINAL), alone=True)
    by_code = {row.sheet.code: row for row in rows}
    assert set(totals) == {"self", "final"}
    assert list(by_code) == ["1.1", "1.2", "2.1", "2.2", "2.3"]
    assert set(by_code["1.1"].entries) == {"final"}
    assert set(by_code["1.2"].entries) == {"self"}
    assert by_code["2.1"].stale == {"final"}
    assert by_code["1.1"].stale == frozenset()
    assert by_code["2.1"].scores["self"] == 6.0


def test_what_is_missing_stands_in_order_of_what_blocks(
    submission: Submission, reporter: User
):
    save_answers(
        submission,
        {
            "1.1.a": PostedField("1"),
            "1.2.a": PostedField("40"),
            "1.2.b": PostedField("100"),
            "2.2.a": PostedField("4"),
            "2.3.a": PostedField("sai"),
        },
        by=reporter,
    )
    found = missing_in(summary_of(submission))
    assert [(missing.sheet.code, missing.is_blocking) for missing in found] == [
        ("1.2", True),
        ("2.3", True),
        ("2.1", False),
        ("2.2", False),
    ]


def test_the_lines_of_a_form(submission: Submission, reporter: User):
    for text in range(3):
        save_answers(submission, {"2.1.a": PostedField(str(text))}, by=reporter)
    assert [line.detail["version"] for line in changes_since(submission, 2)] == [4, 3]
    assert history_of(submission) == []
    head = person("long2", "Long", Role.SIGNATORY, submission.unit)
    for _ in range(11):
        hand_over(submission, by=reporter)
        hand_back(submission, reason="Xem lại", by=head)
    assert [line.verb for line in history_of(submission)] == [
        "hand_back",
        "hand_over",
    ] * 10
    assert len(changes_since(submission, 2)) == 20


@by_hand
def test_a_round_without_forms_has_nothing_undecided(
    draft: RoundDraft, agency: Unit, coordinator: User
):
    round_ = create_round(draft, by=coordinator)
    assert undecided_in(round_) == UndecidedCounts(0, 0, 0, 0, 0, 0)
    form = form_in(round_, agency, "submitted", total=1)
    judge(form, "1.1", Stage.APPRAISED, coordinator)
    assert undecided_in(round_) == UndecidedCounts(1, 0, 0, 1, 0, 0)
