"""Actions on a round and its forms, in each state in which they are done."""

from __future__ import annotations

import datetime as dt
from copy import copy
from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal import actions as appraisal
from opendti_site.assessments.appraisal.actions import Judgement
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.evidence import actions as evidence
from opendti_site.assessments.evidence.actions import Citation
from opendti_site.assessments.evidence.models import (
    Document,
    EvidenceLink,
)
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.requests import actions as requests
from opendti_site.assessments.rounds import actions as rounds
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions import actions as submissions
from opendti_site.assessments.submissions.actions import ImportedRow
from opendti_site.assessments.submissions.bridge import SignatureCheck
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.organisations import actions as organisations
from opendti_site.publication import actions as publication
from opendti_site.publication.actions import EditionFacts
from opendti_site.publication.models import Edition
from opendti_site.results import actions as results
from tests.site.assessments.appraising import offered
from tests.site.walls.race_scene import (
    Scene,
    coordinator_and_reason,
    later,
)
from tests.site.walls.race_worlds import (
    all_submitted,
    asked,
    assigned,
    before_council,
    closed,
    draft_of,
    handed_over,
    in_appraisal,
    in_draft_alone,
    in_progress,
    make_published,
    rehearsed,
    two_rounds,
    with_former_round,
    with_newer_framework,
    withdrawn,
)

