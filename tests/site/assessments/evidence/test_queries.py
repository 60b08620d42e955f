"""Reads of evidence: what a form shows, which documents a person sees and may cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.accounts.enums import Role
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
    waive_evidence,
)
from opendti_site.assessments.evidence.queries import (
    documents_listed_for,
    documents_to_reuse,
    evidence_for_criterion,
    evidence_of,
    marks_of,
)
from tests.site.cast import person

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit


def test_what_a_form_shows_as_evidence(
    round_: Round, submission: Submission, agency: Unit, reporter: User, viewer: User
):
    documents = [
        add_document(agency, Citation(number=f"{n}/BC"), by=reporter) for n in range(2)
    ]
    head = person("dau", "Đầu", Role.REPORTER, round_.root)
    theirs = round_.submissions.exclude(pk=submission.pk).get()
    foreign = add_document(theirs.unit, Citation(number="9/BC"), by=head)
    for form, criterion, document in (
        (submission, "1.1", documents[0]),
        (submission, "1.1", documents[1]),
        (submission, "1.2", documents[0]),
        (theirs, "1.1", foreign),
    ):
        cite_document(form, criterion, document, by=head)
    waive_evidence(submission, "2.1", "Đang làm", by=reporter)
    waive_evidence(submission, "1.2", "Bổ sung sau", by=reporter)
    shown = evidence_of(submission)
    assert {code: len(evidence.links) for code, evidence in shown.items()} == {
        "1.1": 2,
        "1.2": 1,
        "2.1": 0,
    }
    assert {code for code, evidence in shown.items() if evidence.waiver} == {
        "1.2",
        "2.1",
    }
    assert [shown[code].is_sufficient for code in ("1.1", "1.2", "2.1", "2.3")] == [
        True,
        True,
        True,
        False,
    ]
    by_form = evidence_for_criterion([submission, theirs], "1.1")
    assert {pk: len(evidence.links) for pk, evidence in by_form.items()} == {
        submission.pk: 2,
        theirs.pk: 1,
    }
    assert not by_form[submission.pk].waiver
    first, second = (document.pk for document in documents)
    every = {
        (submission.pk, "1.1"): f"#{first}\n#{second}",
        (submission.pk, "1.2"): f"#{first}\nBổ sung sau",
        (submission.pk, "2.1"): "Đang làm",
    }
    assert marks_of([submission.pk]) == every
    assert marks_of([submission.pk], ["2.1"]) == {
        key: mark for key, mark in every.items() if key[1] == "2.1"
    }
    assert marks_of([submission.pk], []) == {}
    listed = [(document, document.uses) for document in documents_listed_for(viewer)]
    assert listed == [(foreign, 1), (documents[1], 1), (documents[0], 2)]
    assert list(documents_listed_for(reporter)) == documents[::-1]
    assert list(documents_to_reuse(agency, exclude=[first])) == [documents[1]]
    assert set(documents_to_reuse(agency)) == set(documents)
