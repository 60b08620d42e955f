"""Nothing is published that rests on rows which do not hold their seals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse
from django.utils import translation

from opendti_site.accounts.enums import Role
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.audit.verification import verify
from opendti_site.publication.actions import (
    EditionFacts,
    findings_before,
    propose_edition,
    publish_proposal,
    publish_run,
)
from opendti_site.publication.content import content_digest
from opendti_site.publication.models import Edition
from opendti_site.results.actions import compute_run, start_run
from tests.site.audit.test_triggers import POSTGRESQL, SQLITE
from tests.site.cast import person
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

FACTS = EditionFacts(title="Kết quả 2026", slug="kq-2026")
BY_HAND = pytest.mark.tampered("rows are changed behind the site's back")
CHANGES = {
    "assessments.Submission": "UPDATE assessments_submission SET due_at = opens_at FROM assessments_round WHERE round_id = assessments_round.id",
    "assessments.Round": "UPDATE assessments_round SET source_note = 'x'",
    "assessments.Answer": "UPDATE assessments_answer SET version = version + 1",
    "organisations.Unit": "UPDATE organisations_unit SET name = 'Cục Khác'",
    "accounts.RoleAssignment": "UPDATE accounts_roleassignment SET since = '2020-01-01'",
    "frameworks.FrameworkRelease": "UPDATE frameworks_frameworkrelease SET title_vi = 'x'",
    "results.Run": "UPDATE results_runscore SET points = 99 WHERE node = 'index'",
}


def by_hand(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@BY_HAND
def test_nothing_is_published_where_a_trigger_writes(
    run: Run, coordinator: User
) -> None:
    by_hand(SQLITE if connection.vendor == "sqlite" else POSTGRESQL)
    with pytest.raises(ActionRefusedError, match="better"):
        publish_run(run, FACTS, by=coordinator)
    assert not Edition.objects.exists()


@BY_HAND
@pytest.mark.parametrize("table", CHANGES)
def test_a_run_over_changed_rows_is_not_published(
    run: Run, coordinator: User, table: str
) -> None:
    by_hand(CHANGES[table])
    assert {finding.table for finding in findings_before(run)} == {table}
    with pytest.raises(ActionRefusedError, match="accept_changed_rows"):
        publish_run(run, FACTS, by=coordinator)
    assert Edition.objects.count() == 0


@BY_HAND
def test_scores_of_a_stage_that_would_be_copied_beside_are_compared_too(
    run: Run, coordinator: User
) -> None:
    beside = compute_run(start_run(run.round, "self", by=coordinator))
    assert findings_before(run) == []
    by_hand("UPDATE results_runscore SET points = 99 WHERE run_id = %s", beside.pk)
    found = [(finding.code, finding.key) for finding in findings_before(run)]
    assert found == [("scores_differ", str(beside.pk))]


@BY_HAND
def test_scores_of_the_run_itself_are_compared_though_a_later_one_is_there(
    run: Run, coordinator: User
) -> None:
    compute_run(start_run(run.round, "final", by=coordinator))
    by_hand("UPDATE results_runscore SET points = 99 WHERE run_id = %s", run.pk)
    found = [(finding.code, finding.key) for finding in findings_before(run)]
    assert found == [("scores_differ", str(run.pk))]


@BY_HAND
def test_past_ranks_are_those_of_the_edition_before_alone(
    run: Run, framework_text: str, ministry: Unit, coordinator: User
) -> None:
    for year in (2025, 2024):
        earlier = opened(framework_text, ministry, coordinator, year=year)
        answered(earlier, coordinator)
        theirs = compute_run(start_run(earlier, "final", by=coordinator))
        oldest = publish_run(theirs, EditionFacts(f"Kết quả {year}"), by=coordinator)
    by_hand(
        "UPDATE publication_editionscore SET rank = 99 WHERE edition_id = %s", oldest.pk
    )

    published = publish_run(run, FACTS, by=coordinator)

    ranks = set(published.scores.values_list("previous_rank", flat=True))
    assert 1 in ranks
    assert 99 not in ranks


@BY_HAND
def test_the_edition_before_whose_ranks_would_be_copied_is_compared_too(
    run: Run, framework_text: str, ministry: Unit, coordinator: User
) -> None:
    earlier = opened(framework_text, ministry, coordinator, year=2025)
    answered(earlier, coordinator)
    theirs = compute_run(start_run(earlier, "final", by=coordinator))
    previous = publish_run(theirs, EditionFacts("Kết quả 2025"), by=coordinator)
    assert findings_before(run) == []
    by_hand("UPDATE publication_editionscore SET rank = 99")
    found = [(finding.code, finding.key) for finding in findings_before(run)]
    assert found == [("edition_content", str(previous.pk))]


@BY_HAND
def test_a_run_over_a_row_that_cannot_be_read_is_refused_in_words(
    client: Client, run: Run, coordinator: User
) -> None:
    value = "NaN" if connection.vendor == "postgresql" else "abc"
    by_hand("UPDATE assessments_answer SET value = %s WHERE value = 60", value)
    assert [finding.code for finding in findings_before(run)] == ["row_unreadable"]
    with pytest.raises(ActionRefusedError, match="không đọc được"):
        publish_run(run, FACTS, by=coordinator)
    client.force_login(coordinator)
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    page = client.post(url, {"title": FACTS.title}).content.decode()
    assert "Chưa công bố được: 1 chỗ không khớp với nhật ký." in page


@BY_HAND
def test_the_refusal_names_rows_and_the_way_on_in_both_languages(
    run: Run, coordinator: User, agency: Unit
) -> None:
    by_hand("UPDATE organisations_unit SET name = 'Cục Khác' WHERE id = %s", agency.pk)
    for language, words in (
        ("vi", f"vì 1 chỗ không khớp với nhật ký: đơn vị {agency.pk} “Cục Khác”"),
        ("en", f"1 things differ from the audit log: unit {agency.pk} “Cục Khác”"),
    ):
        with (
            translation.override(language),
            pytest.raises(ActionRefusedError) as caught,
        ):
            publish_run(run, FACTS, by=coordinator)
        assert words in str(caught.value)
        assert "opendti site accept_changed_rows" in str(caught.value)


def test_what_was_accepted_is_published(
    run: Run, coordinator: User, agency: Unit
) -> None:
    by_hand("UPDATE organisations_unit SET name = 'Cục Khác' WHERE id = %s", agency.pk)
    call_command(
        "accept_changed_rows", "organisations.Unit", str(agency.pk), reason="Đúng tên"
    )
    assert publish_run(run, FACTS, by=coordinator).slug == "kq-2026"


@BY_HAND
def test_the_second_person_is_refused_too_and_strangers_wait_for_no_verification(
    run: Run,
    coordinator: User,
    viewer: User,
    ministry: Unit,
    settings: SettingsWrapper,
) -> None:
    settings.SECOND_PERSON = ["publish"]
    second = person("thu", "Phan Anh Thư", Role.COORDINATOR, ministry)
    proposal = propose_edition(run, FACTS, by=coordinator)
    by_hand("UPDATE publication_proposal SET title = 'Khác'")
    with pytest.raises(ActionRefusedError, match="đề nghị công bố"):
        publish_proposal(proposal, by=second)
    with pytest.raises(PermissionDenied):
        publish_proposal(proposal, by=viewer)
    assert Edition.objects.count() == 0


@BY_HAND
def test_the_page_says_it_before_the_button(
    client: Client, run: Run, coordinator: User, agency: Unit
) -> None:
    client.force_login(coordinator)
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    page = client.post(url, {"title": FACTS.title}).content.decode()
    assert "đều khớp với nhật ký" in page
    assert 'name="publish"' in page
    by_hand("UPDATE organisations_unit SET name = 'Cục Khác' WHERE id = %s", agency.pk)
    page = client.post(url, {"title": FACTS.title}).content.decode()
    assert "Chưa công bố được: 1 chỗ không khớp với nhật ký." in page
    assert "Cục Khác" in page
    assert 'name="publish"' not in page


def make_older(edition: Edition) -> None:
    """Take from an edition, and from its line, the digest that earlier versions did not have."""
    manifest = dict(edition.manifest)
    manifest.pop("content_digest")
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    rows.update(manifest=manifest)
    lines: models.QuerySet[AuditLine] = models.QuerySet(AuditLine)
    line = lines.get(verb="publish_run")
    detail = dict(line.detail)
    detail.pop("content")
    lines.filter(pk=line.pk).update(detail=detail)


@pytest.mark.tampered("the edition is made one of an older version")
def test_an_edition_without_a_digest_is_reported_plainly_and_sealed_by_migrating(
    edition: Edition,
) -> None:
    make_older(edition)
    kept = {"row_changed", "line_changed"}  # what making it older does
    assert codes() == kept | {"edition_undigested"}
    call_command("migrate", "publication", verbosity=0)
    line = AuditLine.objects.get(verb="seal_edition")
    assert line.detail == {"reason": "upgrade", "content": content_digest(edition.pk)}
    assert codes() == kept
    assert [acceptance.line for acceptance in verify(deep=False).acceptances] == [
        line.pk
    ]
    call_command("migrate", "publication", verbosity=0)
    assert AuditLine.objects.filter(verb="seal_edition").count() == 1
    by_hand("UPDATE publication_editionscore SET previous_value = 0.5")
    assert "edition_content" in codes()


@BY_HAND
def test_a_digest_taken_out_of_a_manifest_is_not_made_good_by_migrating(
    edition: Edition,
) -> None:
    manifest = dict(edition.manifest)
    manifest.pop("content_digest")
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    rows.update(manifest=manifest)
    call_command("migrate", "publication", verbosity=0)
    assert {"row_changed", "edition_undigested"} <= codes()


def codes() -> set[str]:
    return {finding.code for finding in verify().findings}
