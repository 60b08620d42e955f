"""Which edition comes before another one, which one a correction replaces, and what an edition keeps of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.publication.actions import (
    EditionFacts,
    publish_correction,
    publish_run,
)
from opendti_site.publication.actions.copying import stages_shown
from opendti_site.publication.actions.publishing import (
    previous_edition_of,
    unsaved_edition,
)
from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.publication.queries import current_editions
from opendti_site.publication.queries.previous import RankChange, rank_change_of
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.models import Run, RunScore
from tests.site.publication.by_hand import by_hand, edition_in, written_over
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

FACTS = EditionFacts(title="Kết quả")


@by_hand
def test_the_edition_before_is_of_an_earlier_year_under_the_same_root_and_rules(
    run: Run, coordinator: User, agency: Unit
):
    year = run.round.year
    assert previous_edition_of(run) is None
    edition_in(run, coordinator)
    edition_in(run, coordinator, year=year + 1)
    others = {"root": agency, "fingerprint": "x", "stage": "self", "illustrative": True}
    for name, value in others.items():
        edition_in(run, coordinator, year=year - 1, **{name: value})
    assert previous_edition_of(run) is None
    edition_in(run, coordinator, year=year - 2)
    wrong = edition_in(run, coordinator, year=year - 1)
    right = edition_in(
        run, coordinator, year=year - 1, round=wrong.round, corrects=wrong
    )
    assert previous_edition_of(run) == right
    assert unsaved_edition(run, FACTS, by=coordinator).previous == right
    assert wrong not in current_editions()
    assert right in current_editions()


def test_a_correction_is_of_its_own_round_and_of_the_newest_edition(
    run: Run,
    edition: Edition,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    reporter: User,
):
    other = opened(framework_text, ministry, coordinator, year=2025)
    answered(other, coordinator)
    theirs = compute_run(start_run(other, "final", by=coordinator))

    def correct(corrected: Edition, run: Run, note: str = " Sửa ", by=coordinator):
        return publish_correction(corrected, run, FACTS, change_note=note, by=by)

    with pytest.raises(ActionRefusedError, match="cùng một kỳ"):
        correct(edition, theirs)
    with pytest.raises(PermissionDenied):
        correct(edition, run, by=reporter)
    with pytest.raises(ActionRefusedError, match="đã có bản công bố"):
        publish_run(run, FACTS, by=coordinator)
    first = publish_run(theirs, FACTS, by=coordinator)
    second = correct(edition, run)
    assert (second.change_note, second.corrects) == ("Sửa", edition)
    assert AuditLine.objects.latest("pk").detail["corrects"] == edition.slug
    assert second.manifest["corrects"] == edition.slug
    with pytest.raises(ActionRefusedError, match="bản mới nhất"):
        correct(edition, run)
    third = correct(second, run)
    assert set(current_editions()) == {first, third}
    assert third.manifest["units"] == 2
    assert third.previous == first
    assert third.manifest["previous"] == first.slug


def test_a_manifest_carries_the_head_of_the_chain_before_its_own_line(
    run: Run, coordinator: User
):
    before = AuditLine.objects.latest("pk")
    length = AuditLine.objects.count()
    edition = publish_run(run, FACTS, by=coordinator)
    assert edition.manifest["audit_chain"] == {
        "length": length,
        "digest": before.digest,
    }
    kept = Edition.objects.get(pk=edition.pk)
    assert kept.manifest == edition.manifest
    assert (kept.manifest["previous"], kept.manifest["corrects"]) == (None, None)


def test_one_stage_alone_stands_beside_nothing(run: Run):
    assert stages_shown({"final": run}) == []
    assert stages_shown({"final": run, "self": run}) == ["self", "final"]


@by_hand
def test_an_edition_copies_the_points_of_each_stage_and_the_values_before(
    run: Run, round_: Round, agency: Unit, coordinator: User
):
    first = compute_run(start_run(round_, "self", by=coordinator))
    written_over(RunScore, run=first, node="1.1", unit=agency).update(points=9)
    unit_of = {"past": edition_in(run, coordinator, year=run.round.year - 1)}
    past = EditionUnit.objects.create(
        edition=unit_of["past"], assessed=agency, code="CU", name="Tên cũ", block="x"
    )
    for block, node, rank in (("services", "1.1", 4), ("no_services", "1.2", 5)):
        EditionScore.objects.create(
            edition=unit_of["past"],
            unit=past,
            block=block,
            node=node,
            value=0.25,
            rank=rank,
            state="given",
        )
    copy = publish_run.__wrapped__  # type: ignore[attr-defined]  # rows by hand are unsealed
    edition = copy(run, FACTS, by=coordinator)
    rows = {row.node: row for row in edition.scores.filter(unit__assessed=agency).all()}
    leaf, moved = rows["1.1"], rows["1.2"]
    assert edition.stages == ["self", "final"]
    assert (leaf.self_points, leaf.final_points, leaf.appraised_points) == (
        9,
        10,
        None,
    )
    assert (leaf.previous_value, leaf.previous_rank) == (0.25, 4)
    assert (moved.previous_value, moved.previous_rank) == (None, None)
    assert (leaf.unit.code, leaf.unit.name, leaf.unit.block) == (
        agency.code,
        agency.name,
        "services",
    )
    assert edition.manifest["stage_results"] == {
        "self": first.result_digest,
        "final": run.result_digest,
    }


@pytest.mark.parametrize("missing", range(4))
def test_a_change_of_rank_needs_both_ranks_and_both_values(missing: int):
    whole: list[Any] = [3, 0.75, 5, 0.5]
    assert rank_change_of(*whole) == RankChange(2, 0.25)
    whole[missing] = None
    assert rank_change_of(*whole) is None
    assert RankChange(-2, 0.0).size == 2
