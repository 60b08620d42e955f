"""Which acts change which columns of rounds, submissions, answers, scores and evidence."""

from __future__ import annotations

from opendti_site.assessments.models import (
    Answer,
    Assignment,
    Attachment,
    CriterionRequest,
    Document,
    EvidenceLink,
    EvidenceWaiver,
    Round,
    ScoreEntry,
    SignedSheet,
    Submission,
)
from opendti_site.audit.registry import (
    NEVER,
    VerbWithDetail,
    acts,
    append_only,
    register_sealed,
)

EDITED = acts(VerbWithDetail("edit_round", "after"))
AMENDED = acts(VerbWithDetail("amend_round", "after"))
EXTENDED = acts(VerbWithDetail("extend_round", "after"))
EXTENDED_ALONE = acts("return_submission", "extend_submission")
TAKEN_OUT = acts("withdraw_unit", "readmit_unit")
ON_ITS_WAY = acts("hand_over", "hand_back", "recall_submission")
ENDED = acts("recall_submission", "return_submission", "hand_back")
SAVED = acts("save_answers", "reuse_answers", "import_answers", "answer_request")
CITED = acts("cite_document", "withdraw_citation", "waive_evidence")
RESCORED = acts("change_block", "change_framework")
# What machines had sent counts again, or more of it does.
REACHED = (
    ENDED
    | EXTENDED_ALONE
    | TAKEN_OUT
    | acts("extend_round", "amend_round", "record_observations")
)
REPLIED = acts("answer_request")
DISCARDED = acts("discard_rehearsal")
SIGNED = acts("submit_answers", "seed_signatures")


def seal_tables() -> None:
    """Register the sealed tables of the course of a round."""
    _seal_rounds()
    _seal_submissions()
    _seal_answers()
    _seal_evidence()
    _seal_requests()
    _seal_assignments()


def _seal_rounds() -> None:
    """Seal rounds: a draft is edited as its line says, and then it only moves on."""
    drafted = ["year", "root_id"]
    drafted += ["origin", "source_note", "source_note_en", "illustrative"]
    later = ["appraise_by", "explain_by", "reappraise_by", "council_by"]
    moves = acts("open_round", "start_appraisal", "start_step")
    moves |= acts("close_round", "reopen_round")
    register_sealed(
        Round,
        changed_by=dict.fromkeys(drafted, EDITED)
        | dict.fromkeys(["title", "opens_at"], EDITED | AMENDED)
        | dict.fromkeys(later, EDITED | EXTENDED | AMENDED | {"seed_signatures"})
        | dict.fromkeys(
            ["framework_text", "fingerprint"], acts("open_round", "change_framework")
        )
        | dict.fromkeys(["created_by_id", "created_at", "rehearses_id"], NEVER)
        | {
            "id": acts("create_round", "discard_round", "rehearse_round") | DISCARDED,
            # Lines of before name no columns: only this deadline could be extended.
            "submit_by": EDITED | {"extend_round", "seed_signatures"},
            "release_id": EDITED | {"change_framework"},
            "amended": acts("change_framework"),
            "state": moves,
            "only_assigned": acts("restrict_appraisal"),
            "version": moves
            | {"edit_round", "amend_round", "extend_round", "restrict_appraisal"}
            | {"change_framework"},
        },
    )