SAVE = {
    "assessments.save_answers": lambda w: submissions.save_answers(
        w.submission(), {"2.1.a": PostedField("4", version=1)}, by=w.who("reporter")
    ),
    "assessments.import_answers": lambda w: submissions.import_answers(
        w.round,
        [ImportedRow(w.unit("agency").code, "2.1.a", 5)],
        by=w.who("coordinator"),
    ),
    "assessments.submit_answers": lambda w: submissions.submit_answers(
        w.submission(),
        by=w.who("signatory"),
        blanks_confirmed=True,
        seen=w.seen["version"],
    ),
    "assessments.return_submission": lambda w: submissions.return_submission(
        w.submission(),
        # The same moment for both of two: a deadline before the first one's is refused.
        due_at=w.seen["draft"].submit_by + dt.timedelta(days=20),
        **coordinator_and_reason(w),
    ),
}
EXTEND_UNIT = {
    # The same moment for both of two: the second is refused, whoever comes first.
    "assessments.extend_submission": lambda w: submissions.extend_submission(
        w.submission(),
        due_at=later(w) + dt.timedelta(days=20),
        **coordinator_and_reason(w),
    ),
}
WITHDRAW = {
    "assessments.withdraw_unit": lambda w: submissions.withdraw_unit(
        w.submission(), **coordinator_and_reason(w)
    ),
}
ADMIT = {
    "assessments.change_block": lambda w: submissions.change_block(
        w.submission(),
        "no_services",
        **coordinator_and_reason(w),
    ),
    "assessments.amend_round": lambda w: rounds.amend_round(
        w.round,
        title="Tên khác",
        version=w.seen.get("round_version", w.round.version),
        **coordinator_and_reason(w),
    ),
    "assessments.admit_unit": lambda w: submissions.admit_unit(
        w.round,
        w.unit("ministry"),
        w.submission().block,
        **coordinator_and_reason(w),
    ),
}
EVIDENCE = {
    "assessments.attach_document": lambda w: evidence.attach_document(
        w.submission(), "1.1", Citation(number="2/BC"), by=w.who("reporter")
    ),
    "assessments.cite_document": lambda w: evidence.cite_document(
        w.submission(),
        "1.1",
        Document.objects.get(pk=w.keys["document"]),
        by=w.who("reporter"),
    ),
    "assessments.withdraw_citation": lambda w: evidence.withdraw_citation(
        EvidenceLink(
            pk=w.keys["link"],
            submission=w.submission(),
            criterion="1.2",
            document=Document.objects.get(pk=w.keys["document"]),
        ),
        by=w.who("reporter"),
    ),
    "assessments.correct_document": lambda w: evidence.correct_document(
        Document.objects.get(pk=w.keys["document"]),
        Citation(number="1a/BC"),
        by=w.who("reporter"),
    ),
    "assessments.waive_evidence": lambda w: evidence.waive_evidence(
        w.submission(), "1.1", "Không có", by=w.who("reporter")
    ),
}
START = {
    "assessments.extend_round": lambda w: rounds.extend_round(
        w.round, submit_by=later(w), **coordinator_and_reason(w)
    ),
    "assessments.start_appraisal": lambda w: rounds.start_appraisal(
        w.round, by=w.who("coordinator")
    ),
}
CLOSE_UNIT = {
    "organisations.close_unit": lambda w: organisations.close_unit(
        # On its last day a unit still takes part in a round.
        unit=w.unit("agency"),
        on=timezone.localdate() - dt.timedelta(days=1),
        **coordinator_and_reason(w),
    ),
}
REQUESTS = {
    "assessments.ask_requests": lambda w: requests.ask_requests(
        w.round,
        "2.3",
        [w.submission().pk],
        requests.Question("Vì sao?", timezone.now() + dt.timedelta(days=5)),
        by=w.who("appraiser"),
    ),
    "assessments.withdraw_request": lambda w: requests.withdraw_request(
        w.request, by=w.who("appraiser")
    ),
    "assessments.draft_reply": lambda w: requests.draft_reply(
        w.request,
        requests.ReplyDraft("Đã sửa", {"2.1.a": {"text": "5"}}),
        by=w.who("reporter"),
        seen=2,
    ),
    "assessments.answer_request": lambda w: submissions.answer_request(
        w.request, by=w.who("signatory"), seen=2
    ),
}
FORM = frozenset({
    "assessments.save_answers",
    "assessments.submit_answers",
    "assessments.return_submission",
    "assessments.hand_over",
    "assessments.hand_back",
    "assessments.start_appraisal",
    "assessments.withdraw_unit",
    "organisations.close_unit",
})
SCENES = {
    "draft": Scene(
        in_draft_alone,
        {
            "assessments.create_round": lambda w: rounds.create_round(
                draft_of(w), by=w.who("coordinator")
            ),
            "assessments.edit_round": lambda w: rounds.edit_round(
                Round(pk=w.keys["round"]),
                replace(w.seen["draft"], title="Tên khác"),
                version=1,
                by=w.who("coordinator"),
            ),
            "assessments.discard_round": lambda w: rounds.discard_round(
                Round(pk=w.keys["round"]), by=w.who("coordinator")
            ),
            "assessments.open_round": lambda w: rounds.open_round(
                Round(pk=w.keys["round"]), by=w.who("coordinator")
            ),
            "assessments.rehearse_round": lambda w: rounds.rehearse_round(
                Round(pk=w.keys["round"]), by=w.who("coordinator")
            ),
            **CLOSE_UNIT,
        },
        turning=frozenset({
            "assessments.edit_round",
            "assessments.discard_round",
            "assessments.open_round",
        }),
    ),
    "rehearsed": Scene(
        rehearsed,
        {
            "assessments.save_answers": lambda w: submissions.save_answers(
                copy(w.seen["form"]),
                {"2.1.a": PostedField("4", version=1)},
                by=w.who("reporter"),
            ),
            "assessments.submit_answers": lambda w: submissions.submit_answers(
                copy(w.seen["form"]), by=w.who("signatory"), blanks_confirmed=True
            ),
            "assessments.attach_document": lambda w: evidence.attach_document(
                copy(w.seen["form"]),
                "1.1",
                Citation(number="2/BC"),
                by=w.who("reporter"),
            ),
            "assessments.discard_rehearsal": lambda w: rounds.discard_rehearsal(
                Round(pk=w.keys["round"]), by=w.who("coordinator")
            ),
        },
        turning=frozenset({"assessments.discard_rehearsal"}),
    ),
    "in progress": Scene(
        in_progress,
        {
            **SAVE,
            **EVIDENCE,
            **EXTEND_UNIT,
            **WITHDRAW,
            **ADMIT,
            **START,
            **CLOSE_UNIT,
            "assessments.hand_over": lambda w: submissions.hand_over(
                w.submission(), by=w.who("reporter")
            ),
            "assessments.add_document": lambda w: evidence.add_document(
                w.unit("agency"), Citation(number="3/BC"), by=w.who("reporter")
            ),
        },
        turning=FORM,
        refused=frozenset({
            "assessments.start_appraisal",
            "organisations.close_unit",
        }),
    ),
    "after another year": Scene(
        with_former_round,
        {
            "assessments.reuse_answers": lambda w: submissions.reuse_answers(
                w.submission(), ["1.2", "2.1"], by=w.who("reporter")
            ),
            "assessments.save_answers": lambda w: submissions.save_answers(
                w.submission(), {"2.1.a": PostedField("4")}, by=w.who("reporter")
            ),
            "assessments.attach_signed_sheet": lambda w: (
                submissions.attach_signed_sheet(
                    w.submission(),
                    receive([SimpleUploadedFile("phieu.pdf", b"%PDF-1.7")])[0],
                    SignatureCheck("none"),
                    by=w.who("reporter"),
                )
            ),
            # Of the former round's document, which the new form cites by reusing.
            "assessments.correct_document": EVIDENCE["assessments.correct_document"],
            "assessments.withdraw_unit": WITHDRAW["assessments.withdraw_unit"],
        },
        turning=frozenset({"assessments.reuse_answers"}),
    ),
    "before another framework": Scene(
        with_newer_framework,
        {
            "assessments.change_framework": lambda w: submissions.change_framework(
                w.round,
                FrameworkRelease.objects.get(pk=w.keys["newer"]),
                seen=w.seen["preview"],
                document="1/QĐ",
                **coordinator_and_reason(w),
            ),
            **SAVE,
            **ADMIT,
            **WITHDRAW,
        },
        turning=frozenset({"assessments.change_framework"}),
    ),
    "withdrawn": Scene(
        withdrawn,
        {
            "assessments.readmit_unit": lambda w: submissions.readmit_unit(
                w.submission(), **coordinator_and_reason(w)
            ),
            "assessments.start_appraisal": START["assessments.start_appraisal"],
            "assessments.save_answers": SAVE["assessments.save_answers"],
        },
        turning=frozenset({"assessments.readmit_unit"}),
        refused=frozenset({"assessments.save_answers"}),
    ),
    "handed over": Scene(
        handed_over,
        {
            **SAVE,
            "assessments.hand_back": lambda w: submissions.hand_back(
                w.submission(), reason="Xem lại", by=w.who("signatory")
            ),
        },
        turning=FORM,
        refused=frozenset({
            "assessments.save_answers",
            "assessments.import_answers",
        }),
    ),
    "all submitted": Scene(
        all_submitted,
        {
            **START,
            "assessments.recall_submission": lambda w: submissions.recall_submission(
                w.submission(), reason="Nhầm", by=w.who("signatory")
            ),
            "assessments.return_submission": SAVE["assessments.return_submission"],
        },
        turning=FORM,
    ),
    "in appraisal": Scene(
        in_appraisal,
        {
            **SAVE,
            **WITHDRAW,
            "assessments.appraise": lambda w: appraisal.appraise(
                w.submission("department"),
                "2.1",
                Judgement("accepted", seen=w.seen.get("token")),
                by=w.who("appraiser"),
            ),
            "assessments.accept_rest": lambda w: appraisal.accept_rest(
                w.round, "2.1", by=w.who("appraiser")
            ),
            "assessments.accept_criteria": lambda w: appraisal.accept_criteria(
                w.submission("department"),
                offered(w.submission("department"), "2.1"),
                by=w.who("appraiser"),
            ),
            "assessments.close_round": lambda w: rounds.close_round(
                w.round, by=w.who("coordinator")
            ),
            "results.start_run": lambda w: results.start_run(
                w.round, "appraised", by=w.who("coordinator")
            ),
        },
        turning=FORM | {"assessments.appraise", "assessments.close_round"},
    ),
    "before the council": Scene(
        before_council,
        {
            **SAVE,
            "assessments.appraise": lambda w: appraisal.appraise(
                w.submission("department"),
                "2.1",
                Judgement("accepted", seen=w.seen.get("token")),
                by=w.who("appraiser"),
            ),
            "assessments.start_step": lambda w: rounds.start_step(
                w.round, "council", by=w.who("coordinator")
            ),
        },
        turning=FORM | {"assessments.appraise", "assessments.start_step"},
    ),
    "assigned": Scene(
        assigned,
        {
            "assessments.assign_appraisal": lambda w: appraisal.assign_appraisal(
                w.round,
                [User.objects.get(pk=w.keys["assigned_to"])],
                [appraisal.AssignedPart(node="2")],
                by=w.who("coordinator"),
            ),
            "assessments.end_assignment": lambda w: appraisal.end_assignment(
                Assignment.objects.get(pk=w.keys["assignment"]),
                by=w.who("coordinator"),
            ),
            "assessments.restrict_appraisal": lambda w: appraisal.restrict_appraisal(
                w.round, only_assigned=True, by=w.who("coordinator")
            ),
            "assessments.close_round": lambda w: rounds.close_round(
                w.round, by=w.who("coordinator")
            ),
        },
        turning=frozenset({
            "assessments.end_assignment",
            "assessments.restrict_appraisal",
            "assessments.close_round",
        }),
    ),
    "asked": Scene(
        asked,
        {
            **REQUESTS,
            "assessments.attach_document": lambda w: evidence.attach_document(
                w.submission(), "2.1", Citation(number="2/BC"), by=w.who("reporter")
            ),
            "assessments.return_submission": SAVE["assessments.return_submission"],
            "assessments.appraise": lambda w: appraisal.appraise(
                w.submission(), "2.1", Judgement("accepted"), by=w.who("appraiser")
            ),
            "assessments.close_round": lambda w: rounds.close_round(
                w.round, by=w.who("coordinator")
            ),
        },
        turning=frozenset(REQUESTS) | {"assessments.return_submission"},
    ),
    "closed": Scene(
        closed,
        {
            "assessments.reopen_round": lambda w: rounds.reopen_round(
                w.round, **coordinator_and_reason(w)
            ),
            "results.start_run": lambda w: results.start_run(
                w.round, "final", by=w.who("coordinator")
            ),
            "results.fail_run": lambda w: results.fail_run(w.run("queued"), "Lỗi"),
            "publication.publish_run": lambda w: publication.publish_run(
                w.run(), EditionFacts(title="Bản mới"), by=w.who("coordinator")
            ),
            "publication.publish_correction": lambda w: publication.publish_correction(
                Edition.objects.get(pk=w.keys["edition"]),
                w.run(),
                EditionFacts(title="Bản sửa"),
                change_note="Sửa",
                by=w.who("coordinator"),
            ),
        },
        turning=frozenset({
            "assessments.reopen_round",
            "publication.publish_run",
            "publication.publish_correction",
        }),
        refused=frozenset({"publication.publish_run"}),
    ),
    "two rounds": Scene(
        two_rounds,
        {
            "first round: publish_run": lambda w: make_published(w, "first"),
            "second round: publish_run": lambda w: make_published(w, "second"),
        },
        turning=frozenset({"first round: publish_run", "second round: publish_run"}),
    ),
}
