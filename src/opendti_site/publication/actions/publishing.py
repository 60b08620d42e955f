"""A run becomes an edition; an edition is corrected by a new one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti.naming import ROOT_CODE
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.rehearsals import refuse_rehearsal
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.publication.actions.copying import copy_records, stages_shown
from opendti_site.publication.actions.manifest import manifest_of
from opendti_site.publication.actions.previous import (
    previous_edition_of,
    successions_between,
)
from opendti_site.publication.actions.soundness import verified
from opendti_site.publication.models import Edition
from opendti_site.publication.permissions import can_publish
from opendti_site.results.bridge import freeze
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run
from opendti_site.results.queries import latest_runs
from opendti_site.ui.text import has_words

ADDRESSES_TRIED = 20  # more publications of one title than that never run at once


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What a person adds to a run when publishing it."""

    title: str
    slug: str = ""
    source_note: str = ""
    title_en: str = ""
    source_note_en: str = ""
    source_url: str = ""
    announced_on: dt.date | None = None
    notes: list[dict[str, str]] = field(default_factory=list)
    printed: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)


@verified
@transaction.atomic
def publish_run(run: Run, facts: EditionFacts, *, by: User) -> Edition:
    """Publish a finished run at its own address; a round has one first edition."""
    _refuse_alone()
    return publish(run, facts, by=by)


@verified
@transaction.atomic
def publish_correction(
    edition: Edition, run: Run, facts: EditionFacts, *, change_note: str, by: User
) -> Edition:
    """Publish a new edition that replaces another and says what changed."""
    _refuse_alone()
    return publish(run, facts, corrects=edition, change_note=change_note, by=by)


def _refuse_alone() -> None:
    """Refuse what the setting gives to two people."""
    if needs_second_person():
        raise ActionRefusedError(
            _("Công bố cần người thứ hai: hãy đề nghị để một điều phối khác công bố.")
        )


def needs_second_person() -> bool:
    """Return whether one coordinator proposes and another one publishes."""
    return "publish" in settings.SECOND_PERSON


@transaction.atomic
def publish(
    run: Run,
    facts: EditionFacts,
    *,
    corrects: Edition | None = None,
    change_note: str = "",
    by: User,
) -> Edition:
    """Publish a run, as the first edition of its round or as a correction.

    Who calls it is `verified` before: here the round is locked, and a verification takes long.
    """
    lock_round(run, by)
    if corrects is None:
        _refuse_second_first(run)
    else:
        _refuse_wrong_correction(corrects, run, change_note)
    edition = _published(
        run, facts, by, corrects=corrects, change_note=change_note.strip()
    )
    more = {"corrects": corrects.slug} if corrects else {}
    record(
        "publish_correction" if corrects else "publish_run",
        edition,
        by=by,
        name=edition.title,
        # The scores have no seals of their own: the digest of the content, which the line
        # carries, covers them.
        seals=[edition, *edition.units.all()],
        result=run.result_digest,
        content=edition.manifest["content_digest"],
        undecided=run.undecided,
        **more,
    )
    return edition


def _refuse_second_first(run: Run) -> None:
    if Edition.objects.filter(round=run.round_id).exists():
        raise ActionRefusedError(
            _("Kỳ này đã có bản công bố; muốn thay phải ra bản đính chính.")
        )


def _refuse_wrong_correction(edition: Edition, run: Run, change_note: str) -> None:
    if not has_words(change_note):
        raise ActionRefusedError(_("Bản đính chính phải nói rõ điều gì đã thay đổi."))
    if Edition.objects.filter(corrects=edition).exists():
        raise ActionRefusedError(
            _("Bản này đã được đính chính; hãy đính chính bản mới nhất.")
        )
    if run.round_id != edition.round_id:
        raise ActionRefusedError(_("Bản đính chính phải thuộc cùng một kỳ đánh giá."))


def lock_round(run: Run, by: User) -> None:
    """Lock a round for publication, and require one of its coordinators."""
    round_ = Round.objects.select_for_update(of=("self",)).select_related("root")
    if not can_publish(by, round_.get(pk=run.round_id)):
        raise PermissionDenied


