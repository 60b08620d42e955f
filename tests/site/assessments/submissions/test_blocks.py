"""A unit moved to another block has that block's criteria and points, and keeps what it gave."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions import (
    change_block,
    save_answers,
    withdraw_unit,
)
from opendti_site.assessments.submissions.actions.blocks import moves_of
from opendti_site.assessments.submissions.bridge import answer_table
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.views import fetching
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.home.queries.progress import progress_by_indicator
from opendti_site.results.bridge import freeze
from opendti_site.results.queries import undecided_in

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User

VALUES = {
    "2.1.a": PostedField("4"),
    "2.3.a": PostedField("full"),
    "1.1.a": PostedField("1"),
}


@pytest.fixture
def other(submission: Submission) -> str:
    blocks = {"services", "no_services"}
    return (blocks - {submission.block}).pop()


def test_a_moved_form_is_what_it_would_have_been_in_that_block(
    submission: Submission, other: str, coordinator: User, reporter: User
) -> None:
    save_answers(submission, VALUES, by=reporter)
    before = Submission.objects.get(pk=submission.pk)
    (move,) = [m for m in moves_of(before) if not m.is_present]

    moved = change_block(submission, other, reason="Xếp nhầm", by=coordinator)

    assert (moved.block, moved.total, moved.filled) == (
        other,
        move.criteria,
        move.filled,
    )
    assert (moved.points, moved.max_points) == (move.points, move.max_points)
    assert (moved.total, moved.max_points) != (before.total, before.max_points)
    assert moved.answers.count() == 3
    index = framework_page(moved.round).plan.block_index(other)
    table = answer_table(moved.round, "self")
    assert list(table.blocks)[list(table.units).index("CucTMDT")] == index
    line = AuditLine.objects.get(verb="change_block")
    assert line.detail["before"] == {"block": before.block}
    back = change_block(moved, before.block, reason="Đúng rồi", by=coordinator)
    assert (back.total, back.filled, back.points, back.max_points) == (
        before.total,
        before.filled,
        before.points,
        before.max_points,
    )


@pytest.mark.tampered("the state is set by hand")
def test_what_is_signed_or_judged_is_not_moved(
    submission: Submission, other: str, coordinator: User
) -> None:
    with pytest.raises(ValidationError, match="khối khác"):
        change_block(submission, submission.block, reason="R", by=coordinator)
    with pytest.raises(ValidationError, match="khối khác"):
        change_block(submission, "khac", reason="R", by=coordinator)
    with pytest.raises(ValidationError, match="lý do"):
        change_block(submission, other, reason=" ", by=coordinator)
    entry = submission.score_entries.create(
        criterion="2.1", stage="appraised", max_points=1, by=coordinator
    )
    with pytest.raises(ActionRefusedError, match="kết luận thẩm định"):
        change_block(submission, other, reason="R", by=coordinator)
    entry.delete()
    Submission.objects.filter(pk=submission.pk).update(state="submitted")
    with pytest.raises(ActionRefusedError, match="trả lại hồ sơ"):
        change_block(submission, other, reason="R", by=coordinator)


def test_the_page_shows_each_block_in_numbers(
    submission: Submission, other: str, coordinator: User, client: Client
) -> None:
    client.force_login(coordinator)
    address = f"/ho-so/{submission.pk}/doi-khoi/"
    assert address in client.get(submission.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert "Không có dịch vụ công" in page
    assert "Có dịch vụ công" in page

    answer = client.post(address, {"block": other, "reason": "Xếp nhầm"})

    assert answer.headers["Location"] == submission.get_absolute_url()
    assert Submission.objects.get(pk=submission.pk).block == other


def test_what_the_present_block_lacks_is_neither_open_nor_counted(
    submission: Submission, coordinator: User, reporter: User
) -> None:
    """Nobody can ever appraise a claim about a criterion that the block does not have."""
    claim = PostedField("", state="not_applicable", reason="Không có dịch vụ")
    save_answers(submission, {"2.2.a": claim, "2.2.b": claim}, by=reporter)
    round_ = submission.round
    assert undecided_in(round_, "appraised").counts["claims"] == 1
    assert sum(row.begun for row in progress_by_indicator(round_, coordinator)) == 1

    change_block(submission, "no_services", reason="Xếp nhầm", by=coordinator)

    assert "claims" not in undecided_in(round_, "appraised").counts
    assert sum(row.begun for row in progress_by_indicator(round_, coordinator)) == 0


def test_what_the_present_block_lacks_is_not_frozen_for_a_run(
    submission: Submission, coordinator: User, reporter: User
) -> None:
    values = {"2.2.a": PostedField("3"), "2.2.b": PostedField("4")}
    save_answers(submission, VALUES | values, by=reporter)

    change_block(submission, "no_services", reason="Xếp nhầm", by=coordinator)

    units = json.loads(freeze(submission.round, "self").text)["units"]
    (moved,) = [row for row in units if row["unit"] == "CucTMDT"]
    assert {item[:3] for item in moved["answers"]} == {"1.1", "2.1", "2.3"}


def test_moving_is_offered_only_where_it_can_be_done(
    client: Client,
    submission: Submission,
    coordinator: User,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = reverse("assessments:change_block", args=[submission.pk])

    def is_offered(reader: User) -> bool:
        client.force_login(reader)
        return there in client.get(submission.get_absolute_url()).content.decode()

    assert is_offered(coordinator)
    assert not is_offered(reporter)
    with monkeypatch.context() as one_block:
        one_block.setattr(fetching, "blocks_of", lambda _round: ["all"])
        assert not is_offered(coordinator)
    withdraw_unit(submission, reason="Giải thể", by=coordinator)
    assert not is_offered(coordinator)
