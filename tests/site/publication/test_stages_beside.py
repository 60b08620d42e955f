"""The stages of an edition are beside each other only where they were run by one framework over the same units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.assessments.submissions.actions import (
    change_framework,
    withdraw_unit,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.framework_changes import framework_preview
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.actions import adopt_text
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.checking import check_runs
from opendti_site.results.models import Run
from opendti_site.results.queries import three_scores
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit


def test_a_unit_that_was_withdrawn_counts_in_no_stage_of_an_edition(
    framework_text: str, ministry: Unit, agency: Unit, coordinator: User
) -> None:
    (best,) = more_units(ministry, 1)
    text = framework_text.replace("{kind: count, each: 2}", "{kind: relative}")
    round_ = opened(text, ministry, coordinator)
    rows = [(agency.code, {"2.1.a": 3}), (best, {"2.1.a": 6})]
    answered(round_, coordinator, rows)
    start_appraisal(round_, by=coordinator)
    compute_run(start_run(round_, Stage.SELF, by=coordinator))
    form = round_.submissions.get(unit__code=best)
    withdraw_unit(form, reason="Giải thể", by=coordinator)
    close_round(round_, by=coordinator)

    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    facts = EditionFacts(title="Kết quả", slug="kq", source_note="Bộ")
    edition = publish_run(run, facts, by=coordinator)

    (score,) = edition.scores.filter(node="2.1")
    assert (edition.stages, score.points, score.self_points) == ([], 10.0, None)


def test_a_run_of_before_the_framework_was_changed_stays_and_stands_beside_no_later_one(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> None:
    round_ = opened(framework_text, ministry, coordinator)
    answered(round_, coordinator)
    start_appraisal(round_, by=coordinator)
    earlier = compute_run(start_run(round_, Stage.SELF, by=coordinator))
    waiting = start_run(round_, Stage.APPRAISED, by=coordinator)
    text = framework_text.replace('version: "2026"', 'version: "2026.1"')
    text = text.replace("{kind: count, each: 2}", "{kind: count, each: 1}")
    newer = adopt_text(text, by=coordinator)
    round_.refresh_from_db()
    seen = framework_preview(round_, newer).digest
    act = {"document": "1/QĐ", "reason": "Sửa"}
    change_framework(round_, newer, seen=seen, by=coordinator, **act)

    earlier = Run.objects.get(pk=earlier.pk)
    assert earlier.text == framework_text
    compute_run(Run.objects.get(pk=waiting.pk))
    assert waiting.scores.get(unit=agency, node="2.1").points == 6
    assert not list(check_runs(lambda: None))
    close_round(round_, by=coordinator)
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    assert run.text == text
    assert [score.run for score in three_scores(run, agency, "2.1")] == [run]
    facts = EditionFacts(title="Kết quả", slug="kq", source_note="Bộ")
    with pytest.raises(ActionRefusedError, match="đã thay đổi"):
        publish_run(earlier, facts, by=coordinator)
    edition = publish_run(run, facts, by=coordinator)

    score = edition.scores.get(node="2.1", unit__code=agency.code)
    assert (edition.stages, score.points, score.self_points) == ([], 3.0, None)
    assert edition.fingerprint == newer.fingerprint
