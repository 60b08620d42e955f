"""Reads of evidence: what a form shows, which documents a person sees and may cite."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from opendti_site.accounts.actions import grant_role
from opendti_site.accounts.enums import Role
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
    waive_evidence,
)
from opendti_site.assessments.evidence.queries import (
    ShelfFilter,
    documents_listed_for,
    documents_to_reuse,
    evidence_of,
    evidence_that_counts,
    marks_of,
)
from opendti_site.assessments.evidence.views import criterion as criterion_views
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit


def test_what_a_form_shows_as_evidence(
    round_: Round, submission: Submission, agency: Unit, reporter: User, viewer: User
):
    documents = [
        add_document(agency, Citation(number=f"{n}/BC"), by=reporter) for n in range(2)
    ]
    head = person("dau", "Đầu", Role.REPORTER, agency)
    theirs = round_.submissions.exclude(pk=submission.pk).get()
    grant_role(user=head, role=Role.REPORTER, unit=theirs.unit, by=None)
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
    counting = evidence_that_counts([submission.pk, theirs.pk], ["1.1"])
    assert {key: len(evidence.links) for key, evidence in counting.items()} == {
        (submission.pk, "1.1"): 2,
        (theirs.pk, "1.1"): 1,
    }
    assert not counting[submission.pk, "1.1"].waiver
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


def numbers(user: User, **wanted: Any) -> set[str]:
    found = documents_listed_for(user, ShelfFilter(**wanted))
    return {document.number for document in found}


def test_documents_are_found_by_words_year_and_criterion(
    submission: Submission, agency: Unit, reporter: User, stranger: User
) -> None:
    year = submission.round.year
    plan = Citation(
        number="15/KH-BCT",
        abstract="Kế hoạch chuyển đổi số",
        issuer="Bộ Công Thương",
        issued_on=dt.date(year - 2, 3, 1),
    )
    cite_document(
        submission, "1.1", add_document(agency, plan, by=reporter), by=reporter
    )
    report = Citation(number="7/BC", abstract="Báo cáo năm")
    cite_document(
        submission, "1.2", add_document(agency, report, by=reporter), by=reporter
    )
    add_document(agency, Citation(number="9/TB", issuer="Cục"), by=reporter)

    assert numbers(reporter) == {"15/KH-BCT", "7/BC", "9/TB"}
    assert numbers(reporter, text="CHUYEN doi ke hoach") == {"15/KH-BCT"}
    assert numbers(reporter, text="bo cong thuong 15") == {"15/KH-BCT"}
    assert numbers(reporter, text="chuyển đổi khác") == set()
    assert numbers(reporter, year=year) == {"15/KH-BCT", "7/BC"}
    assert numbers(reporter, year=year - 2) == {"15/KH-BCT"}
    assert numbers(reporter, criterion="1.2") == {"7/BC"}
    assert numbers(reporter, criterion="1.2", year=year - 2) == set()
    assert numbers(stranger, text="ke hoach") == set()


def test_the_page_of_documents_searches(
    client: Client, agency: Unit, reporter: User
) -> None:
    for number in ("15/KH", "7/BC"):
        add_document(agency, Citation(number=number), by=reporter)
    client.force_login(reporter)
    there = reverse("assessments:documents")
    shown = client.get(
        there, {"q": "kh 15", "nam": "ba", "tieu-chi": ""}
    ).content.decode()
    assert "15/KH" in shown
    assert "7/BC" not in shown
    nothing = client.get(there, {"nam": "99999999999", "q": "khong co"})
    assert "Không có tài liệu nào như vậy" in nothing.content.decode()


def test_documents_to_reuse_are_searched_beyond_those_that_are_offered(
    client: Client,
    submission: Submission,
    agency: Unit,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(criterion_views, "MAX_OFFERED", 1)
    for number in ("15/KH", "7/BC"):
        add_document(agency, Citation(number=number), by=reporter)
    client.force_login(reporter)
    there = reverse("assessments:evidence", args=[submission.pk, "1.1"])
    shown = client.get(there).content.decode()
    assert "7/BC" in shown
    assert "15/KH" not in shown
    assert "15/KH" in client.get(there, {"q": "kh"}).content.decode()


def test_a_year_finds_what_was_issued_in_it_and_what_its_rounds_cite(
    client: Client, submission: Submission, agency: Unit, reporter: User
) -> None:
    older, cited, undated = (
        add_document(agency, citation, by=reporter)
        for citation in (
            Citation(number="15/KH", issued_on=dt.date(2019, 5, 4)),
            Citation(number="7/BC"),
            Citation(number="8/TB"),
        )
    )
    cite_document(submission, "1.2", cited, by=reporter)
    assert list(documents_to_reuse(agency, year=2019)) == [older]
    assert list(documents_to_reuse(agency, year=submission.round.year)) == [cited]
    assert undated in documents_to_reuse(agency)
    client.force_login(reporter)
    there = reverse("assessments:evidence", args=[submission.pk, "1.1"])
    shown = client.get(there, {"nam": "2019"}).content.decode()
    assert "15/KH" in shown
    assert "7/BC" not in shown
    for nothing in ("1999", "0", "năm"):
        answer = client.get(there, {"nam": nothing})
        assert ("15/KH" in answer.content.decode()) == (nothing != "1999")
