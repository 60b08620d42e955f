"""What a verifier needs: whose numbers, by which rules, from which inputs, sealed by which digests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opendti.naming import ROOT_CODE
from opendti_site.audit.models import ChainHead
from opendti_site.publication.content import content_digest
from opendti_site.publication.models import Edition
from opendti_site.results.bridge import outline_of
from opendti_site.results.models import Run

FORMAT = "opendti-edition-1"


def manifest_of(
    edition: Edition, run: Run, stage_runs: Mapping[str, Run]
) -> dict[str, Any]:
    """Write the manifest of an edition whose rows are all written."""
    return {
        "format": FORMAT,
        "title": edition.title,
        "title_en": edition.title_en,
        "framework": outline_of(edition).identity,
        "fingerprint": edition.fingerprint,
        "inputs_digest": edition.inputs_digest,
        "result_digest": run.result_digest,
        "content_digest": content_digest(edition.pk),
        "engine_version": edition.engine_version,
        "stage": edition.stage,
        "stage_results": {
            stage: other.result_digest for stage, other in stage_runs.items()
        },
        "year": edition.year,
        "origin": edition.origin,
        "illustrative": edition.illustrative,
        "complete": edition.is_complete,
        "undecided": edition.undecided,
        "units": edition.scores.filter(node=ROOT_CODE).count(),
        "previous": edition.previous.slug if edition.previous else None,
        "corrects": edition.corrects.slug if edition.corrects else None,
        "audit_chain": _chain_head(),
    }


def _chain_head() -> dict[str, Any]:
    """Return the audit chain's head before the line of this publication."""
    head = ChainHead.objects.get()  # a run was computed, so there is one
    return {"length": head.length, "digest": head.digest}
