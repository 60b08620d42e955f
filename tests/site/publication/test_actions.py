from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.rounds.actions import close_round, reopen_round
from opendti_site.assessments.submissions.actions import ImportedRow, import_answers
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.publication.actions import (
    EditionFacts,
    publish_correction,
    publish_run,
)
from opendti_site.publication.models import Edition
from opendti_site.results.actions import compute_run, fail_run, start_run
from opendti_site.results.models import FrozenRowError
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

FACTS = EditionFacts(title="Kết quả Bộ Công Thương")


def test_edition_carries_its_manifest(run: Run, edition: Edition) -> None:
    assert edition.slug == "kq-2026"
    assert edition.manifest["result_digest"] == run.result_digest
    assert edition.manifest["inputs_digest"] == run.inputs_digest
    assert edition.manifest["units"] == 2
    assert AuditLine.objects.filter(verb="publish_run").count() == 1


def test_address_follows_the_title_and_is_never_taken_twice(
    run: Run, coordinator: User
) -> None:
    editions = [publish_run(run, FACTS, by=coordinator)]
    for _again in range(2):
        last = editions[-1]
        editions.append(
            publish_correction(last, run, FACTS, change_note="Sửa.", by=coordinator)
        )
    assert [edition.slug for edition in editions] == [
        "ket-qua-bo-cong-thuong",
        "ket-qua-bo-cong-thuong-2",
        "ket-qua-bo-cong-thuong-3",
    ]


@pytest.mark.parametrize(
    "who", ["reporter", "signatory", "appraiser", "council", "viewer", "stranger"]
)
def test_only_coordinators_publish(
    run: Run, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        publish_run(run, FACTS, by=request.getfixturevalue(who))
    assert Edition.objects.count() == 0


def test_a_reopened_round_is_corrected_by_what_was_decided_then_not_by_an_older_run(
    run: Run,
    edition: Edition,
    agency: Unit,
    coordinator: User,
    appraiser: User,
    client: Client,
) -> None:
    round_ = reopen_round(run.round, reason="Tính sai", by=coordinator)
    judgement = Judgement(Verdict.CORRECTED, "Chỉ có 2 dịch vụ", {"2.1.a": "2"})
    form = round_.submissions.get(unit=agency)
    appraise(form, "2.1", judgement, by=appraiser)
    round_ = close_round(round_, by=coordinator)
    with pytest.raises(ActionRefusedError, match="thay đổi sau lần tính"):
        publish_correction(edition, run, FACTS, change_note="Sửa.", by=coordinator)
    again = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    corrected = publish_correction(
        edition, again, FACTS, change_note="Sửa 2.1.", by=coordinator
    )
    points = {
        which.slug: which.scores.get(node="index", unit__code="CucTMDT").points
        for which in (edition, corrected)
    }
    assert points == {"kq-2026": 66.0, corrected.slug: 64.0}
    old = client.get("/ket-qua/kq-2026/").content.decode()
    assert f"/ket-qua/{corrected.slug}/" in old


def test_run_that_is_not_finished_is_not_published(
    round_: Round, coordinator: User
) -> None:
    queued = start_run(round_, Stage.FINAL, by=coordinator)
    failed = fail_run(start_run(round_, Stage.FINAL, by=coordinator), "lỗi")
    for run in (queued, failed):
        with pytest.raises(ActionRefusedError):
            publish_run(run, FACTS, by=coordinator)
    assert Edition.objects.count() == 0


def test_unresolved_run_is_not_published(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> None:
    round_ = opened(framework_text, ministry, coordinator)
    answered(round_, coordinator)
    import_answers(
        round_, [ImportedRow("VuDKT", "2.1.a", None, "not_measured")], by=coordinator
    )
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    with pytest.raises(ActionRefusedError):
        publish_run(run, FACTS, by=coordinator)
    assert Edition.objects.count() == 0


def test_illustrative_flag_comes_from_the_round(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> None:
    round_ = opened(framework_text, ministry, coordinator, illustrative=True)
    answered(round_, coordinator)
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    assert publish_run(run, FACTS, by=coordinator).illustrative is True


def test_edition_never_changes(edition: Edition) -> None:
    edition.title = "Khác"
    with pytest.raises(FrozenRowError):
        edition.save()
    with pytest.raises(FrozenRowError):
        edition.delete()
    assert Edition.objects.get().title == "Kết quả 2026"


def test_correction_is_a_new_edition_that_says_what_changed(
    edition: Edition, run: Run, coordinator: User
) -> None:
    note = "Sửa số liệu của một đơn vị."
    new = publish_correction(edition, run, FACTS, change_note=note, by=coordinator)
    assert (new.corrects_id, new.change_note) == (edition.pk, note)
    assert Edition.objects.count() == 2
    with pytest.raises(ActionRefusedError):
        publish_correction(edition, run, FACTS, change_note=note, by=coordinator)
    assert Edition.objects.count() == 2


def test_correction_without_words_is_refused(
    edition: Edition, run: Run, coordinator: User
) -> None:
    with pytest.raises(ActionRefusedError):
        publish_correction(edition, run, FACTS, change_note="  ", by=coordinator)
    assert Edition.objects.count() == 1