def _published(
    run: Run,
    facts: EditionFacts,
    by: User,
    *,
    corrects: Edition | None = None,
    change_note: str = "",
) -> Edition:
    """Write the edition with everything it shows, and seal it by its manifest."""
    run = Run.objects.select_related("round__release", "round__root").get(pk=run.pk)
    # Read anew under the round's lock: the run on the page may have been another by now.
    refuse_unfit(run)
    stage_runs = _runs_beside(run)
    edition = unsaved_edition(run, facts, by=by)
    edition.stages = stages_shown(stage_runs)
    edition.corrects, edition.change_note = corrects, change_note
    _save_at_free_address(edition, facts.slug or facts.title)
    copy_records(edition, run, stage_runs)
    edition.manifest = manifest_of(edition, run, stage_runs)
    # The one write to a row that exists: the digest covers the rows as they came to lie.
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    rows.filter(pk=edition.pk).update(manifest=edition.manifest)
    return edition


def _runs_beside(run: Run) -> dict[str, Run]:
    """Return the newest run of each stage by the same framework over the same units in the same blocks, this run for its own.

    A run of before a unit joined, was withdrawn or moved compared it with others, in another block; one of
    before the framework of the round was changed gave points by other rules.
    """
    units = _blocks_in(run)
    newest = latest_runs(run.round).items()
    same = {
        stage: other
        for stage, other in newest
        if other.fingerprint == run.fingerprint and _blocks_in(other) == units
    }
    return same | {run.stage: run}


def _blocks_in(run: Run) -> set[tuple[int, str]]:
    """Return the units of a run, each with its block."""
    whole = run.scores.filter(node=ROOT_CODE).order_by()
    return set(whole.values_list("unit", "block"))


def unsaved_edition(run: Run, facts: EditionFacts, *, by: User) -> Edition:
    """Return the edition that publishing a run would write, unsaved and without an address."""
    previous = previous_edition_of(run)
    return Edition(
        title=facts.title,
        title_en=facts.title_en,
        published_by=by,
        announced_on=facts.announced_on,
        source_note=facts.source_note or run.round.source_note,
        source_note_en=facts.source_note_en,
        source_url=facts.source_url,
        notes=facts.notes,
        printed=facts.printed,
        previous=previous,
        successions=successions_between(previous, run),
        manifest={},
        **_run_labels(run),
    )


def _run_labels(run: Run) -> dict[str, Any]:
    """Return what an edition keeps of its round and its run."""
    round_ = run.round
    return {
        "run": run,
        "round": round_,
        "root": round_.root,
        "year": round_.year,
        "round_title": round_.title,
        "root_name": round_.root.name,
        "root_name_en": round_.root.name_en,
        "origin": round_.origin,
        "illustrative": round_.illustrative,
        "stage": run.stage,
        "undecided": run.undecided,
        "framework_text": run.text,
        "fingerprint": run.fingerprint,
        "inputs": run.inputs,
        "inputs_digest": run.inputs_digest,
        "engine_version": run.engine_version,
    }


def refuse_unfit(run: Run) -> None:
    """Refuse a run that is not finished, that waits for a measurement, or whose answers are others by now."""
    refuse_rehearsal(run.round)
    if run.state != RunState.FINISHED:
        raise ActionRefusedError(_("Chỉ công bố được lần tính điểm đã xong."))
    if run.unresolved:
        raise ActionRefusedError(
            _("Còn tiêu chí chưa đo; hãy đo hoặc xử lý trước khi công bố.")
        )
    if freeze(run.round, run.stage).digest != run.inputs_digest:
        raise ActionRefusedError(
            _("Số liệu của kỳ đã thay đổi sau lần tính này; hãy tính lại rồi công bố.")
        )


def _save_at_free_address(edition: Edition, wanted: str) -> None:
    """Insert the edition; where another round has just taken its address, at the next one.

    The lock of a round keeps the editions of other rounds from nobody, so only the unique
    column knows. The insert waits there until the other publication has ended.
    """
    for attempt in range(ADDRESSES_TRIED):
        edition.slug = _free_slug(wanted)
        try:
            with transaction.atomic():
                edition.save()
        except IntegrityError:
            is_taken = Edition.objects.filter(slug=edition.slug).exists()
            if not is_taken or attempt == ADDRESSES_TRIED - 1:
                raise
        else:
            return


def _free_slug(wanted: str) -> str:
    """Return an address that no edition has yet: the wanted one, or with -2, -3 and so on."""
    stem = slugify(fold(wanted))[:70] or "ban-cong-bo"
    taken = set(
        Edition.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
