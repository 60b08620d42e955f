"""A deep verification reads texts and files again, and names each that differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opendti_site.assessments.evidence.actions import Citation, add_document
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.sealing import check_documents, check_rounds
from opendti_site.audit.registry import checks
from opendti_site.frameworks.actions import adopt_text, create_draft
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.sealing import check_fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opendti_site.accounts.models import User
    from opendti_site.audit.findings import Finding
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.tampered("rows and files are changed behind the site's back")


def found(
    check: Callable[[Callable[[], None]], Iterator[Finding]], rows: int
) -> list[tuple[str, str]]:
    """Return what a check finds; assert that it ticks once for each row."""
    ticks: list[int] = []
    findings = [
        (finding.code, finding.key) for finding in check(lambda: ticks.append(1))
    ]
    assert len(ticks) == rows
    return findings


@pytest.mark.django_db
def test_every_app_has_its_checks_and_an_empty_site_passes() -> None:
    names = {"answers", "documents", "editions", "frameworks", "observations"}
    names |= {"rounds", "runs", "triggers"}
    assert checks().keys() == names
    assert [finding for name in names for finding in checks()[name](lambda: None)] == []


def test_a_round_keeps_the_framework_that_it_was_opened_with(
    round_: Round, draft: RoundDraft, coordinator: User
) -> None:
    create_round(draft, by=coordinator)  # a draft has no framework of its own
    row, key = Round.objects.filter(pk=round_.pk), str(round_.pk)
    assert found(check_rounds, 1) == []
    row.update(framework_text=round_.framework_text.replace("points: 20", "points: 21"))
    assert found(check_rounds, 1) == [("fingerprint_differs", key)]
    row.update(framework_text=round_.framework_text, fingerprint="0" * 64)
    assert found(check_rounds, 1) == [
        ("fingerprint_differs", key),
        ("round_differs", key),
    ]


def test_a_round_is_compared_with_the_line_of_its_own_opening(
    round_: Round, draft: RoundDraft, framework_text: str, coordinator: User
) -> None:
    text = framework_text.replace("points: 20", "points: 21")
    other = adopt_text(text.replace('"2026"', '"2027"'), by=coordinator)
    draft = replace(draft, release=other, title="Kỳ 2027")
    theirs = open_round(create_round(draft, by=coordinator), by=coordinator)
    Round.objects.filter(pk=round_.pk).update(
        framework_text=theirs.framework_text, fingerprint=theirs.fingerprint
    )
    assert found(check_rounds, 2) == [("round_differs", str(round_.pk))]


def test_each_release_keeps_its_text(
    release: FrameworkRelease, framework_text: str, coordinator: User
) -> None:
    later = adopt_text(framework_text.replace('"2026"', '"2027"'), by=coordinator)
    unpublished = framework_text.replace('"2026"', '"2028"')
    create_draft(text=unpublished, by=coordinator, origin="file")
    assert found(check_fingerprints, 2) == []
    for changed in (later, release):
        row = FrameworkRelease.objects.filter(pk=changed.pk)
        row.update(text=changed.text.replace("points: 20", "points: 21"))
        keys = {key for _code, key in found(check_fingerprints, 2)}
        assert str(changed.pk) in keys
        assert len(keys) == 1 + (changed == release)
    (first, *_rest) = check_fingerprints(lambda: None)
    assert "không khớp với dấu vân tay" in str(first)


def test_a_document_keeps_its_bytes(agency: Unit, reporter: User) -> None:
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7\nnothing")
    document = add_document(agency, Citation(), by=reporter, files=receive([upload]))
    add_document(agency, Citation(number="12/BC"), by=reporter)
    file, key = document.files[0].path, str(document.files[0].pk)
    assert found(check_documents, 1) == []
    file.write_bytes(b"%PDF-1.7\nchanged")
    assert found(check_documents, 1) == [("file_differs", key)]
    file.unlink()
    assert found(check_documents, 1) == [("file_missing", key)]
