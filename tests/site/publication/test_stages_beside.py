"""The stages of an edition are beside each other only where they were run over the same units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.assessments.submissions.actions import withdraw_unit
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
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
