"""Writes of publication: a run becomes an edition, an edition is corrected by a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.publication.models import Edition
from opendti_site.publication.permissions import can_publish
from opendti_site.results.enums import RunState
from opendti_site.ui.text import fold

if TYPE_CHECKING:
    import datetime as dt

    from opendti_site.accounts.models import User
    from opendti_site.results.models import Run


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What a person adds to a run when publishing it."""

    title: str
    slug: str = ""
    source_note: str = ""
    source_url: str = ""
    announced_on: dt.date | None = None
    notes: list[dict[str, str]] = field(default_factory=list)
    printed: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)


@transaction.atomic
def publish_run(run: Run, facts: EditionFacts, *, by: User) -> Edition:
    """Publish a finished run at its own address."""
    edition = _published(run, facts, by, {})
    record(
        "publish_run",
        edition,
        by=by,
        name=edition.title,
        seals=[edition],
        result=run.result_digest,
    )
    return edition


@transaction.atomic
def publish_correction(
    edition: Edition, run: Run, facts: EditionFacts, *, change_note: str, by: User
) -> Edition:
    """Publish a new edition that takes the place of another and says what changed."""
    if not change_note.strip():
        raise ActionRefusedError(_("Bản đính chính phải nói rõ điều gì đã thay đổi."))
    if Edition.objects.filter(corrects=edition).exists():
        raise ActionRefusedError(
            _("Bản này đã được đính chính; hãy đính chính bản mới nhất.")
        )
    if run.round_id != edition.run.round_id:
        raise ActionRefusedError(_("Bản đính chính phải thuộc cùng một kỳ đánh giá."))
    correction = _published(
        run, facts, by, {"corrects": edition, "change_note": change_note.strip()}
    )
    record(
        "publish_correction",
        correction,
        by=by,
        name=correction.title,
        seals=[correction],
        corrects=edition.slug,
    )
    return correction


def _published(
    run: Run, facts: EditionFacts, by: User, more: dict[str, Any]
) -> Edition:
    _refuse_unfit(run, by)
    round_ = run.round
    return Edition.objects.create(
        run=run,
        slug=_free_slug(facts.slug or facts.title),
        title=facts.title,
        published_by=by,
        announced_on=facts.announced_on,
        source_note=facts.source_note or round_.source_note,
        source_url=facts.source_url,
        illustrative=round_.illustrative,
        notes=facts.notes,
        printed=facts.printed,
        manifest=_manifest(run),
        **more,
    )


def _refuse_unfit(run: Run, by: User) -> None:
    if not can_publish(by, run.round):
        raise PermissionDenied
    if run.state != RunState.FINISHED:
        raise ActionRefusedError(_("Chỉ công bố được lần tính điểm đã xong."))
    if run.unresolved:
        raise ActionRefusedError(
            _("Còn tiêu chí chưa đo; hãy đo hoặc xử lý trước khi công bố.")
        )


def _free_slug(wanted: str) -> str:
    """Return an address that nobody holds yet: the wanted one, or with -2, -3 and so on."""
    stem = slugify(fold(wanted))[:70] or "ban-cong-bo"
    taken = set(
        Edition.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _manifest(run: Run) -> dict[str, Any]:
    """Write what a verifier needs: whose numbers, by which rules, from which inputs."""
    return {
        "format": "opendti-edition-1",
        "framework": run.round.release.identity,
        "fingerprint": run.fingerprint,
        "inputs_digest": run.inputs_digest,
        "result_digest": run.result_digest,
        "engine_version": run.engine_version,
        "stage": run.stage,
        "year": run.round.year,
        "origin": run.round.origin,
        "illustrative": run.round.illustrative,
        "units": run.scores.filter(node="index").count(),
    }
