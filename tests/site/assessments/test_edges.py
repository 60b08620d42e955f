"""Reads of rounds, forms and judgements: who sees which rows, and what is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.queries import (
    rounds_in_appraisal,
)
from opendti_site.assessments.rounds.actions import create_round, edit_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import (
    UnitCounts,
    candidates_for,
    forms_under_way_for,
    found_among,
    progress_of,
    rounds_visible_to,
    rounds_with_progress,
    submissions_visible_to,
    tally_of,
)
from opendti_site.assessments.submissions.queries import (
    former_round,
    former_submission,
    submissions_with_round,
)
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_text
from opendti_site.organisations.actions import close_unit, create_unit
from tests.site.assessments.rows import STATES, by_hand, form_in, round_in
from tests.site.cast import person

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit


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
    assert set(rounds_visible_to(coordinator)) == {*rounds.values(), apart}
    assert set(rounds_visible_to(reporter)) == running
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
    assert tally_of(rows) == UnitCounts(5, 1, 1, 1, 1)

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
    assert {task.words for task in forms_under_way_for(agency) if task.is_open} == {
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
