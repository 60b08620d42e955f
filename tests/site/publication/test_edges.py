"""Publishing at its edges: other rounds, taken addresses, earlier years, and what stands beside a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model, QuerySet

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import create_unit
from opendti_site.publication.actions import (
    EditionFacts,
    facts_of,
    propose_edition,
    publish_correction,
    publish_proposal,
    publish_run,
    publishing,
    withdraw_proposal,
)
from opendti_site.publication.actions.copying import stages_shown
from opendti_site.publication.actions.publishing import (
    edition_to_be,
    previous_edition_of,
)
from opendti_site.publication.models import Edition, EditionScore, EditionUnit, Proposal
from opendti_site.publication.queries import comparing, current_editions
from opendti_site.publication.queries.comparing import Difference, differences
from opendti_site.publication.queries.editions import (
    cards,
    editions_of_unit,
    found_units,
    open_edition,
)
from opendti_site.publication.queries.previous import Movement, movement_of
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.bridge import outline_of
from opendti_site.results.models import Run, RunScore
from tests.site.cast import person
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

by_hand = pytest.mark.tampered("editions and their scores are written without acts")
FACTS = EditionFacts(title="Kết quả")


def written_over(model: type[Model], **which: Any) -> QuerySet[Model]:
    """Return frozen rows that the test may write over all the same."""
    rows: QuerySet[Model] = QuerySet(model)
    return rows.filter(**which)


def edition_in(run: Run, by: User, **values: Any) -> Edition:
    """Write an edition of a run, of other years, roots or rules."""
    columns = {
        "run": run,
        "round": run.round,
        "root": run.round.root,
        "year": run.round.year,
        "stage": run.stage,
        "fingerprint": run.fingerprint,
        "framework_text": run.text,
        "published_by": by,
        "manifest": {},
        "corrects": None,
    } | values
    if columns["round"] == run.round and not columns["corrects"]:
        columns["round"] = Round.objects.create(
            title="Khác",
            year=columns["year"],
            root=columns["root"],
            release=run.round.release,
            opens_at=run.round.opens_at,
            submit_by=run.round.submit_by,
            created_by=by,
        )
    return Edition.objects.create(
        slug=f"ban-{Edition.objects.count()}",
        change_note="Sửa" if columns["corrects"] else "",
        **columns,
    )


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
    assert edition_to_be(run, FACTS, by=coordinator).previous == right
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


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đợt 1", "dot-1"),
        ("???", "ban-cong-bo"),
        ("a" * 80, "a" * 70),
    ],
)
def test_an_address_is_made_of_the_title(
    run: Run, coordinator: User, title: str, slug: str
):
    facts = EditionFacts(title=title)
    edition = publish_run(run, facts, by=coordinator)
    assert edition.slug == slug
    again = publish_correction(edition, run, facts, change_note="Sửa", by=coordinator)
    assert again.slug == f"{slug}-2"


@pytest.mark.parametrize(("taken", "tries"), [(True, 20), (False, 1)])
def test_an_address_is_tried_again_only_while_another_edition_takes_it(
    run: Run,
    edition: Edition,
    coordinator: User,
    monkeypatch: pytest.MonkeyPatch,
    *,
    taken: bool,
    tries: int,
):
    asked: list[str] = []

    def same(wanted: str) -> str:
        asked.append(wanted)
        return edition.slug if taken else "free"

    monkeypatch.setattr(publishing, "_free_slug", same)
    monkeypatch.setattr(publishing, "_refuse_second_first", lambda _run: None)
    with pytest.raises(IntegrityError):
        publish_run(run, FACTS, by=coordinator)
    assert asked == ["Kết quả"] * tries


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
    one, two = rows["1.1"], rows["1.2"]
    assert edition.stages == ["self", "final"]
    assert (one.self_points, one.final_points, one.appraised_points) == (9, 10, None)
    assert (one.previous_value, one.previous_rank) == (0.25, 4)
    assert (two.previous_value, two.previous_rank) == (None, None)
    assert (one.unit.code, one.unit.name, one.unit.block) == (
        agency.code,
        agency.name,
        "services",
    )
    assert edition.manifest["stage_results"] == {
        "self": first.result_digest,
        "final": run.result_digest,
    }


def test_proposals_wait_one_a_round_and_are_settled_once(
    run: Run,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
):
    other = opened(framework_text, ministry, coordinator, year=2025)
    answered(other, coordinator)
    theirs = compute_run(start_run(other, "final", by=coordinator))
    second = person("thu", "Thư", Role.COORDINATOR, ministry)
    facts = EditionFacts("Tên", "dia-chi", "Nguồn", "https://vn/")
    elsewhere = propose_edition(theirs, FACTS, by=coordinator)
    proposal = propose_edition(run, facts, by=coordinator, change_note="Sửa")
    assert facts_of(proposal) == facts
    assert proposal.change_note == "Sửa"
    for act in (publish_proposal, withdraw_proposal):
        with pytest.raises(PermissionDenied):
            act(proposal, by=person(act.__name__, "X", Role.APPRAISER, ministry))
    sent_back = withdraw_proposal(proposal, by=second, reason="Sai")
    kept = Proposal.objects.get(pk=proposal.pk)
    assert (kept.state, kept.settled_by) == ("withdrawn", second)
    for act in (publish_proposal, withdraw_proposal):
        with pytest.raises(ActionRefusedError, match="đã được xử lý"):
            act(sent_back, by=second)
    again = propose_edition(run, facts, by=coordinator)
    edition = publish_proposal(again, by=second)
    assert (edition.title, edition.source_note) == ("Tên", "Nguồn")
    kept = Proposal.objects.get(pk=again.pk)
    assert (kept.state, kept.settled_by) == ("published", second)
    assert Proposal.objects.get(pk=elsewhere.pk).state == "open"


@pytest.mark.parametrize("missing", range(4))
def test_a_movement_needs_both_ranks_and_both_values(missing: int):
    whole: list[Any] = [3, 0.75, 5, 0.5]
    assert movement_of(*whole) == Movement(2, 0.25)
    whole[missing] = None
    assert movement_of(*whole) is None
    assert Movement(-2, 0.0).size == 2


def test_a_printed_number_differs_beyond_its_decimals():
    def apart(ours: float | None) -> bool:
        return Difference(None, "", "", "value", ours, 0.5, "given").is_real

    assert not any(map(apart, (0.5, 0.5001, 0.4999, None)))
    assert all(map(apart, (0.50011, 0.4998)))


@by_hand
def test_printed_numbers_stand_beside_ours(
    run: Run, edition: Edition, agency: Unit, department: Unit, coordinator: User
):
    outline = outline_of(edition)
    assert differences(edition, outline) == []
    edition.printed = {
        agency.code: {
            "1.1": {"value": 0.9, "points": 9.0, "place": 2},
            "1.2": {"points": 15.0},
        },
        department.code: {"1.1": {"value": 0.0}},
    }
    units = {unit.code: unit for unit in edition.units.all()}
    ours = edition.scores.get(unit=units[agency.code], node="1.2")
    written_over(EditionScore, pk=ours.pk).update(points=14.996)
    found = differences(edition, outline, units[agency.code])
    assert [
        (one.node, one.measure, one.ours, one.printed, one.unit) for one in found
    ] == [
        ("1.1", "value", 1.0, 0.9, units[agency.code]),
        ("1.1", "points", 10.0, 9.0, units[agency.code]),
        ("1.1", "place", 1, 2, units[agency.code]),
        ("1.2", "points", 15.0, 15.0, units[agency.code]),
    ]
    assert found[0].title == outline.title_of("1.1")
    del edition.printed[agency.code]
    assert [
        (one.unit.code, one.node, one.ours) for one in differences(edition, outline)
    ] == [(department.code, "1.1", 0.0)]
    written_over(EditionScore, pk=ours.pk).update(state="not_measured", points=None)
    ours.refresh_from_db()
    assert comparing._ours(ours, "points") is None  # noqa: SLF001 -- of one score


@by_hand
def test_units_are_found_in_the_newest_editions_under_their_newest_name(
    run: Run, edition: Edition, agency: Unit, coordinator: User
):
    past = edition_in(run, coordinator, year=run.round.year - 1)
    wrong = edition_in(run, coordinator, year=run.round.year - 2)
    right = edition_in(
        run, coordinator, year=run.round.year - 2, round=wrong.round, corrects=wrong
    )
    other = create_unit(by=None, code="Z", name="Cục Z")
    for which, unit, key in (
        (past, agency, "cuc cu"),
        (wrong, agency, "cuc sai"),
        (right, agency, "cuc dung"),
        (past, other, "z"),
    ):
        copied = EditionUnit.objects.create(
            edition=which,
            assessed=unit,
            code=unit.code,
            name=key,
            block="b",
            search_key=key,
        )
        for node in ("index", "1.1"):
            EditionScore.objects.create(
                edition=which, unit=copied, node=node, block="b", state="given", rank=1
            )

    def found(text: str) -> list[tuple[str, list[Edition]]]:
        return [
            (one.unit.name, [score.edition for score in one.results])
            for one in found_units(text)
        ]

    whole = [edition, past, right]
    assert found("cuc cu") == [(agency.name, whole)]
    assert found("CỤC") == [(agency.name, whole)]
    assert found("cuc sai") == found(" ") == found("không có") == []
    assert found("z") == [("z", [past])]
    unit = edition.units.get(code=agency.code)
    assert [score.edition for score in editions_of_unit(unit)] == whole
    assert open_edition(right.slug).get() == right
    shown = {card.edition: card for card in cards([edition, past])}
    assert {one.pk: card.units for one, card in shown.items()} == {
        edition.pk: 2,
        past.pk: 2,
    }
    assert [leader.block_title for leader in shown[edition].leaders] == [
        "Không có dịch vụ công",
        "Có dịch vụ công",
    ]
    assert [leader.block_title for leader in shown[past].leaders] == ["", ""]


@by_hand
def test_of_two_editions_of_a_year_the_later_one_comes_first(
    edition: Edition, run: Run, agency: Unit, coordinator: User
):
    later = edition_in(run, coordinator, root=agency)
    unit = edition.units.get(code=agency.code)
    copied = EditionUnit.objects.create(
        edition=later, assessed=agency, code="C", name="C", block="b"
    )
    EditionScore.objects.create(
        edition=later, unit=copied, node="index", block="b", state="given"
    )
    assert [score.edition for score in editions_of_unit(unit)] == [later, edition]