def _seal_submissions() -> None:
    """Seal submissions: each step of a form's way changes what belongs to it."""
    handed = ["handed_over_at", "handed_over_by_id"]
    signed = ["submitted_at", "submitted_by_id"]
    progress = ["filled", "total", "points", "max_points"]
    register_sealed(
        Submission,
        changed_by=dict.fromkeys(["round_id", "unit_id"], NEVER)
        | dict.fromkeys(handed, ENDED | {"hand_over", "seed_signatures"})
        | dict.fromkeys(signed, ENDED | SIGNED)
        | dict.fromkeys(progress, SAVED | RESCORED | REACHED)
        | {
            "block": acts("change_block"),
            "id": acts("open_round", "admit_unit") | DISCARDED,
            "state": ON_ITS_WAY | SIGNED | TAKEN_OUT | {"return_submission"},
            "withdrawal_reason": TAKEN_OUT,
            "first_submitted_at": SIGNED | {"recall_submission"},
            "due_at": EXTENDED_ALONE | {"seed_signatures"},
            "due_reason": EXTENDED_ALONE,
            "due_document": EXTENDED_ALONE,
            "return_reason": acts("submit_answers", "return_submission"),
            "hand_back_reason": acts(
                "hand_over", "hand_back", "submit_answers", "return_submission"
            ),
            "changed_at": SAVED | CITED | RESCORED,
            "version": SAVED
            | CITED
            | ENDED
            | TAKEN_OUT
            | RESCORED
            | {"hand_over", "submit_answers", "extend_submission"},
        },
    )


def _seal_answers() -> None:
    """Seal answers, which are written again, and scores, which are only added."""
    written = ["value", "text", "state", "reason", "rejected", "comment"]
    written += ["origin"]
    written += ["version", "updated_by_id", "updated_at"]
    register_sealed(
        Answer,
        changed_by=dict.fromkeys(written, SAVED)
        | dict.fromkeys(["submission_id", "item", "criterion"], NEVER)
        | {"id": SAVED | DISCARDED},
    )
    scoring = (
        "submit_answers",
        "answer_request",
        "appraise_criterion",
        "settle_criterion",
        "discard_rehearsal",
    )
    register_sealed(ScoreEntry, changed_by=append_only(ScoreEntry, *scoring))


def _seal_evidence() -> None:
    """Seal documents and where they are cited, which is taken back but never changed."""
    adding = ("add_document", "correct_document")
    register_sealed(Document, changed_by=append_only(Document, *adding))
    register_sealed(Attachment, changed_by=append_only(Attachment, *adding))
    attaching = ("attach_signed_sheet", "discard_rehearsal")
    register_sealed(SignedSheet, changed_by=append_only(SignedSheet, *attaching))
    citing = ("cite_document", "withdraw_citation", "discard_rehearsal")
    register_sealed(EvidenceLink, changed_by=append_only(EvidenceLink, *citing))
    register_sealed(
        EvidenceWaiver,
        changed_by=dict.fromkeys(["reason", "by_id", "at"], acts("waive_evidence"))
        | dict.fromkeys(["submission_id", "criterion"], NEVER)
        | {"id": acts("waive_evidence") | DISCARDED},
    )


def _seal_requests() -> None:
    """Seal requests: the question stands, the reply is written and sent, or the question taken back."""
    asked = ["submission_id", "criterion", "kind", "question"]
    asked += ["asked_by_id", "asked_at"]
    drafted = ["reply", "drafted", "drafted_by_id", "drafted_at"]
    ends = REPLIED | {"withdraw_request", "ask_requests", "change_framework"}
    moved = acts(
        VerbWithDetail("extend_round", "after", "explain_by"),
        VerbWithDetail("amend_round", "after", "explain_by"),
        "extend_submission",
    )
    register_sealed(
        CriterionRequest,
        changed_by=dict.fromkeys(asked, NEVER)
        | dict.fromkeys(drafted, acts("draft_reply"))
        | dict.fromkeys(["replied_by_id", "replied_at"], REPLIED)
        | dict.fromkeys(["withdrawn_by_id", "withdrawn_at"], acts("withdraw_request"))
        | {
            "id": acts("ask_requests") | DISCARDED,
            "due_at": moved,
            "state": ends,
            "version": ends | moved | {"draft_reply"},
        },
    )


def _seal_assignments() -> None:
    """Seal assignments, which end and never change."""
    given = ["round_id", "person_id", "group_id", "node", "block", "unit_id"]
    given += ["assigned_by_id", "assigned_at"]
    register_sealed(
        Assignment,
        changed_by=dict.fromkeys(given, NEVER)
        | dict.fromkeys(["ended_by_id", "ended_at"], acts("end_assignment"))
        | {"id": acts("assign_appraisal") | DISCARDED},
    )
