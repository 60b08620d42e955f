"""Who only oversees a round sees nothing of what a unit has not sent: no link, no flag, no correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.assessments.appraisal.criterion_facts import criterion_facts
from opendti_site.assessments.appraisal.unit_facts import unit_facts
from opendti_site.assessments.evidence.actions import (
    Citation,
    attach_document,
    cite_document,
    correct_document,
)
from opendti_site.assessments.evidence.queries import citations_of
from opendti_site.assessments.evidence.remarks import remarks_on
from opendti_site.assessments.requests.actions import ReplyDraft, draft_reply
from opendti_site.assessments.rounds.bridge import criterion_of
from opendti_site.assessments.submissions.actions import answer_request

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission

Ask = "Callable[..., CriterionRequest]"


def has_documents(form: Submission, criterion: str, user: User) -> list[bool]:
    """Return what both grids say of a criterion of the form."""
    sheet = criterion_of(form.round, criterion)
    assert sheet
    of_units = criterion_facts(form.round, sheet, "appraised", user)
    of_criteria = unit_facts(form, "appraised", user)
    return [
        *(row.has_documents for row in of_units if row.form.pk == form.pk),
        *(row.has_documents for row in of_criteria if row.sheet.code == criterion),
    ]


def test_a_document_of_a_reply_counts_in_the_grids_once_that_is_sent(
    signed: Submission, ask: Ask, reporter: User, signatory: User, appraiser: User
) -> None:
    request = ask(criterion="2.1")
    attach_document(signed, "2.1", Citation(number="2/BC"), by=reporter)
    before = has_documents(signed, "2.1", appraiser)
    draft_reply(request, ReplyDraft("Đã bổ sung"), by=reporter)
    answer_request(request, by=signatory)

    assert before == [False, False]
    assert has_documents(signed, "2.1", appraiser) == [True, True]


def test_uses_in_a_reply_are_named_once_it_is_sent(
    signed: Submission, ask: Ask, reporter: User, signatory: User, appraiser: User
) -> None:
    request = ask(criterion="2.1")
    link = signed.evidence_links.get(criterion="1.2")
    cite_document(signed, "2.1", link.document, by=reporter)

    def named_to(user: User) -> tuple[list[str], list[str]]:
        remarks = remarks_on([link], signed.round, user)[link.pk]
        uses = citations_of([link.document], user)[link.document_id]
        return [remark.words for remark in remarks], [use.criterion for use in uses]

    both = (["cũng dùng cho tiêu chí 2.1"], ["1.2", "2.1"])
    assert named_to(appraiser) == ([], ["1.2"])
    assert named_to(reporter) == both
    draft_reply(request, ReplyDraft("Đã bổ sung"), by=reporter)
    answer_request(request, by=signatory)
    assert named_to(appraiser) == both


def test_a_correction_is_shown_to_overseers_once_a_form_cites_it(
    signed: Submission,
    ask: Ask,
    reporter: User,
    signatory: User,
    appraiser: User,
    client: Client,
) -> None:
    earlier = signed.evidence_links.get(criterion="1.2").document
    newer = correct_document(earlier, Citation(number="1/BC-NHAP"), by=reporter)

    def shown_to(user: User) -> list[bool]:
        client.force_login(user)
        page = client.get(earlier.get_absolute_url()).content.decode()
        return ["1/BC-NHAP" in page, newer.get_absolute_url() in page]

    assert shown_to(appraiser) == [False, False]
    assert shown_to(reporter) == [True, True]
    request = ask()
    cite_document(signed, "1.2", newer, by=reporter)
    assert shown_to(appraiser) == [False, False]
    draft_reply(request, ReplyDraft("Đã sửa"), by=reporter)
    answer_request(request, by=signatory)
    assert shown_to(appraiser) == [True, True]
